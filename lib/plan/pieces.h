/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The judging of a content's pieces as far as it needs no file. */
#ifndef FP_PLAN_PIECES_H
#define FP_PLAN_PIECES_H

#include <stdint.h>

#include "base/error.h"
#include "content/env.h"
#include "plan/plan.h"

/* Where a piece lies in its partition: at its `at`, or behind the piece before, which ends at
 * `end`. range->size is the piece's length, as far as it is known, and becomes all the rest for a
 * fill or an environment without one. Refuses what is too large, empty, or begins before `end`. */
FP_MUST_CHECK int fp_piece_place(const struct fp_partition *part, const struct fp_piece *piece,
				 uint64_t end, struct fp_range *range, struct fp_error *err);

/* Can an environment have that many bytes? */
FP_MUST_CHECK int fp_piece_check_env_size(uint64_t size, const struct fp_partition *part,
					  struct fp_error *err);

/* Sets the variables of a plan in an environment that fp_env_init() has made. Not sealed. */
FP_MUST_CHECK int fp_piece_set_vars(uint8_t *buf, const struct fp_env_shape *shape,
				    const struct fp_env *env, const struct fp_partition *part,
				    struct fp_error *err);

/* All of that for all pieces; a file of unknown length counts as one byte. */
FP_MUST_CHECK int fp_pieces_check(const struct fp_partition *part, struct fp_error *err);

/* Stands for the plan's own table in the values of a plan's environment. */
#define FP_ENV_TABLE "${mtdparts}"

/* Does it in this one? Not where a variable mtdparts of its own says what U-Boot shall take. */
bool fp_env_wants_table(const struct fp_env *env);

#endif
