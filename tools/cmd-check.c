// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan check: every fault of every plan at once, of its files and of the same table elsewhere.

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/number.h"
#include "options.h"
#include "outcome.h"
#include "plan/json.h"
#include "report.h"
#include "selection/judge.h"
#include "with.h"
#include "say.h"

struct checking {
	const struct options *o;
	const char *name; /* of the plan, as the command line has it */
	struct fp_faults faults;
};

static void print_faults(const struct checking *c, const struct fp_plan *plan)
{
	const struct fp_faults *const faults = &c->faults;
	char size[FP_SIZE_WORDS];

	for (size_t i = 0; i < faults->n; i++)
		(c->o->has_annotations ? report_annotation : report_fault)(stdout,
									   &faults->item[i]);
	if (faults->n_lost)
		say(stdout, "%s: and %zu more\n", c->name, faults->n_lost);
	if (plan)
		say(stdout, "%s: ok, %zu partition%s on %s\n", c->name, plan->n_parts,
		    plan->n_parts == 1 ? "" : "s", fp_size_words(plan->size, size));
}

static json_t *describe(const struct checking *c, const struct fp_plan *plan, bool is_good)
{
	json_t *row = json_pack("{s:o, s:s}", "file", outcome_text(c->name), "result",
				is_good ? "ok" : "faults");

	if (row && plan) {
		json_object_set_new(row, "name", json_string(plan->name));
		json_object_set_new(row, "size", json_integer((json_int_t)plan->size));
		json_object_set_new(row, "partitions", json_integer((json_int_t)plan->n_parts));
	}
	if (row && c->faults.n_lost)
		json_object_set_new(row, "faults_lost", json_integer((json_int_t)c->faults.n_lost));
	return row;
}

/* A row of --files. */
static void add_used(void *ctx, const struct fp_partition *part, uint64_t used)
{
	const struct checking *const c = ctx;
	const uint64_t size = part->range.size;

	outcome_row("contents",
		    json_pack("{s:o, s:s, s:I, s:I, s:I, s:I}", "plan", outcome_text(c->name),
			      "name", part->name, "size", (json_int_t)size, "used",
			      (json_int_t)used, "free", (json_int_t)(size - used), "percent",
			      (json_int_t)(used * 100 / size)));
}

static void look_closer(struct checking *c, const struct fp_plan *plan)
{
	const struct fp_judging judging = { .dirs = options_dirs(c->o),
					    .warn_above = c->o->warn_above,
					    .told = add_used,
					    .ctx = c };

	if (c->o->has_files)
		fp_judge_sources(plan, &judging, &c->faults);
	compare_sources(c->o, plan, &c->faults);
	fp_faults_sort(&c->faults);
}

/* `check *.json` comes upon what backups and images have beside them. */
static bool is_manifest(const char *name)
{
	static const char *const keys[] = { "flashplan-backup", "flashplan-manifest" };
	struct fp_error ignored = { 0 };
	bool is_found = false;
	json_t *root = NULL;
	char *text = NULL;
	size_t n = 0;

	if (fp_file_read(name, FP_PLAN_TEXT_MAX, &text, &n, &ignored) == 0)
		root = json_loadb(text, n, 0, NULL);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		is_found |= json_object_get(root, keys[i]) != NULL;
	json_decref(root);
	free(text);
	return is_found;
}

static bool is_passed(const struct checking *c)
{
	for (size_t i = 0; i < c->faults.n; i++)
		if (c->o->is_strict && c->faults.item[i].severity == FP_WARNING)
			return false;
	return !c->faults.n_errors;
}

static bool check_one(struct checking *c)
{
	const struct fp_plan_paths paths = { layout_dir() };
	struct fp_plan *plan;
	bool is_good;

	c->faults = (struct fp_faults){ 0 };
	report_shadow(c->name);
	if (fp_plan_load(c->name, &paths, &plan, &c->faults) == 0)
		look_closer(c, plan);
	if (!plan && is_manifest(c->name)) {
		report_note("%s is passed over: it is no plan, but the manifest of a backup or an "
			    "image",
			    c->name);
		return true;
	}
	is_good = is_passed(c);
	for (size_t i = 0; i < c->faults.n; i++)
		outcome_fault(&c->faults.item[i], c->name);
	if (c->o->is_json)
		outcome_row("plans", describe(c, plan, is_good));
	else
		print_faults(c, is_good ? plan : NULL);
	fp_plan_free(plan);
	return is_good;
}

int cmd_check(const struct options *o, struct fp_error *err)
{
	struct checking *c = calloc(1, sizeof *c);
	bool is_good = true;

	if (!c)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (o->warn_above && !o->has_files) {
		free(c);
		return fp_fail(err, FP_USAGE, "check: --warn-above looks at files: add --files");
	}
	outcome_fact("faults", json_array());
	c->o = o;
	for (size_t i = 0; i < o->n_args; i++) {
		c->name = o->args[i];
		is_good &= check_one(c);
	}
	free(c);
	outcome_result(is_good ? "ok" : "faults", NULL);
	return is_good ? 0 : -FP_NO;
}
