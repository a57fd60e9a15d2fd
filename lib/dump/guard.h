/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Would a content brick the device? What an inspection would find afterwards, said before. */
#ifndef FP_DUMP_GUARD_H
#define FP_DUMP_GUARD_H

#include "base/view.h"
#include "plan/plan.h"

/* Judges what is meant for a partition: a blank or mistaken boot loader, what no device starts, and
 * code for another machine than the plan's. -FP_REFUSED says what would happen. Types are not
 * judged here. */
FP_MUST_CHECK int fp_guard(const struct fp_plan *plan, const struct fp_partition *part,
			   const struct fp_view *content, struct fp_error *err);

#endif
