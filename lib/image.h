/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Full-flash images: the selected contents at their places, everything else erased. */
#ifndef FP_IMAGE_H
#define FP_IMAGE_H

#include "error.h"
#include "plan.h"
#include "select.h"
#include "source.h"

struct fp_image_options {
	struct fp_source_dirs dirs;
	const char *manifest; /* where to write it; NULL: none */
	const char *depfile;
};

/* Writes the image to path ("-" is standard output) in constant memory, every byte once, and the
 * manifest and the dependency file beside it. Contents are checked against `type` and pinned
 * checksums in the temporary file, before any of them appears. */
int fp_image_write(const struct fp_plan *plan, const struct fp_selection *selection,
		   const char *path, const struct fp_image_options *options, struct fp_error *err);

#endif
