/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The judge of a plan's fields. Internal to the library. */
#ifndef FP_PLAN_CHECK_FIELDS_H
#define FP_PLAN_CHECK_FIELDS_H

#include "plan/plan.h"

/* Records every fault of the fields of a resolved plan. */
void fp_plan_check_fields(const struct fp_plan *plan, struct fp_faults *faults);

#endif
