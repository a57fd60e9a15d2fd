/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directory of installed layouts: plans that go by a name. */
#ifndef FP_PLAN_LAYOUT_DIR_H
#define FP_PLAN_LAYOUT_DIR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/nearest.h"
#include "plan/plan.h"

/* The names of the layouts in dir (NAME.json), sorted, NULL-terminated; array and strings are the
 * arena's. -FP_REFUSED, and err, where dir cannot be read. */
FP_MUST_CHECK int fp_layout_names(const char *dir, struct fp_arena *arena,
				  const char *const **names, struct fp_error *err);

/* The names in dir that are most like this one, or have it inside ("dafang"); from the arena. */
void fp_layout_suggest(const char *dir, struct fp_arena *arena, const char *name,
		       struct fp_nearest *nearest);

/* Does the layout of this name have all the words, in its name, its title (device and SoC) or its
 * chips, in either case? */
bool fp_layout_has(const char *name, const struct fp_plan *plan, char *const *words, size_t n);
/* Is the path that of a file which has the name of a layout in dir? */
bool fp_layout_is_shadowed(const char *dir, const char *path);

#endif
