// SPDX-License-Identifier: GPL-2.0-or-later
// EROFS (linux fs/erofs/erofs_fs.h), always little-endian, its superblock at 1024.

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define SUPER	     1024
#define SUPER_SIZE   128
#define CHECKSUM     4
#define FEATURES     8
#define BLOCK_BITS   12
#define TIME	     24
#define BLOCKS	     36
#define NAME	     64
#define HAS_CHECKSUM 1 /* EROFS_FEATURE_COMPAT_SB_CHKSUM */
#define BITS_MIN     9
#define BITS_MAX     16

/* CRC-32C, last bit first, without a final inversion. */
static uint32_t crc32c(uint32_t crc, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return crc;
}

/* From the superblock to the end of its block. */
static enum fp_verdict check_sum(const struct fp_view *view, unsigned bits, uint32_t says,
				 struct fp_found *found)
{
	uint8_t block[1 << BITS_MAX];
	const size_t size = (size_t)1 << bits, want = size > SUPER ? size - SUPER : size;
	const size_t n = fp_view_read(view, SUPER, block, want);
	uint32_t crc;

	if (n < want)
		return fp_damage_cut(found, "the superblock's block", n);
	memset(block + CHECKSUM, 0, 4);
	crc = crc32c(UINT32_MAX, block, n);
	return crc == says ? FP_GOOD : fp_damage_sum(found, "superblock CRC", crc, says);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t super[SUPER_SIZE];
	const size_t n = fp_view_read(view, SUPER, super, sizeof super);
	uint32_t features, blocks, sum, seconds;

	if (n < sizeof super)
		return fp_damage_cut(found, "the superblock", n);
	fp_get_le32(super, n, CHECKSUM, &sum);
	fp_get_le32(super, n, FEATURES, &features);
	fp_get_le32(super, n, BLOCKS, &blocks);
	fp_get_le32(super, n, TIME, &seconds);
	if (super[BLOCK_BITS] < BITS_MIN || super[BLOCK_BITS] > BITS_MAX)
		return fp_damage(found, "a block size of 2^%u bytes is impossible",
				 super[BLOCK_BITS]);
	if ((uint64_t)blocks << super[BLOCK_BITS] < SUPER + SUPER_SIZE)
		return fp_damage(found, "%" PRIu32 " blocks are impossible", blocks);
	fp_fact(found, "block", "%u bytes", 1u << super[BLOCK_BITS]);
	fp_fact_text(found, "name", super + NAME, 16);
	fp_fact_time(found, "time", seconds);
	if (fp_found_used(found, view, (uint64_t)blocks << super[BLOCK_BITS]) != FP_GOOD)
		return FP_DAMAGED;
	return features & HAS_CHECKSUM ? check_sum(view, super[BLOCK_BITS], sum, found) : FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ SUPER, 4, "\xe2\xe1\xf5\xe0" },
	{ 0 },
};

const struct fp_kind fp_kind_erofs = {
	.name = "erofs",
	.article = "an",
	.title = "EROFS file system",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.identify = identify,
};
