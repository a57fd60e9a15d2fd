/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a dump really holds against its plan, and what is wrong with it. Pure. */
#ifndef FP_DUMP_INSPECT_H
#define FP_DUMP_INSPECT_H

#include "dump/finding.h"
#include "dump/look.h"

/* All of it stays valid as long as plan and dump do. */
struct fp_inspection {
	const struct fp_plan *plan;
	const struct fp_view *dump; /* may be longer or shorter than the plan's chip */
	const struct fp_view *other; /* a second dump of the same chip; NULL: there is none */
	struct fp_look *looks; /* partitions and gaps in the order of their offsets, n_looks */
	size_t n_looks;
};

/* Looks at every partition and gap, and judges by every rule. The caller frees with
 * fp_inspection_free(), also after a failure. -FP_REFUSED: out of memory, or the dump cannot be
 * read. */
FP_MUST_CHECK int fp_inspect(struct fp_inspection *inspection, struct fp_findings *findings,
			     struct fp_error *err);

void fp_inspection_free(struct fp_inspection *inspection);

/* The look at a partition; NULL: there is none. */
const struct fp_look *fp_inspection_find(const struct fp_inspection *inspection, const char *name);

#endif
