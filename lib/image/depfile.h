/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dependency files for make and ninja. */
#ifndef FP_IMAGE_DEPFILE_H
#define FP_IMAGE_DEPFILE_H

#include "base/error.h"
#include "base/file-out.h"

/* Writes "target: ..." with the n files it was made of, and for each of these an empty target, so
 * that one which is gone makes the target anew instead of stopping make (gcc -MP). Refuses names
 * that make and ninja would not both read as they are. The caller commits. */
FP_MUST_CHECK int fp_depfile_write(struct fp_out *out, const char *target, const char *const *files,
				   size_t n, struct fp_error *err);

#endif
