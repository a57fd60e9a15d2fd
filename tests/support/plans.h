/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans from text inside a suite. */
#ifndef FP_TEST_PLANS_H
#define FP_TEST_PLANS_H

#include "plan/plan.h"

/* Parses JSON in which ' stands for ", as of a plan test_dir()/plan.json; NULL after a fault. */
struct fp_plan *plan_try(const char *json, struct fp_faults *faults);

/* The same for a plan of these partitions (and what may follow the array) on a chip of this size;
 * a fault fails the test. */
struct fp_plan *plan_of(const char *size, const char *partitions);

/* Asserts that a fault has this pointer (NULL: any) and that its text contains this. */
const struct fp_error *plan_assert_fault(const struct fp_faults *faults, const char *pointer,
					 const char *text);

#endif
