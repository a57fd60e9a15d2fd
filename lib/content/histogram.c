// SPDX-License-Identifier: GPL-2.0-or-later
// Counting of bytes.

#include <math.h>

#include "content/histogram.h"

/* Four counters in turn: one that was just stored would be waited for. */
void fp_histogram_add(struct fp_histogram *histogram, const uint8_t *bytes, size_t n)
{
	uint64_t count[4][256] = { { 0 } };
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		count[0][bytes[i]]++;
		count[1][bytes[i + 1]]++;
		count[2][bytes[i + 2]]++;
		count[3][bytes[i + 3]]++;
	}
	for (; i < n; i++)
		count[0][bytes[i]]++;
	for (size_t k = 0; k < 256; k++)
		histogram->count[k] += count[0][k] + count[1][k] + count[2][k] + count[3][k];
	histogram->total += n;
}

double fp_histogram_entropy(const struct fp_histogram *histogram)
{
	const double total = (double)histogram->total;
	double sum = 0;

	for (size_t k = 0; k < 256; k++) {
		const double share = (double)histogram->count[k] / total;

		if (histogram->count[k])
			sum -= share * log2(share);
	}
	return sum > 0 ? sum : 0;
}
