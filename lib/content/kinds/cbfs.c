// SPDX-License-Identifier: GPL-2.0-or-later
// coreboot's CBFS: files that tile a region, each at a multiple of 64 bytes
// (coreboot util/cbfstool), big-endian.

#include <inttypes.h>

#include "content/kinds/kind.h"

#define LENGTH 8
#define TYPE   12
#define DATA   20
#define ALIGN  64
#define EMPTY  UINT32_MAX
#define HEADER 24

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint32_t length, type, data;
	unsigned n = 0, empty = 0;
	uint64_t off = 0, end = 0;

	while (fp_view_has(view, off, "LARCHIVE", 8)) {
		if (!fp_view_be32(view, off + LENGTH, &length) ||
		    !fp_view_be32(view, off + TYPE, &type) ||
		    !fp_view_be32(view, off + DATA, &data))
			return fp_damage_cut(found, "a file's header", view->size - off);
		if (data < HEADER)
			return fp_damage(found, "the header of the file at 0x%" PRIx64 " is broken",
					 off);
		end = off + data + length;
		n++;
		empty += type == EMPTY;
		if (end > view->size)
			break;
		off = (end + ALIGN - 1) & ~(uint64_t)(ALIGN - 1);
	}
	fp_fact(found, "files", "%u", n - empty);
	fp_fact(found, "empty", "%u", empty);
	return fp_found_used(found, view, end);
}

static const struct fp_magic magics[] = {
	{ 0, 8, "LARCHIVE" },
	{ 0 },
};

const struct fp_kind fp_kind_cbfs = {
	.name = "cbfs",
	.article = "a",
	.title = "CBFS",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.identify = identify,
};
