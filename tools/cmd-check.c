// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan check: every fault of every plan at once.

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "options.h"
#include "outcome.h"
#include "report.h"
#include "say.h"
#include "plan/json.h"

static void print_faults(const char *name, const struct fp_plan *plan,
			 const struct fp_faults *faults)
{
	char size[FP_SIZE_WORDS];

	for (size_t i = 0; i < faults->n; i++)
		report_fault(stdout, &faults->item[i]);
	if (faults->n_lost)
		say(stdout, "%s: and %zu more\n", name, faults->n_lost);
	if (plan)
		say(stdout, "%s: ok, %zu partition%s on %s\n", name, plan->n_parts,
		    plan->n_parts == 1 ? "" : "s", fp_size_words(plan->size, size));
}

static json_t *describe(const char *name, const struct fp_plan *plan, const char *result,
			size_t n_lost)
{
	json_t *row = json_pack("{s:o, s:s}", "file", outcome_text(name), "result", result);

	if (row && plan) {
		json_object_set_new(row, "name", json_string(plan->name));
		json_object_set_new(row, "size", json_integer((json_int_t)plan->size));
		json_object_set_new(row, "partitions", json_integer((json_int_t)plan->n_parts));
	}
	if (row && n_lost)
		json_object_set_new(row, "faults_lost", json_integer((json_int_t)n_lost));
	return row;
}

/* Did it pass? */
static bool check_one(const struct options *o, const char *name, struct fp_faults *faults)
{
	const struct fp_plan_paths paths = { layout_dir() };
	struct fp_plan *plan;
	bool is_good;

	*faults = (struct fp_faults){ 0 };
	report_shadow(name);
	is_good = fp_plan_load(name, &paths, &plan, faults) == 0;
	for (size_t i = 0; i < faults->n; i++) {
		outcome_fault(&faults->item[i], name);
		if (o->is_strict && faults->item[i].severity == FP_WARNING)
			is_good = false;
	}
	if (!o->is_json)
		print_faults(name, is_good ? plan : NULL, faults);
	else
		outcome_row("plans",
			    describe(name, plan, is_good ? "ok" : "faults", faults->n_lost));
	fp_plan_free(plan);
	return is_good;
}

int cmd_check(const struct options *o, struct fp_error *err)
{
	struct fp_faults *faults = calloc(1, sizeof *faults);
	bool is_good = true;

	if (!faults)
		return fp_fail(err, FP_REFUSED, "out of memory");
	outcome_fact("faults", json_array());
	for (size_t i = 0; i < o->n_args; i++)
		is_good &= check_one(o, o->args[i], faults);
	free(faults);
	outcome_result(is_good ? "ok" : "faults", NULL);
	return is_good ? 0 : -FP_NO;
}
