/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a selection's fields put over the contents of an image. */
#ifndef FP_IMAGE_OVERLAY_H
#define FP_IMAGE_OVERLAY_H

#include "dump/dump.h"
#include "selection/select.h"
#include "selection/source.h"

struct fp_overlay {
	struct fp_job_target *items; /* n of them: bytes at their places */
	size_t n;
};

/* base: the image that is changed, fd -1: there is none, and what is there is erased. The caller
 * frees with fp_overlay_free(), also after a failure. plan and selection must outlive it. */
FP_MUST_CHECK int fp_overlay_make(const struct fp_plan *plan, const struct fp_selection *selection,
				  const struct fp_source_dirs *dirs, const struct fp_dump *base,
				  struct fp_overlay *overlay, struct fp_error *err);

/* Puts what of n items lies in the window into its bytes. */
void fp_overlay_put(const struct fp_job_target *items, size_t n, struct fp_range window,
		    uint8_t *bytes);

void fp_overlay_free(struct fp_overlay *overlay);

#endif
