// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan inspect: what a dump or a chip really holds, what is wrong with it, and what mends it.

#include <stdlib.h>

#include "base/file.h"
#include "dump/inspect.h"
#include "dump/propose.h"
#include "interrupt.h"
#include "job/agree.h"
#include "options.h"
#include "outcome.h"
#include "progress.h"
#include "remedy.h"
#include "report.h"
#include "session.h"

#define DUMP_MAX  ((size_t)(FP_FLASH_SIZE_MAX / 2))
#define CHIP_STEP 4096 /* bytes: chips are multiples, as their sectors are */

struct inspecting {
	const struct options *o;
	struct fp_plan *plan;
	char *data, *other; /* the dump, and the second one */
	struct fp_view dump, second;
	struct fp_findings findings;
};

static struct fp_view view_of(const char *data, size_t n, const struct fp_plan *plan)
{
	return (struct fp_view){ .data = (const uint8_t *)data,
				 .fd = -1,
				 .size = n,
				 .erased = plan ? plan->erased : 0xff };
}

/* Once: what is written by it is read again anyway. */
static int read_chip(const struct fp_programmer *programmer, uint8_t *data, struct fp_error *err)
{
	struct progress progress = { 0 };
	const struct fp_job_io io = { .ctx = &progress,
				      .progress = progress_callback,
				      .is_cancelled = is_interrupted };
	struct fp_job_report report = { 0 };
	const struct fp_work work = { programmer, &io, &report };
	struct fp_agreement agreement;
	const struct fp_guess none = { 0 };
	const int code = fp_agree(&work, &none, 1, data, &agreement, err);

	progress_clear(&progress);
	return code;
}

static int load_chip(struct inspecting *in, struct fp_error *err)
{
	struct fp_programmer programmer;
	int code = open_programmer(in->o, in->plan, &programmer, err);

	if (code < 0)
		return code;
	interrupt_catch();
	in->data = programmer.chip.size < DUMP_MAX ? malloc((size_t)programmer.chip.size) : NULL;
	code = in->data ? read_chip(&programmer, (uint8_t *)in->data, err)
			: fp_fail(err, FP_REFUSED, "out of memory");
	in->dump = view_of(in->data, (size_t)programmer.chip.size, in->plan);
	return close_programmer(in->o, &programmer, code, err);
}

static int load_files(struct inspecting *in, struct fp_error *err)
{
	const struct options *const o = in->o;
	size_t n = 0;
	int code = 0;

	if (!o->programmer) {
		code = fp_file_read(o->args[o->n_args - 1], DUMP_MAX, &in->data, &n, err);
		in->dump = view_of(in->data, n, in->plan);
	}
	if (code == 0 && o->against) {
		code = fp_file_read(o->against, DUMP_MAX, &in->other, &n, err);
		in->second = view_of(in->other, n, in->plan);
	}
	return code;
}

/* Without a plan: by the table in the dump, else by what is recognised in it. */
static int propose(struct inspecting *in, struct fp_error *err)
{
	const struct options *const o = in->o;
	struct fp_faults *const notes = calloc(1, sizeof *notes);
	struct fp_proposal proposal = { 0 };
	int code = notes ? fp_propose(&in->dump, o->n_args ? o->args[0] : "chip", &proposal, notes,
				      err)
			 : fp_fail(err, FP_REFUSED, "out of memory");

	free(notes);
	in->plan = proposal.plan;
	if (code == 0 && proposal.table)
		report_note("no plan is given: the partitions are those of the table in it (%s)",
			    proposal.table->name);
	else if (code == 0)
		report_note(
			"no plan is given, and no table is in it: the partitions are guessed by their contents");
	return code;
}

static json_t *facts_json(const struct fp_found *found)
{
	json_t *facts = json_object();

	for (unsigned i = 0; i < found->n_facts; i++)
		json_object_set_new(facts, found->facts[i].key, json_string(found->facts[i].value));
	return facts;
}

/* A number with one digit behind the point. */
static json_t *short_real(double value)
{
	return json_real((double)(long)(value * 10 + 0.5) / 10);
}

static const char *name_of(const struct fp_look *look)
{
	return look->part ? look->part->name : "(none)";
}

static json_t *describe(const struct fp_look *look)
{
	static const char *const checks[] = { [FP_NOT_MINE] = "none",
					      [FP_DAMAGED] = "damaged",
					      [FP_GOOD] = "good",
					      [FP_UNREADABLE] = "unreadable" };
	const double size = (double)look->view.size;

	return json_pack(
		"{s:s, s:I, s:I, s:s, s:s, s:I, s:I, s:o, s:o, s:o}", "name", name_of(look),
		"offset", (json_int_t)look->range.offset, "size", (json_int_t)look->range.size,
		"kind", look->kind ? look->kind->name : "unknown", "check", checks[look->verdict],
		"used", (json_int_t)look->used, "free",
		(json_int_t)(look->range.size > look->used ? look->range.size - look->used : 0),
		"entropy", short_real(look->entropy), "erased_percent",
		short_real(size > 0 ? 100 * (double)look->erased / size : 0), "zero_percent",
		short_real(size > 0 ? 100 * (double)look->zeros / size : 0));
}

static void tell_looks(const struct fp_look *looks, size_t n)
{
	json_t *const all = json_array();

	for (size_t i = 0; i < n; i++) {
		const struct fp_look *const look = &looks[i];
		json_t *const row = describe(look);
		char line[FP_FOUND_TEXT];

		json_object_set_new(row, "facts", facts_json(&look->found));
		if (look->found.damage[0])
			json_object_set_new(row, "damage", json_string(look->found.damage));
		json_array_append_new(all, row);
		if (!fp_look_is_blank(look) && look->found.n_facts && !look->found.damage[0])
			outcome_line("  %s: %s", name_of(look),
				     fp_found_describe(&look->found, line));
	}
	outcome_set("partitions", all);
}

static const char *gravity_name(enum fp_gravity gravity)
{
	static const char *const names[] = {
		[FP_SERIOUS] = "serious", [FP_DOUBTFUL] = "doubtful", [FP_REMARK] = "remark"
	};

	return names[gravity];
}

static json_t *finding_json(const struct fp_finding *finding, const char *command)
{
	json_t *const row = json_pack("{s:s, s:s, s:s, s:b}", "rule", finding->rule, "gravity",
				      gravity_name(finding->gravity), "text", finding->text,
				      "bricks", (int)finding->is_brick);

	if (finding->range.size) {
		json_object_set_new(row, "offset", json_integer((json_int_t)finding->range.offset));
		json_object_set_new(row, "size", json_integer((json_int_t)finding->range.size));
	}
	if (finding->part)
		json_object_set_new(row, "name", json_string(finding->part->name));
	if (command)
		json_object_set_new(row, "command", outcome_text(command));
	return row;
}

static void tell_findings(const struct inspecting *in)
{
	json_t *const rows = json_array();

	for (size_t i = 0; i < in->findings.n; i++) {
		const struct fp_finding *const finding = &in->findings.item[i];
		char *const command = remedy_command(in->o, in->plan, finding);

		outcome_line("%s: %s", gravity_name(finding->gravity), finding->text);
		if (command)
			outcome_line("  mend: %s", command);
		json_array_append_new(rows, finding_json(finding, command));
		free(command);
	}
	if (in->findings.n_lost)
		outcome_line("and %zu more", in->findings.n_lost);
	outcome_fact("findings", rows);
}

static int inspect(struct inspecting *in, struct fp_error *err)
{
	struct fp_inspection inspection = { .plan = in->plan,
					    .dump = &in->dump,
					    .other = in->other ? &in->second : NULL };
	int code = fp_inspect(&inspection, &in->findings, err);
	size_t serious = 0;

	if (code == 0) {
		serious = fp_findings_count(&in->findings, FP_SERIOUS);
		tell_looks(inspection.looks, inspection.n_looks);
		tell_findings(in);
		if (serious)
			outcome_result("faults", "%zu serious finding%s", serious,
				       serious == 1 ? "" : "s");
		else
			outcome_result("ok", "nothing serious was found");
	}
	fp_inspection_free(&inspection);
	return code == 0 && serious ? -FP_NO : code;
}

/* No chip has such a size: then the file is one content, and is judged as such. */
static int inspect_content(const struct inspecting *in, struct fp_error *err)
{
	const struct fp_look look =
		fp_look_at(&in->dump, (struct fp_range){ 0, in->dump.size }, NULL);

	if (look.verdict == FP_UNREADABLE)
		return fp_fail(err, FP_REFUSED, "%s: %s", in->o->args[0], look.found.damage);
	tell_looks(&look, 1);
	outcome_fact("findings", json_array());
	if (look.verdict == FP_DAMAGED)
		outcome_result("faults", "a damaged %s", look.kind->title);
	else if (look.kind)
		outcome_result("ok", "%s%s%s", look.kind->article, *look.kind->article ? " " : "",
			       look.kind->title);
	else
		outcome_result("ok", "nothing known");
	return look.verdict == FP_DAMAGED ? -FP_NO : 0;
}

static bool is_content(const struct inspecting *in)
{
	return !in->plan && !in->o->programmer && in->dump.size % CHIP_STEP;
}

int cmd_inspect(const struct options *o, struct fp_error *err)
{
	struct inspecting *const in = calloc(1, sizeof *in);
	const bool has_plan = o->programmer ? o->n_args > 0 : o->n_args == 2;
	int code = 0;

	if (!in)
		return fp_fail(err, FP_REFUSED, "out of memory");
	in->o = o;
	if (!o->programmer && !o->n_args)
		code = fp_fail(err, FP_USAGE,
			       "inspect: what? Name a dump, or a programmer with -p PROG");
	else if (o->programmer && o->n_args > 1)
		code = fp_fail(err, FP_USAGE,
			       "inspect: a dump, or a chip with -p: not both at once");
	if (code == 0 && has_plan)
		code = load_plan(o->args[0], &in->plan);
	if (code == 0 && o->programmer)
		code = load_chip(in, err);
	if (code == 0)
		code = load_files(in, err);
	if (code == 0 && is_content(in)) {
		code = inspect_content(in, err);
	} else if (code == 0) {
		code = in->plan ? 0 : propose(in, err);
		if (code == 0)
			code = inspect(in, err);
	}
	free(in->data);
	free(in->other);
	fp_plan_free(in->plan);
	free(in);
	return code;
}
