/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Full-flash images: the selected contents at their places, everything else erased, or as it is in
 * another image; and the update files that are a part of one. */
#ifndef FP_IMAGE_IMAGE_H
#define FP_IMAGE_IMAGE_H

#include <stdbool.h>

#include "base/error.h"
#include "plan/plan.h"
#include "selection/select.h"
#include "selection/source.h"

struct fp_image_options {
	struct fp_source_dirs dirs;
	const char *manifest; /* where to write it; NULL: none */
	const char *depfile;
	const char *summary; /* Markdown; what changed since the manifest that is replaced */
	const char *base; /* an image that is changed: what is not selected comes from it; NULL: all
			     else is erased */
	const char *values; /* a file that settings were read from, an input too; NULL: none */
	bool is_trimmed; /* only the selection's range, not the whole chip */
	const struct fp_uimage *wrap; /* put this header, with size and checksum, in front; NULL:
					 none */
	/* Is told each item once all checks have passed, before anything appears; NULL: nobody
	 * asks. */
	void (*told)(void *ctx, const struct fp_selected *item, const struct fp_source *source);
	void *ctx;
};

/* Writes the image to path ("-" is standard output) in constant memory, every byte once, and the
 * manifest and the dependency file beside it. Contents are checked against `type` and pinned
 * checksums in the temporary file, before any of them appears. Refuses an output that would replace
 * one of the files that are read, or another output. Onto the base itself it is written in place:
 * its owner and other attributes stay. What is made of a base, or of a dump, is readable for nobody
 * who may not read that. */
FP_MUST_CHECK int fp_image_write(const struct fp_plan *plan, const struct fp_selection *selection,
				 const char *path, const struct fp_image_options *options,
				 struct fp_error *err);

#endif
