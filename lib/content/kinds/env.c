// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot's environment, recognised by its checksum whatever its size.

#include <stdio.h>
#include <stdlib.h>

#include "content/env-find.h"
#include "content/env.h"
#include "content/kinds/kind.h"

static void describe(const uint8_t *buf, const struct fp_env_shape *shape, struct fp_found *found)
{
	const char *text;
	size_t at = 0, n = 0;

	while (fp_env_next(buf, shape, &at, &text))
		n++;
	found->used = shape->size;
	snprintf(found->detail, sizeof found->detail, "%zu variables in %zu bytes, %s%s", n,
		 shape->size, shape->is_redundant ? "redundant" : "single",
		 shape->is_big ? ", big-endian" : "");
}

/* It is all read, as its size shows only by its checksum; but an environment begins with the name
 * of a variable or with none, and hardly anything else does. */
static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	const size_t size = view->size < FP_ENV_SIZE_MAX ? (size_t)view->size : FP_ENV_SIZE_MAX;
	struct fp_env_shape shape;
	enum fp_verdict verdict = FP_NOT_MINE;
	uint8_t *buf = malloc(size + !size);
	size_t n;

	if (!buf)
		return FP_NOT_MINE;
	n = fp_view_read(view, 0, buf, size);
	if (fp_env_guess(buf, n, FP_ENV_SIZE_MAX, &shape)) {
		describe(buf, &shape, found);
		verdict = FP_GOOD;
	}
	free(buf);
	return verdict;
}

const struct fp_kind fp_kind_env = {
	.name = "env",
	.title = "a U-Boot environment",
	.identify = identify,
};
