// SPDX-License-Identifier: GPL-2.0-or-later
// bzip2: its end is marked by 48 bits that need not begin at a byte.

#include <inttypes.h>
#include <string.h>

#include "content/kinds/kind.h"

#define HEADER_SIZE 10
#define END_MARK    UINT64_C(0x177245385090)
#define MARK_BITS   UINT64_C(0xffffffffffff)
#define CRC_BITS    32
#define WINDOW	    65536

/* The bytes up to the CRC behind the mark; 0: there is none. */
static uint64_t find_end(const struct fp_view *view)
{
	uint8_t window[WINDOW];
	uint64_t bits = 0;
	size_t n;

	for (uint64_t off = 0; (n = fp_view_read(view, off, window, sizeof window)) > 0; off += n)
		for (size_t i = 0; i < n; i++) {
			bits = bits << 8 | window[i];
			for (unsigned k = 0; k < 8; k++)
				if ((bits >> k & MARK_BITS) == END_MARK)
					return off + i + 1 + (CRC_BITS - k + 7) / 8;
		}
	return 0;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[HEADER_SIZE];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	uint64_t end;

	if (n < HEADER_SIZE)
		return fp_damage_cut(found, "the header", n);
	if (header[3] < '1' || header[3] > '9' ||
	    memcmp(header + 4, "\x31\x41\x59\x26\x53\x59", 6) != 0)
		return FP_NOT_MINE;
	fp_fact(found, "block", "%c00 kB", header[3]);
	end = find_end(view);
	return end ? fp_found_used(found, view, end) : fp_damage(found, "its end is missing");
}

static const struct fp_magic magics[] = {
	{ 0, 3, "BZh" },
	{ 0 },
};

const struct fp_kind fp_kind_bzip2 = {
	.name = "bzip2",
	.article = "some",
	.title = "bzip2 data",
	.magics = magics,
	.align = 4096,
	.identify = identify,
};
