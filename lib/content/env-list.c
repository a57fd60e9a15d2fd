// SPDX-License-Identifier: GPL-2.0-or-later
// Lists of variables.

#include <stdlib.h>
#include <string.h>

#include "content/env-list.h"

/* By name, and then by place. */
static int compare(const void *a, const void *b)
{
	const char *const x = *(const char *const *)a, *const y = *(const char *const *)b;
	const size_t n = strcspn(x, "="), m = strcspn(y, "=");
	const int order = memcmp(x, y, n < m ? n : m);

	if (order || n != m)
		return order ? order : (n > m) - (n < m);
	return (x > y) - (x < y);
}

static int by_place(const void *a, const void *b)
{
	const char *const x = *(const char *const *)a, *const y = *(const char *const *)b;

	return (x > y) - (x < y);
}

static bool is_same_name(const char *a, const char *b)
{
	const size_t n = strcspn(a, "=");

	return strncmp(a, b, n + 1) == 0;
}

int fp_env_list(const uint8_t *buf, const struct fp_env_shape *shape, const char ***texts,
		size_t *n, struct fp_error *err)
{
	const char *text;
	size_t at = 0, count = 0;

	while (fp_env_next(buf, shape, &at, &text))
		count++;
	*n = at = 0;
	*texts = calloc(count + 1, sizeof **texts);
	if (!*texts)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; fp_env_next(buf, shape, &at, &text); i++)
		(*texts)[i] = text;
	qsort(*texts, count, sizeof **texts, compare);
	for (size_t i = 0; i < count; i++)
		if (i + 1 == count || !is_same_name((*texts)[i], (*texts)[i + 1]))
			(*texts)[(*n)++] = (*texts)[i];
	qsort(*texts, *n, sizeof **texts, by_place);
	return 0;
}
