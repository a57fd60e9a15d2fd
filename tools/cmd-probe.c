// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan probe: which chip is there.

#include "facts.h"
#include "options.h"
#include "report.h"
#include "result.h"
#include "session.h"

static int probe(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	struct fp_programmer programmer;
	struct facts facts = { .o = o, .result = json_object() };
	const struct fp_host host = facts_host(&facts);
	json_t *result = NULL;
	int code = open_programmer_with(o, plan, &host, &programmer, err);

	if (code == 0) {
		result = chip_json(&programmer.chip);
		facts_add_layouts(&facts, programmer.chip.size);
		code = fp_programmer_close(&programmer, err);
	}
	if (code == 0) {
		json_object_update(result, facts.result);
		code = result_print(json_incref(result), o->is_json, err);
	}
	json_decref(result);
	json_decref(facts.result);
	return code;
}

int cmd_probe(const struct options *o, struct fp_error *err)
{
	struct fp_plan *plan = NULL;
	int code = 0;

	if (o->n_args)
		code = load_plan(o->args[0], &plan);
	if (code == 0)
		code = probe(o, plan, err);
	fp_plan_free(plan);
	return code;
}
