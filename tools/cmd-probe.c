// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan probe: which chip is there.

#include <string.h>

#include "facts.h"
#include "options.h"
#include "outcome.h"
#include "report.h"
#include "session.h"

/* The names in a list with ", " between them. */
static json_t *candidates(const char *list)
{
	json_t *names = json_array();

	for (const char *p = list; *p; p += strspn(p, ", ")) {
		const char *const end = strstr(p, ", ");
		const size_t n = end ? (size_t)(end - p) : strlen(p);

		json_array_append_new(names, json_stringn(p, n));
		p += n;
	}
	return names;
}

static int probe(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	struct fp_programmer programmer;
	struct facts facts = { .o = o };
	const struct fp_host host = facts_host(&facts);
	struct fp_chip chip;
	int code = ask_programmer(o, plan, &host, &programmer, err);

	if (code == 0) {
		chip = programmer.chip;
		code = fp_programmer_close(&programmer, err);
	}
	if (code == 0 && chip.candidates[0]) {
		outcome_set("candidates", candidates(chip.candidates));
		report_note(
			"flashrom cannot tell these chips apart: say which with -c NAME, or name it in the plan's \"chips\"");
	} else if (code == 0) {
		outcome_set("name", outcome_text(chip.name));
	}
	if (code == 0) {
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
