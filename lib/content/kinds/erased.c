// SPDX-License-Identifier: GPL-2.0-or-later
// Erased flash: every byte has the erased value.

#include "content/kinds/kind.h"

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	if (!view->size || !fp_view_is_filled(view, 0, view->erased))
		return FP_NOT_MINE;
	fp_fact(found, "all", "0x%02x", view->erased);
	return FP_GOOD;
}

const struct fp_kind fp_kind_erased = {
	.name = "erased",
	.article = "only",
	.title = "erased bytes",
	.role = FP_ROLE_BLANK,
	.identify = identify,
};
