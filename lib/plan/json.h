/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans from JSON. */
#ifndef FP_PLAN_JSON_H
#define FP_PLAN_JSON_H

#include "plan/plan.h"

/* Reads a plan from a JSON file, or an installed layout by its name, and what it extends, and
 * checks it. All faults found go to faults: errors (then -FP_REFUSED is returned, *plan is NULL),
 * warnings and notes. The caller frees *plan with fp_plan_free(). */
FP_MUST_CHECK int fp_plan_load(const char *name, const struct fp_plan_paths *paths,
			       struct fp_plan **plan, struct fp_faults *faults);

/* The same from memory; file and dir as in struct fp_text. All is copied. */
FP_MUST_CHECK int fp_plan_parse(const char *text, size_t length, const char *file, const char *dir,
				const struct fp_plan_paths *paths, struct fp_plan **plan,
				struct fp_faults *faults);

/* The same into a new plan, which stays the caller's to free, also after a fault. */
FP_MUST_CHECK int fp_plan_read(struct fp_plan *plan, const struct fp_text *text,
			       const struct fp_plan_paths *paths, struct fp_faults *faults);

#endif
