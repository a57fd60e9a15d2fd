// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses that a plan names: lost, a default, or of no unit at all.

#include <stdio.h>
#include <stdlib.h>

#include "dump/rules/rule.h"
#include "plan/value.h"

static void judge(const struct fp_inspection *in, const struct fp_look *look,
		  const struct fp_field *field, struct fp_findings *findings)
{
	const struct fp_range extent = fp_field_extent(in->plan, field);
	struct fp_error ignored = { 0 };
	struct fp_value value = { 0 };
	const char *doubt = NULL;
	struct fp_finding *finding;

	if (fp_value_read(in->plan, field, in->dump->data + extent.offset, &value, &ignored) == 0 &&
	    value.text && value.n_valid &&
	    (fp_field_judge(field->format, value.text, &doubt, &ignored) < 0 || doubt)) {
		finding = fp_rule_add(
			findings, look, "field", FP_SERIOUS,
			"`%s` in `%s` is %s: %s, not this unit's own; two such devices in one network disturb each other",
			field->name, look->part->name, value.text, doubt);
		finding->remedy = FP_REMEDY_SET_FIELD;
		snprintf(finding->detail, sizeof finding->detail, "%s", field->name);
	}
	free(value.text);
}

/* What is blank as a whole, variables, and what the content itself tells, other rules judge. */
bool fp_rule_fields(const struct fp_inspection *in, struct fp_findings *findings)
{
	for (size_t i = 0; i < in->plan->n_fields; i++) {
		const struct fp_field *const field = &in->plan->fields[i];
		const struct fp_look *const look = fp_inspection_find(in, field->partition);

		if (!look || field->env || !field->format->is_mac || !in->dump->data ||
		    (look->kind && look->kind->role == FP_ROLE_BLANK) ||
		    fp_fact_get(&look->found, "mac") ||
		    !fp_range_fits(fp_field_extent(in->plan, field), in->dump->size))
			continue;
		judge(in, look, field, findings);
	}
	return true;
}
