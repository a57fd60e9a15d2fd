/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often each value of a byte occurs, and what that tells. */
#ifndef FP_CONTENT_HISTOGRAM_H
#define FP_CONTENT_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed at the start. */
struct fp_histogram {
	uint64_t count[256];
	uint64_t total;
};

void fp_histogram_add(struct fp_histogram *histogram, const uint8_t *bytes, size_t n);

/* Shannon's entropy, bits a byte: 0 for one value only, 8 for all alike. Compressed or encrypted
 * data has more than 7.9. */
double fp_histogram_entropy(const struct fp_histogram *histogram);

#endif
