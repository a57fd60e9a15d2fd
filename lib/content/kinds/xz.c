// SPDX-License-Identifier: GPL-2.0-or-later
// xz (tukaani.org/xz/xz-file-format.txt): its footer is found by what it repeats of the header.

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "base/range.h"
#include "content/kinds/kind.h"

#define HEADER_SIZE 12
#define FOOTER_SIZE 12
#define FLAGS	    6
#define HEADER_CRC  8
#define WINDOW	    65536

/* Flags, checksum, and the index that stands before it, as long as it says. */
static bool is_footer(const struct fp_view *view, uint64_t off, const uint8_t *header)
{
	uint8_t footer[FOOTER_SIZE];
	const struct fp_view part = { .data = footer, .fd = -1, .size = sizeof footer };
	uint32_t crc, words, index_crc;
	uint64_t size;

	if (off < HEADER_SIZE || fp_view_read(view, off, footer, sizeof footer) < sizeof footer ||
	    memcmp(footer + 10, "YZ", 2) != 0 || memcmp(footer + 8, header + FLAGS, 2) != 0)
		return false;
	fp_get_le32(footer, sizeof footer, 0, &crc);
	fp_get_le32(footer, sizeof footer, 4, &words);
	size = ((uint64_t)words + 1) * 4;
	return fp_view_crc32(&part, 4, 6) == crc && size <= off - HEADER_SIZE && size > 4 &&
	       fp_view_has(view, off - size, "", 1) && fp_view_le32(view, off - 4, &index_crc) &&
	       fp_view_crc32(view, off - size, size - 4) == index_crc;
}

/* Streams are multiples of 4 bytes long. 0: there is none. */
static uint64_t find_end(const struct fp_view *view, const uint8_t *header)
{
	uint8_t window[WINDOW];
	size_t n;

	for (uint64_t off = 0; (n = fp_view_read(view, off, window, sizeof window)) > 0; off += n)
		for (size_t i = 3; i < n; i += 4)
			if (window[i] == 'Z' && window[i - 1] == 'Y' && off + i >= 11 &&
			    is_footer(view, off + i - 11, header))
				return off + i + 1;
	return 0;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	static const char *const checks[16] = { "none", "crc32", NULL, NULL, "crc64", NULL,
						NULL,	NULL,	 NULL, NULL, "sha256" };
	uint8_t header[HEADER_SIZE];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	const struct fp_view part = { .data = header, .fd = -1, .size = n };
	uint32_t says, crc;

	if (n < HEADER_SIZE)
		return fp_damage_cut(found, "the header", n);
	fp_get_le32(header, n, HEADER_CRC, &says);
	crc = fp_view_crc32(&part, FLAGS, 2);
	if (crc != says)
		return fp_damage_sum(found, "header CRC", crc, says);
	if (checks[header[FLAGS + 1] & 15])
		fp_fact(found, "check", "%s", checks[header[FLAGS + 1] & 15]);
	found->used = find_end(view, header);
	return found->used ? FP_GOOD : fp_damage(found, "its end is missing");
}

static const struct fp_magic magics[] = {
	{ 0, 6,
	  "\xfd"
	  "7zXZ" },
	{ 0 },
};

const struct fp_kind fp_kind_xz = {
	.name = "xz",
	.article = "some",
	.title = "xz data",
	.magics = magics,
	.align = 4096,
	.identify = identify,
};
