// SPDX-License-Identifier: GPL-2.0-or-later
// A pointer of Git LFS (git-lfs docs/spec.md): what stands in a checkout in place of the file.

#include <string.h>

#include "content/kinds/kind.h"

#define HEAD_SIZE 256

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	char head[HEAD_SIZE + 1];
	const char *size;

	head[fp_view_read(view, 0, head, HEAD_SIZE)] = '\0';
	size = strstr(head, "\nsize ");
	if (size)
		fp_fact(found, "size", "%.*s bytes", (int)strcspn(size + 6, "\n"), size + 6);
	return FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ 0, 23, "version https://git-lfs" },
	{ 0 },
};

const struct fp_kind fp_kind_lfs_pointer = {
	.name = "lfs-pointer",
	.article = "a",
	.title = "Git LFS pointer",
	.hint = "`git lfs pull` fetches the file itself",
	.magics = magics,
	.role = FP_ROLE_MISTAKE,
	.identify = identify,
};
