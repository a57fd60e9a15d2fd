// SPDX-License-Identifier: GPL-2.0-or-later
// MD5 of what lies in a view.

#include "content/kinds/md5.h"

static void add(void *ctx, const uint8_t *bytes, size_t n)
{
	md5_update(ctx, n, bytes);
}

void fp_md5_add(struct md5_ctx *ctx, const struct fp_view *view, struct fp_range range)
{
	fp_view_each(view, range.offset, range.size, add, ctx);
}
