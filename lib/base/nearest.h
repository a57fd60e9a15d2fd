/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean ...?": the known word most like a misspelt one. */
#ifndef FP_BASE_NEAREST_H
#define FP_BASE_NEAREST_H

/* Zeroed at the start, then offered every known word; best is NULL if none is near. */
struct fp_nearest {
	const char *best;
	unsigned distance;
};

void fp_nearest_offer(struct fp_nearest *nearest, const char *word, const char *candidate);

#endif
