/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `${mtdparts}` in the variables of a plan's environment: the plan's own table, so that the two
 * cannot drift apart. Internal to segment-env.c. */
#ifndef FP_SELECTION_EXPAND_H
#define FP_SELECTION_EXPAND_H

#include "plan/plan.h"

/* *expanded is env itself where nothing stands for the table, or where env has a variable mtdparts
 * of its own, to which U-Boot resolves the name when it runs. Else a copy in the arena. */
FP_MUST_CHECK int fp_env_expand(const struct fp_env *env, const struct fp_plan *plan,
				struct fp_arena *arena, const struct fp_env **expanded,
				struct fp_error *err);

#endif
