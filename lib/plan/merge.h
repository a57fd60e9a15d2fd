/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Merging of a plan's JSON over that of the plan that it extends. Internal to the library. */
#ifndef FP_PLAN_MERGE_H
#define FP_PLAN_MERGE_H

#include "plan/plan.h"

struct json_t; /* jansson's */

/* Names are the keys by which plans merge, so one text must not use one twice: a fault for
 * each that is. False if there are more than can be compared. */
bool fp_plan_check_names(const struct fp_text *text, struct json_t *root, struct fp_faults *faults);

/* Merges the members of child, which is text's, into base, and changes child by it. -1 when out of
 * memory; what does not fit together is a fault. */
int fp_plan_merge(const struct fp_text *text, struct json_t *base, struct json_t *child,
		  struct fp_faults *faults);

#endif
