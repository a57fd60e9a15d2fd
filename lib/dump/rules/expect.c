// SPDX-License-Identifier: GPL-2.0-or-later
// What the plan expects of this device's dumps.

#include "dump/rules/rule.h"

static bool holds(const struct fp_inspection *in, const struct fp_condition *c)
{
	const struct fp_look *const look = fp_inspection_find(in, c->part->name);
	bool is_so;

	if (!look)
		return false;
	if (c->bytes)
		is_so = fp_view_has(&look->view, c->offset, c->bytes, c->n_bytes);
	else
		is_so = look->kind && look->verdict == FP_GOOD &&
			fp_kind_is_among(look->kind, c->kinds);
	return is_so != c->is_not;
}

static const struct fp_condition *first_false(const struct fp_inspection *in,
					      const struct fp_condition *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!holds(in, &list[i]))
			return &list[i];
	return NULL;
}

bool fp_rule_expect(const struct fp_inspection *in, struct fp_findings *findings)
{
	for (size_t i = 0; i < in->plan->n_expects; i++) {
		const struct fp_expect *const expect = &in->plan->expects[i];
		const struct fp_condition *wrong, *cause;
		struct fp_finding *finding;

		if (first_false(in, expect->when, expect->n_when))
			continue;
		wrong = first_false(in, expect->then, expect->n_then);
		if (!wrong)
			continue;
		cause = expect->n_when && expect->when[0].bytes ? &expect->when[0] : wrong;
		finding = fp_rule_add(findings, fp_inspection_find(in, cause->part->name), "expect",
				      expect->is_serious ? FP_SERIOUS : FP_DOUBTFUL, "%s",
				      expect->text);
		/* Bytes that ask for something are taken away sooner than what they ask for is
		 * made. */
		finding->remedy =
			cause != wrong || wrong->is_not ? FP_REMEDY_ERASE : FP_REMEDY_WRITE;
	}
	return true;
}
