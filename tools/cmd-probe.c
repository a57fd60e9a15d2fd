// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan probe: which chip is there.

#include "facts.h"
#include "options.h"
#include "outcome.h"
#include "report.h"
#include "session.h"

static int probe(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	struct fp_programmer programmer;
	struct facts facts = { .o = o };
	const struct fp_host host = facts_host(&facts);
	struct fp_chip chip;
	int code = open_programmer_with(o, plan, &host, &programmer, err);

	if (code == 0) {
		chip = programmer.chip;
		code = fp_programmer_close(&programmer, err);
	}
	if (code == 0) {
		outcome_set("name", outcome_text(chip.name));
		outcome_set("id", json_string(chip.id));
		outcome_set("size", json_integer((json_int_t)chip.size));
		facts_report(&facts, chip.size);
	}
	facts_free(&facts);
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
