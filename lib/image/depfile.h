/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dependency files for make and ninja. */
#ifndef FP_IMAGE_DEPFILE_H
#define FP_IMAGE_DEPFILE_H

#include "base/error.h"
#include "base/file-out.h"
#include "plan/plan.h"
#include "selection/source.h"

/* Writes "target: ..." with the files of the plan, of what it extends, and of the n sources. The
 * caller commits. */
FP_MUST_CHECK int fp_depfile_write(struct fp_out *out, const char *target,
				   const struct fp_plan *plan, struct fp_source *const *sources,
				   size_t n, struct fp_error *err);

#endif
