/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The judge of a plan's fields. Internal to the library. */
#ifndef FP_PLAN_CHECK_FIELDS_H
#define FP_PLAN_CHECK_FIELDS_H

#include "plan/plan.h"

/* May the one lie inside of the other? Bytes that the outer one gives no meaning (hex) may hold a
 * value with a name of its own, such as the MAC address in a radio's calibration. Both must have a
 * place in a partition. */
bool fp_field_holds(const struct fp_plan *plan, const struct fp_field *outer,
		    const struct fp_field *inner);

/* Records every fault of the fields of a resolved plan. */
void fp_plan_check_fields(const struct fp_plan *plan, struct fp_faults *faults);

#endif
