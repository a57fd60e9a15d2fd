// SPDX-License-Identifier: GPL-2.0-or-later
// UBIFS (linux fs/ubifs/ubifs-media.h): its superblock node, little-endian.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define SB_SIZE	    4096 /* UBIFS_SB_NODE_SZ */
#define CRC	    4
#define CRC_FROM    8
#define LENGTH	    16
#define TYPE	    20
#define LEB_SIZE    36
#define LEB_COUNT   40
#define VERSION	    80
#define COMPRESSION 84
#define TYPE_SB	    6 /* UBIFS_SB_NODE */

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	static const char *const compressions[] = { "none", "lzo", "zlib", "zstd" };
	uint8_t node[SB_SIZE];
	const size_t n = fp_view_read(view, 0, node, sizeof node);
	const struct fp_view part = { .data = node, .fd = -1, .size = n };
	uint32_t says, crc, length, leb_size, leb_count, version;
	uint16_t comp;

	if (n < SB_SIZE)
		return fp_damage_cut(found, "the superblock", n);
	fp_get_le32(node, n, LENGTH, &length);
	if (node[TYPE] != TYPE_SB || length != SB_SIZE)
		return fp_damage(found,
				 "it begins with node type %u of %" PRIu32
				 " bytes, not with a superblock",
				 node[TYPE], length);
	fp_get_le32(node, n, CRC, &says);
	crc = ~fp_view_crc32(&part, CRC_FROM, SB_SIZE - CRC_FROM);
	if (crc != says)
		return fp_damage_sum(found, "superblock CRC", crc, says);
	fp_get_le32(node, n, LEB_SIZE, &leb_size);
	fp_get_le32(node, n, LEB_COUNT, &leb_count);
	fp_get_le32(node, n, VERSION, &version);
	fp_get_le16(node, n, COMPRESSION, &comp);
	if ((uint64_t)leb_size * leb_count < SB_SIZE)
		return fp_damage(found, "%" PRIu32 " blocks of %" PRIu32 " bytes are impossible",
				 leb_count, leb_size);
	fp_fact(found, "version", "%" PRIu32, version);
	if (comp < sizeof compressions / sizeof *compressions)
		fp_fact(found, "compression", "%s", compressions[comp]);
	fp_fact(found, "leb", "%" PRIu32 " of %" PRIu32 " bytes", leb_count, leb_size);
	return fp_found_used(found, view, (uint64_t)leb_size * leb_count);
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\x31\x18\x10\x06" },
	{ 0 },
};

const struct fp_kind fp_kind_ubifs = {
	.name = "ubifs",
	.article = "a",
	.title = "UBIFS file system",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.identify = identify,
};
