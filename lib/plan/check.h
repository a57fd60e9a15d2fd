/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The judge of plans, whatever format they come from. Internal to the library. */
#ifndef FP_PLAN_CHECK_H
#define FP_PLAN_CHECK_H

#include "plan/plan.h"

/* Stands for an offset or size that could not be read: a fault is recorded already, and nothing
 * more is said about that partition's place. */
#define FP_OFFSET_UNKNOWN (UINT64_MAX - 1)
#define FP_SIZE_UNKNOWN	  (UINT64_MAX - 1)

static inline bool fp_range_is_known(struct fp_range r)
{
	return r.offset < FP_OFFSET_UNKNOWN && r.size < FP_SIZE_UNKNOWN;
}

/* Replaces FP_OFFSET_NEXT and FP_SIZE_REST of the partitions by numbers. */
void fp_plan_resolve(struct fp_plan *plan);

/* Resolves, then judges the plan by every rule. A
 * plan without a name is called "plan". -FP_REFUSED if faults has any errors. */
int fp_plan_finish(struct fp_plan *plan, struct fp_faults *faults);

#endif
