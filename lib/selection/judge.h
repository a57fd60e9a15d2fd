/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The contents that a plan states, judged without making anything of them. */
#ifndef FP_SELECTION_JUDGE_H
#define FP_SELECTION_JUDGE_H

#include "plan/plan.h"
#include "selection/source.h"

struct fp_judging {
	struct fp_source_dirs dirs;
	unsigned warn_above; /* percent of a partition; 0: however full */
	/* Is told how much of each partition or span its content fills, once that is sound. */
	void (*told)(void *ctx, const struct fp_partition *part, uint64_t used);
	void *ctx;
};

/* Opens and reads every source once: is it there, does it fit, is it of the right type, has it the
 * pinned checksum? Faults stand at the content in the plan. */
void fp_judge_sources(const struct fp_plan *plan, const struct fp_judging *judging,
		      struct fp_faults *faults);

#endif
