/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the name of a plan to one JSON object, with everything that it extends merged in. Internal
 * to the library. */
#ifndef FP_PLAN_EXTENDS_H
#define FP_PLAN_EXTENDS_H

#include "plan/plan.h"

struct json_t; /* jansson's */

/* Reads the chain of files into plan->texts and merges them. Of the first, text may be NULL: then
 * `file` is read; dir NULL: it is an installed layout. Returns an object that the caller gives up
 * with json_decref(), or NULL after a fault. */
struct json_t *fp_extends_load(struct fp_plan *plan, const struct fp_text *first,
			       const struct fp_plan_paths *paths, struct fp_faults *faults);

/* The file of a plan: name itself, or that of an installed layout (then *is_installed). From the
 * arena; NULL when out of memory. */
const char *fp_plan_file(struct fp_arena *arena, const char *name, const char *dir,
			 const struct fp_plan_paths *paths, bool *is_installed);

#endif
