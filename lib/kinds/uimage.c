// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot's legacy image: a header with checksums of itself and of the data behind it.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "bytes.h"
#include "kind.h"

/* u-boot include/image.h: image_header_t, all numbers big-endian */
#define HEADER_SIZE 64
#define MAGIC	    0x27051956u
#define HCRC	    4
#define SIZE	    12
#define DCRC	    24
#define TYPE	    30
#define COMP	    31
#define NAME	    32
#define NAME_SIZE   32

/* u-boot include/image.h: IH_TYPE_*, IH_COMP_* */
static const char *const types[] = {
	[1] = "standalone program", [2] = "kernel",	 [3] = "ramdisk",
	[4] = "multi-file image",   [5] = "firmware",	 [6] = "script",
	[7] = "file system",	    [8] = "device tree", [14] = "kernel (no load)",
};
static const char *const compressions[] = { "uncompressed", "gzip", "bzip2", "lzma",
					    "lzo",	    "lz4",  "zstd" };

/* The names[i] that is not NULL, or "unit i". */
static const char *name_of(const char *const *names, size_t n, unsigned i, const char *unit,
			   char buf[32])
{
	if (i < n && names[i])
		return names[i];
	snprintf(buf, 32, "%s %u", unit, i);
	return buf;
}

static void describe(const uint8_t *header, uint32_t size, struct fp_found *found)
{
	char name[NAME_SIZE + 1] = "", type[32], comp[32];

	/* The name is somebody else's bytes on their way to a terminal. */
	for (size_t i = 0; i < NAME_SIZE && header[NAME + i]; i++) {
		const uint8_t c = header[NAME + i];

		name[i] = (char)(c >= 0x20 && c < 0x7f ? c : '?');
	}
	snprintf(found->detail, sizeof found->detail, "\"%s\", %s, %s, %" PRIu32 " bytes of data",
		 name,
		 name_of(types, sizeof types / sizeof *types, header[TYPE], "image type", type),
		 name_of(compressions, sizeof compressions / sizeof *compressions, header[COMP],
			 "compression", comp),
		 size);
}

static enum fp_verdict mismatch(struct fp_found *found, const char *what, uint32_t is,
				uint32_t says)
{
	snprintf(found->detail, sizeof found->detail,
		 "%s CRC is 0x%08" PRIx32 ", the header says 0x%08" PRIx32, what, is, says);
	return FP_DAMAGED;
}

static enum fp_verdict check_data(const struct fp_view *view, uint32_t size, uint32_t dcrc,
				  struct fp_found *found)
{
	const uint64_t there = view->size - HEADER_SIZE;
	uint32_t crc;

	if (size > there) {
		snprintf(found->detail, sizeof found->detail,
			 "the data's size %" PRIu32 " is larger than the %" PRIu64
			 " bytes behind the header",
			 size, there);
		return FP_DAMAGED;
	}
	crc = fp_view_crc32(view, HEADER_SIZE, size);
	return crc == dcrc ? FP_GOOD : mismatch(found, "data", crc, dcrc);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[HEADER_SIZE];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	uint32_t word, hcrc, crc, size, dcrc;
	enum fp_verdict verdict;

	if (!fp_get_be32(header, n, 0, &word) || word != MAGIC)
		return FP_NOT_MINE;
	if (n < sizeof header) {
		snprintf(found->detail, sizeof found->detail,
			 "the header is cut off after %zu bytes", n);
		return FP_DAMAGED;
	}
	fp_get_be32(header, n, HCRC, &hcrc);
	fp_get_be32(header, n, SIZE, &size);
	fp_get_be32(header, n, DCRC, &dcrc);
	fp_put_be32(header + HCRC, 0);
	crc = (uint32_t)crc32(0, header, sizeof header);
	if (crc != hcrc)
		return mismatch(found, "header", crc, hcrc);
	found->used = HEADER_SIZE + (uint64_t)size;
	verdict = check_data(view, size, dcrc, found);
	if (verdict == FP_GOOD)
		describe(header, size, found);
	return verdict;
}

const struct fp_kind fp_kind_uimage = {
	.name = "uimage",
	.title = "a legacy uImage",
	.identify = identify,
};
