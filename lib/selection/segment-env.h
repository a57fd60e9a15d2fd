/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pieces that are U-Boot environments. Internal to source.c. */
#ifndef FP_SELECTION_SEGMENT_ENV_H
#define FP_SELECTION_SEGMENT_ENV_H

#include "selection/segment.h"

/* Builds the environment of an opened segment, once its range is known; other pieces need nothing.
 */
FP_MUST_CHECK int fp_segment_build_env(struct fp_segment *segment, struct fp_arena *arena,
				       const struct fp_plan *plan, const struct fp_partition *part,
				       struct fp_error *err);

#endif
