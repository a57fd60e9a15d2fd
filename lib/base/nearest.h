/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean ...?": the known words most like a misspelt one. */
#ifndef FP_BASE_NEAREST_H
#define FP_BASE_NEAREST_H

#include <stddef.h>

#include "base/error.h"

#define FP_NEAREST_MAX 4 /* words that are equally near and named */

/* Zeroed at the start, then offered every known word; best is NULL if none is near. */
struct fp_nearest {
	const char *best; /* the first of `same` */
	unsigned distance;
	const char *same[FP_NEAREST_MAX];
	size_t n;
};

void fp_nearest_offer(struct fp_nearest *nearest, const char *word, const char *candidate);

/* Hints "did you mean `a` or `b`?", with open and close around each; nothing if none is near. */
void fp_nearest_hint(const struct fp_nearest *nearest, const char *open, const char *close,
		     struct fp_error *err);

#endif
