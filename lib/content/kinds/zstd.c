// SPDX-License-Identifier: GPL-2.0-or-later
// Zstandard (RFC 8878): one frame, block by block.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define IS_SINGLE 0x20
#define RESERVED  0x08
#define HAS_SUM	  0x04

enum block { RAW, RLE, COMPRESSED, NO_BLOCK };

static size_t header_size(uint8_t descriptor)
{
	static const size_t ids[] = { 0, 1, 2, 4 }, sizes[] = { 0, 2, 4, 8 };
	const unsigned size = descriptor >> 6;
	const bool is_single = descriptor & IS_SINGLE;

	return 5 + ids[descriptor & 3] + (size || !is_single ? sizes[size] : 1) + !is_single;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t descriptor, bytes[3];
	uint64_t off;
	uint32_t block;

	if (fp_view_read(view, 4, &descriptor, 1) < 1)
		return fp_damage_cut(found, "the header", view->size);
	if (descriptor & RESERVED)
		return fp_damage(found, "its header has a reserved bit");
	off = header_size(descriptor);
	do {
		if (fp_view_read(view, off, bytes, sizeof bytes) < sizeof bytes)
			return fp_damage(found,
					 "its blocks go on to 0x%" PRIx64 ", there are 0x%" PRIx64
					 " bytes",
					 off, view->size);
		block = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
		if ((block >> 1 & 3) == NO_BLOCK)
			return fp_damage(found, "no block begins at 0x%" PRIx64, off);
		off += 3 + ((block >> 1 & 3) == RLE ? 1 : block >> 3);
	} while (!(block & 1));
	return fp_found_used(found, view, off + (descriptor & HAS_SUM ? 4 : 0));
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\x28\xb5\x2f\xfd" },
	{ 0 },
};

const struct fp_kind fp_kind_zstd = {
	.name = "zstd",
	.article = "some",
	.title = "Zstandard data",
	.magics = magics,
	.align = 4096,
	.identify = identify,
};
