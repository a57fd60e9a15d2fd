/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the partitions inside of an outer one leave of it: partitions of their own, so that every
 * byte that a source names is written, kept and protected like any other. Internal to the library.
 */
#ifndef FP_FORMATS_REST_H
#define FP_FORMATS_REST_H

#include "plan/plan.h"

/* Adds `NAME.rest`, `NAME.rest2`... for the bytes of the span NAME that no partition has, with its
 * marks. Of spans inside of others the inner one has them. -FP_REFUSED with a fault. */
FP_MUST_CHECK int fp_rest_add(struct fp_plan *plan, struct fp_faults *faults);

/* Is the partition such a rest of a span of the plan? Formats that hold the outer one have no need
 * of it. */
bool fp_rest_is(const struct fp_plan *plan, const struct fp_partition *part);

/* Does the span have such a rest? */
bool fp_rest_has(const struct fp_plan *plan, const struct fp_partition *span);

#endif
