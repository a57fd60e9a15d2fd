// SPDX-License-Identifier: GPL-2.0-or-later
// LZMA alone (lzma.txt of the LZMA SDK): 13 bytes without a magic number, and no length. So what no
// encoder writes is none.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define HEADER_SIZE  13
#define DICTIONARY   1
#define UNPACKED     5
#define DICTIONARY_K 16 /* log of the least, 64 KiB */
#define UNPACKED_MAX ((uint64_t)1 << 30)

/* 2^n, or 2^n + 2^(n-1). */
static bool is_dictionary(uint32_t size)
{
	for (unsigned log = DICTIONARY_K; log < 28; log++)
		if (size == UINT32_C(1) << log || size == UINT32_C(3) << (log - 1))
			return true;
	return false;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[HEADER_SIZE + 5];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	uint32_t dictionary = 0;
	uint64_t unpacked = 0;

	/* The range coder begins with a byte 0. */
	if (!fp_get_le32(header, n, DICTIONARY, &dictionary) ||
	    !fp_get_le64(header, n, UNPACKED, &unpacked) || n < sizeof header ||
	    header[HEADER_SIZE] || fp_is_filled(header + HEADER_SIZE, 5, 0) ||
	    !is_dictionary(dictionary) || !unpacked ||
	    (unpacked > UNPACKED_MAX && unpacked != UINT64_MAX))
		return FP_NOT_MINE;
	fp_fact(found, "dictionary", "%" PRIu32 " bytes", dictionary);
	if (unpacked != UINT64_MAX)
		fp_fact(found, "unpacked", "%" PRIu64 " bytes", unpacked);
	return FP_GOOD;
}

/* lc, lp and pb as encoders set them. */
static const struct fp_magic magics[] = {
	{ 0, 3, "\x5d\0" }, { 0, 3, "\x6d\0" }, { 0, 3, "\x6c\0" }, { 0, 3, "\x5e\0" }, { 0 },
};

const struct fp_kind fp_kind_lzma = {
	.name = "lzma",
	.article = "some",
	.title = "LZMA data",
	.magics = magics,
	.align = 4096,
	.identify = identify,
};
