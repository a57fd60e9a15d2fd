/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check --with: the same table elsewhere. */
#ifndef FP_WITH_H
#define FP_WITH_H

#include "options.h"
#include "plan/plan.h"

/* Reads each source that --with names, a file of any format or an installed layout, and records
 * where it is not the plan's table, or cannot be read. */
void compare_sources(const struct options *o, const struct fp_plan *plan, struct fp_faults *faults);

#endif
