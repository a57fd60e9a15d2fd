// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan probe: which chip is there.

#include "options.h"
#include "report.h"
#include "result.h"
#include "session.h"

int cmd_probe(const struct options *o, struct fp_error *err)
{
	struct fp_programmer programmer;
	struct fp_plan *plan = NULL;
	json_t *result;
	int code = 0;

	if (o->n_args)
		code = load_plan(o->args[0], &plan);
	if (code == 0)
		code = ask_programmer(o, plan, &programmer, err);
	if (code == 0) {
		result = chip_json(&programmer.chip);
		if (programmer.chip.candidates[0])
			report_note(
				"flashrom cannot tell these chips apart: say which with -c NAME, or name it in the plan's \"chips\"");
		code = fp_programmer_close(&programmer, err);
		if (code == 0)
			code = result_print(json_incref(result), o->is_json, err);
		json_decref(result);
	}
	fp_plan_free(plan);
	return code;
}
