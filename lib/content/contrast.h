/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why bytes are not what they should be: what the differences have in common. Pure. */
#ifndef FP_CONTENT_CONTRAST_H
#define FP_CONTENT_CONTRAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FP_MIRRORS	12 /* address bits that are tried, from FP_MIRROR_LEAST on */
#define FP_MIRROR_LEAST 8

/* Zeroed at the start; then filled piece by piece. Counts are of differing bytes. */
struct fp_contrast {
	uint64_t bytes; /* that differ, of `total` */
	uint64_t total;
	uint64_t cleared, set; /* in which bits are 0 that should be 1, and the other way round */
	uint64_t single; /* by one bit only */
	uint64_t later, earlier; /* that hold what should stand one byte behind, or before */
	uint64_t bit_later, bit_earlier; /* the same by one bit */
	uint64_t reversed; /* with their bits in reverse */
	uint64_t mirrored[FP_MIRRORS]; /* as at the address with that bit inverted */
	uint64_t old; /* that hold what was there before, where that is known */
	uint8_t value, want_value; /* the only ones so far */
	bool is_one_value, is_one_wanted;
};

/* What is there, what should be, and what was there before (NULL: not known). Larger pieces show
 * more of the address. */
void fp_contrast_add(struct fp_contrast *contrast, const uint8_t *is, const uint8_t *want,
		     const uint8_t *old, size_t n);

/* What they have in common, as a sentence without its point; NULL where nothing differs, or the
 * differences have nothing in common. */
const char *fp_contrast_why(const struct fp_contrast *contrast);

#endif
