// SPDX-License-Identifier: GPL-2.0-or-later
// Nothing but 0x00.

#include "content/kinds/kind.h"

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	if (!view->size || !fp_view_is_filled(view, 0, 0))
		return FP_NOT_MINE;
	fp_fact(found, "all", "0x00");
	return FP_GOOD;
}

const struct fp_kind fp_kind_zeros = {
	.name = "zeros",
	.article = "only",
	.title = "zeros",
	.hint = "zeros are what a failed read or an interrupted copy leaves behind; make the file "
		"again",
	.role = FP_ROLE_BLANK,
	.identify = identify,
};
