// SPDX-License-Identifier: GPL-2.0-or-later
// LZ4 frames (lz4 doc/lz4_Frame_format.md), of the kernel's legacy kind too.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define LEGACY		0x184c2102
#define BLOCK_MAX	((uint32_t)8 << 20) /* bytes of a legacy block, unpacked */
#define IS_PLAIN	0x80000000
#define HAS_BLOCK_SUM	0x10
#define HAS_SIZE	0x08
#define HAS_CONTENT_SUM 0x04
#define HAS_DICTIONARY	0x01

/* xxHash32 of fewer than 16 bytes, seed 0 (xxHash doc/xxhash_spec.md). */
static uint32_t xxh32(const uint8_t *p, size_t n)
{
	const uint32_t p1 = 0x9e3779b1, p2 = 0x85ebca77, p3 = 0xc2b2ae3d, p4 = 0x27d4eb2f,
		       p5 = 0x165667b1;
	uint32_t h = p5 + (uint32_t)n, word;
	size_t i = 0;

	for (; fp_get_le32(p, n, i, &word); i += 4) {
		h += word * p3;
		h = (h << 17 | h >> 15) * p4;
	}
	for (; i < n; i++) {
		h += p[i] * p5;
		h = (h << 11 | h >> 21) * p1;
	}
	h = (h ^ h >> 15) * p2;
	h = (h ^ h >> 13) * p3;
	return h ^ h >> 16;
}

/* Blocks until one of size 0. */
static enum fp_verdict walk(const struct fp_view *view, uint64_t off, uint8_t flags,
			    struct fp_found *found)
{
	uint32_t size;

	while (fp_view_le32(view, off, &size)) {
		off += 4;
		if (!size)
			return fp_found_used(found, view, off + (flags & HAS_CONTENT_SUM ? 4 : 0));
		off += (size & ~IS_PLAIN) + (uint64_t)(flags & HAS_BLOCK_SUM ? 4 : 0);
	}
	return fp_damage(found, "its blocks go on to 0x%" PRIx64 ", there are 0x%" PRIx64 " bytes",
			 off, view->size);
}

/* Blocks until what cannot be one. */
static enum fp_verdict walk_legacy(const struct fp_view *view, struct fp_found *found)
{
	uint64_t off = 4;
	uint32_t size;

	fp_fact(found, "format", "legacy");
	while (fp_view_le32(view, off, &size) && size && size <= BLOCK_MAX + BLOCK_MAX / 255 + 16 &&
	       size != LEGACY) {
		if (size > view->size - off - 4)
			return fp_damage(found, "its last block is cut off");
		off += 4 + (uint64_t)size;
	}
	found->used = off;
	return off > 4 ? FP_GOOD : fp_damage(found, "it has no blocks");
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[4 + 15];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	uint32_t magic;
	size_t length;

	if (n < 7)
		return fp_damage_cut(found, "the header", n);
	fp_get_le32(header, n, 0, &magic);
	if (magic == LEGACY)
		return walk_legacy(view, found);
	if (header[4] >> 6 != 1)
		return fp_damage(found, "there is no version %u", header[4] >> 6);
	length = 2 + (size_t)(header[4] & HAS_SIZE ? 8 : 0) +
		 (size_t)(header[4] & HAS_DICTIONARY ? 4 : 0);
	if (n < 4 + length + 1)
		return fp_damage_cut(found, "the header", n);
	if ((xxh32(header + 4, length) >> 8 & 0xff) != header[4 + length])
		return fp_damage(found, "the header's checksum is wrong");
	return walk(view, 4 + length + 1, header[4], found);
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\x04\x22\x4d\x18" },
	{ 0, 4, "\x02\x21\x4c\x18" },
	{ 0 },
};

const struct fp_kind fp_kind_lz4 = {
	.name = "lz4",
	.article = "some",
	.title = "LZ4 data",
	.magics = magics,
	.align = 4096,
	.identify = identify,
};
