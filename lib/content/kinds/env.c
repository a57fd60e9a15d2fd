// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot's environment, recognised by its checksum whatever its size.

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
	fp_fact(found, "variables", "%zu", n);
	fp_fact(found, "size", "%zu", shape->size);
	fp_fact(found, "copies", "%s", shape->is_redundant ? "one of two" : "single");
	fp_fact(found, "byte-order", "%s", shape->is_big ? "big" : "little");
}

/* It is all read, as its size shows only by its checksum; but an environment begins with the name
 * of a variable or with none, and hardly anything else does. */
static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	const size_t size = view->size < FP_ENV_SIZE_MAX ? (size_t)view->size : FP_ENV_SIZE_MAX;
	uint8_t *const copy = view->data ? NULL : malloc(size + !size);
	const uint8_t *const buf = view->data ? view->data : copy;
	enum fp_verdict verdict = FP_NOT_MINE;
	struct fp_env_shape shape;
	size_t n = size;

	if (!buf)
		return FP_NOT_MINE;
	if (copy)
		n = fp_view_read(view, 0, copy, size);
	if (fp_env_guess(buf, n, FP_ENV_SIZE_MAX, &shape)) {
		describe(buf, &shape, found);
		verdict = FP_GOOD;
	}
	free(copy);
	return verdict;
}

const struct fp_kind fp_kind_env = {
	.name = "env",
	.article = "a",
	.title = "U-Boot environment",
	.align = 4096,
	.is_summed = true,
	.identify = identify,
};
