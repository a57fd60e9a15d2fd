/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two tables of one chip: do they agree? */
#ifndef FP_FORMATS_AGREE_H
#define FP_FORMATS_AGREE_H

#include "plan/plan.h"

/* Records where the other table, which stands in `file`, is not the plan's: every partition of one
 * must be a partition or span of the other with exactly that range. Names do not matter, but where
 * one name has two places both are told. Faults stand in the plan. */
void fp_tables_compare(const struct fp_plan *plan, const struct fp_plan *other, const char *file,
		       struct fp_faults *faults);

#endif
