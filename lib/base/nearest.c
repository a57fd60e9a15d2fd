// SPDX-License-Identifier: GPL-2.0-or-later
// Edit distance with swapped neighbours (optimal string alignment).

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"

#define WORD_MAX 40

static unsigned min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned distance(const char *a, const char *b)
{
	const size_t n = strlen(a), m = strlen(b);
	unsigned d[WORD_MAX + 1][WORD_MAX + 1];

	for (size_t i = 0; i <= n; i++) {
		for (size_t j = 0; j <= m; j++) {
			if (!i || !j) {
				d[i][j] = (unsigned)(i + j);
				continue;
			}
			d[i][j] = d[i - 1][j - 1] + (tolower((unsigned char)a[i - 1]) !=
						     tolower((unsigned char)b[j - 1]));
			d[i][j] = min(d[i][j], min(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[n][m];
}

void fp_nearest_offer(struct fp_nearest *nearest, const char *word, const char *candidate)
{
	const size_t length = strlen(word);
	unsigned d;

	if (length > WORD_MAX || strlen(candidate) > WORD_MAX)
		return;
	d = distance(word, candidate);
	if (d > 1 + length / 4)
		return;
	if (!nearest->best || d < nearest->distance)
		*nearest = (struct fp_nearest){ .best = candidate, .distance = d };
	if (d == nearest->distance && nearest->n < FP_NEAREST_MAX)
		nearest->same[nearest->n++] = candidate;
}

void fp_nearest_hint(const struct fp_nearest *nearest, const char *open, const char *close,
		     struct fp_error *err)
{
	char words[FP_NEAREST_MAX * (WORD_MAX + 8)] = "";

	for (size_t i = 0; i < nearest->n; i++) {
		const size_t length = strlen(words);

		snprintf(words + length, sizeof words - length, "%s%s%s%s",
			 !i		      ? ""
			 : i + 1 < nearest->n ? ", "
					      : " or ",
			 open, nearest->same[i], close);
	}
	if (nearest->n)
		fp_hint(err, "did you mean %s?", words);
}
