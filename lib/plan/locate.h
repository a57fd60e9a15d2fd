/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where in the text of a plan a JSON pointer leads. Internal to the library. */
#ifndef FP_PLAN_LOCATE_H
#define FP_PLAN_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/plan.h"

#define FP_POINTER_MAX sizeof(((struct fp_error *)0)->pointer)

struct fp_place {
	unsigned line, column; /* from 1, in bytes */
	size_t depth; /* tokens of the pointer that were found */
	bool is_whole; /* all of them */
};

/* Finds the member or element, or the nearest thing around it that is there. The text must be valid
 * JSON. Elements of arrays go by their "name" or by their number. */
struct fp_place fp_text_locate(const struct fp_text *text, const char *pointer);

/* The text that sets what the pointer leads to: the first, so a plan's own goes before what it
 * extends. NULL if the plan has no texts. */
const struct fp_text *fp_plan_locate(const struct fp_plan *plan, const char *pointer,
				     struct fp_place *place);

/* Adds a fault at a JSON pointer ("/partitions/para/offset"), with file, line and column where the
 * texts tell. Returns the error for a hint. */
struct fp_error *fp_plan_fault(const struct fp_plan *plan, struct fp_faults *faults,
			       enum fp_severity severity, const char *pointer, const char *format,
			       ...) __attribute__((format(printf, 5, 6)));

/* Like fp_plan_fault(), for a pointer into this text. */
struct fp_error *fp_text_fault(const struct fp_text *text, struct fp_faults *faults,
			       enum fp_severity severity, const char *pointer, const char *format,
			       ...) __attribute__((format(printf, 5, 6)));

/* Appends "/token" to a pointer, escaped; cut where it does not fit. Returns the old length, to
 * which the caller cuts it back. */
size_t fp_pointer_push(char *pointer, const char *token);

#endif
