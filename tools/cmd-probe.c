// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan probe: which chip is there.

#include "options.h"
#include "outcome.h"
#include "report.h"
#include "session.h"

int cmd_probe(const struct options *o, struct fp_error *err)
{
	struct fp_programmer programmer;
	struct fp_plan *plan = NULL;
	struct fp_chip chip;
	int code = 0;

	if (o->n_args)
		code = load_plan(o->args[0], &plan);
	if (code == 0)
		code = open_programmer(o, plan, &programmer, err);
	if (code == 0) {
		chip = programmer.chip;
		code = fp_programmer_close(&programmer, err);
	}
	if (code == 0) {
		outcome_set("name", outcome_text(chip.name));
		outcome_set("id", json_string(chip.id));
		outcome_set("size", json_integer((json_int_t)chip.size));
	}
	fp_plan_free(plan);
	return code;
}
