// SPDX-License-Identifier: GPL-2.0-or-later
// LZO as lzop writes it: header, then blocks (lzop src/lzop.c: read_header, and src/conf.h for the
// flags), big-endian.

#include <inttypes.h>
#include <zlib.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define MAGIC_SIZE 9
#define FIXED_MAX  64 /* bytes before the name, at most */
#define NEW	   0x940 /* the version since which there are a level and a long time */
#define MODERN	   0x0900

enum flags {
	F_ADLER32_D = 1,
	F_ADLER32_C = 2,
	F_CRC32_D = 0x100,
	F_CRC32_C = 0x200,
	F_H_FILTER = 0x800,
	F_H_CRC32 = 0x1000,
};

/* The place of the first block; 0 where the header is broken. */
static uint64_t read_header(const struct fp_view *view, uint32_t *flags, struct fp_found *found)
{
	uint8_t header[FIXED_MAX + 256] = { 0 }, *p = header + MAGIC_SIZE;
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	uint16_t version = 0;
	uint32_t says, sum;
	size_t at;

	fp_get_be16(header, n, MAGIC_SIZE, &version);
	at = MAGIC_SIZE + 2 + 2 + (version >= NEW ? 2u : 0u);
	at += 1 + (version >= NEW ? 1u : 0u);
	if (version < MODERN || !fp_get_be32(header, n, at, flags))
		return 0;
	at += 4 + (*flags & F_H_FILTER ? 4u : 0u) + 4 + 4 + (version >= NEW ? 4u : 0u);
	if (at >= n)
		return 0;
	fp_fact_text(found, "name", header + at + 1, header[at]);
	at += 1 + (size_t)header[at];
	if (!fp_get_be32(header, n, at, &says))
		return 0;
	sum = (uint32_t)(*flags & F_H_CRC32
				 ? crc32(0, p, (uInt)(at - MAGIC_SIZE))
				 : adler32(adler32(0, NULL, 0), p, (uInt)(at - MAGIC_SIZE)));
	return sum == says ? at + 4 : 0;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint32_t flags = 0, unpacked, packed;
	uint64_t off = read_header(view, &flags, found), total = 0;

	if (!off)
		return fp_damage(found, "its header is cut off, or the checksum wrong");
	while (fp_view_be32(view, off, &unpacked)) {
		if (!unpacked) {
			fp_fact(found, "unpacked", "%" PRIu64 " bytes", total);
			return fp_found_used(found, view, off + 4);
		}
		if (!fp_view_be32(view, off + 4, &packed))
			break;
		off += 8 + (uint64_t)packed;
		off += (flags & F_ADLER32_D ? 4u : 0u) + (flags & F_CRC32_D ? 4u : 0u);
		if (packed < unpacked)
			off += (flags & F_ADLER32_C ? 4u : 0u) + (flags & F_CRC32_C ? 4u : 0u);
		total += unpacked;
	}
	return fp_damage(found, "its blocks go on to 0x%" PRIx64 ", there are 0x%" PRIx64 " bytes",
			 off, view->size);
}

static const struct fp_magic magics[] = {
	{ 0, MAGIC_SIZE, "\x89LZO\0\r\n\x1a\n" },
	{ 0 },
};

const struct fp_kind fp_kind_lzo = {
	.name = "lzo",
	.article = "some",
	.title = "LZO data",
	.magics = magics,
	.align = 4096,
	.identify = identify,
};
