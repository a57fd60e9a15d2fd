/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps that make a plan of what a reader added. Each returns -FP_REFUSED when out of memory,
 * with a fault. Internal to the library. */
#ifndef FP_FORMATS_SETTLE_H
#define FP_FORMATS_SETTLE_H

#include "plan/plan.h"

/* Partitions and spans get names that fit the rule, and are unique. Fields, and the plan's table,
 * refer to a partition by the very pointer of its name, and follow it. */
FP_MUST_CHECK int fp_settle_names(struct fp_plan *plan, struct fp_faults *faults);

/* The size of a chip that is not stated, by where the last partition ends; then of what goes to the
 * chip's end. */
FP_MUST_CHECK int fp_settle_size(struct fp_plan *plan, const char *format, bool is_whole_chip,
				 struct fp_faults *faults);

/* Leaves stay partitions; what lies over others, or overlaps an earlier one, becomes a span. Places
 * must be resolved. */
FP_MUST_CHECK int fp_settle_spans(struct fp_plan *plan, struct fp_faults *faults);

/* Fields of what became a span go to the partition that holds their bytes; those that no plan can
 * have are left out with a note; all get names. */
FP_MUST_CHECK int fp_settle_fields(struct fp_plan *plan, struct fp_faults *faults);

#endif
