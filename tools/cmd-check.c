// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan check: every fault of every plan at once.

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "options.h"
#include "report.h"
#include "result.h"
#include "plan/json.h"

static json_t *fault_json(const struct fp_error *fault)
{
	static const char *const severities[] = { "error", "warning", "note" };
	json_t *object = json_pack(
		"{s:s, s:o, s:i, s:i, s:o, s:o}", "severity", severities[fault->severity], "file",
		result_text(fault->file), "line", (int)fault->line, "column", (int)fault->column,
		"pointer", result_text(fault->pointer), "text", result_text(fault->text));

	if (object && fault->hint[0])
		json_object_set_new(object, "hint", result_text(fault->hint));
	return object;
}

static void print_faults(const char *name, const struct fp_plan *plan,
			 const struct fp_faults *faults)
{
	char size[FP_SIZE_TEXT];

	for (size_t i = 0; i < faults->n; i++)
		report_fault(stdout, &faults->item[i]);
	if (faults->n_lost)
		printf("%s: and %zu more\n", name, faults->n_lost);
	if (plan)
		printf("%s: ok, %zu partitions on %s\n", name, plan->n_parts,
		       fp_size_format(plan->size, size));
}

/* Did it pass? */
static bool check_one(const struct options *o, const char *name, struct fp_faults *faults,
		      json_t *results)
{
	const struct fp_plan_paths paths = { layout_dir() };
	struct fp_plan *plan;
	json_t *list = json_array();
	bool is_good;

	*faults = (struct fp_faults){ 0 };
	is_good = fp_plan_load(name, &paths, &plan, faults) == 0;
	for (size_t i = 0; i < faults->n; i++) {
		json_array_append_new(list, fault_json(&faults->item[i]));
		if (o->is_strict && faults->item[i].severity == FP_WARNING)
			is_good = false;
	}
	if (!o->is_json)
		print_faults(name, is_good ? plan : NULL, faults);
	json_array_append_new(results, json_pack("{s:o, s:b, s:o}", "plan", result_text(name), "ok",
						 is_good, "faults", list));
	fp_plan_free(plan);
	return is_good;
}

int cmd_check(const struct options *o, struct fp_error *err)
{
	struct fp_faults *faults = calloc(1, sizeof *faults);
	json_t *results = json_array();
	bool is_good = true;
	int code = 0;

	if (!faults || !results)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < o->n_args && code == 0; i++)
		is_good &= check_one(o, o->args[i], faults, results);
	if (code == 0 && o->is_json)
		code = result_print(json_incref(results), true, err);
	json_decref(results);
	free(faults);
	return code == 0 && !is_good ? -FP_NO : code;
}
