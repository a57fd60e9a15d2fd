// SPDX-License-Identifier: GPL-2.0-or-later
// The course of an inspection.

#include <stdlib.h>
#include <string.h>

#include "dump/inspect.h"
#include "dump/rules/rule.h"
#include "formats/format.h"

/* Partitions in offset order, and the gaps between them; a plan's partitions do not overlap. */
static int look_at_all(struct fp_inspection *in, struct fp_error *err)
{
	const struct fp_plan *const plan = in->plan;
	const struct fp_partition **const sorted = fp_export_sort(plan);
	uint64_t at = 0;

	in->looks = calloc(2 * plan->n_parts + 1, sizeof *in->looks);
	if (!in->looks || !sorted) {
		free(sorted);
		return fp_fail(err, FP_REFUSED, "out of memory");
	}
	for (size_t i = 0; i <= plan->n_parts; i++) {
		const struct fp_partition *const part = i < plan->n_parts ? sorted[i] : NULL;
		const uint64_t start = part ? part->range.offset : plan->size;

		if (start > at)
			in->looks[in->n_looks++] =
				fp_look_at(in->dump, (struct fp_range){ at, start - at }, NULL);
		if (part)
			in->looks[in->n_looks++] = fp_look_at(in->dump, part->range, part);
		at = part ? fp_range_end(part->range) : start;
	}
	free(sorted);
	return 0;
}

int fp_inspect(struct fp_inspection *in, struct fp_findings *findings, struct fp_error *err)
{
	int code = look_at_all(in, err);

	for (size_t i = 0; i < in->n_looks && code == 0; i++)
		if (in->looks[i].verdict == FP_UNREADABLE)
			code = fp_fail(err, FP_REFUSED, "%s: %s",
				       in->looks[i].part ? in->looks[i].part->name : "the dump",
				       in->looks[i].found.damage);
	for (size_t i = 0; code == 0 && fp_rule_at(i) && fp_rule_at(i)(in, findings); i++)
		;
	fp_findings_sort(findings);
	return code;
}

void fp_inspection_free(struct fp_inspection *in)
{
	free(in->looks);
	in->looks = NULL;
	in->n_looks = 0;
}

const struct fp_look *fp_inspection_find(const struct fp_inspection *in, const char *name)
{
	for (size_t i = 0; i < in->n_looks; i++)
		if (in->looks[i].part && strcmp(in->looks[i].part->name, name) == 0)
			return &in->looks[i];
	return NULL;
}
