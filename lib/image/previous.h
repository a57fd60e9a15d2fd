/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The manifest of an earlier image, for what changed since. */
#ifndef FP_IMAGE_PREVIOUS_H
#define FP_IMAGE_PREVIOUS_H

#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"

struct fp_previous;

struct fp_previous_part {
	char sha256[FP_DIGEST_TEXT];
	uint64_t used; /* bytes */
};

/* *previous is NULL where there is no such file. -FP_REFUSED where it is no manifest. The caller
 * frees with fp_previous_free(), which accepts NULL. */
FP_MUST_CHECK int fp_previous_load(const char *path, struct fp_previous **previous,
				   struct fp_error *err);
void fp_previous_free(struct fp_previous *previous);

/* False where it had no partition of that name. */
bool fp_previous_find(const struct fp_previous *previous, const char *name,
		      struct fp_previous_part *part);

#endif
