// SPDX-License-Identifier: GPL-2.0-or-later
// CramFS in either byte order (linux include/uapi/linux/cramfs_fs.h).

#include <inttypes.h>

#include "content/kinds/kind.h"

#define SUPER_SIZE 76
#define SIZE	   4
#define FLAGS	   8
#define CRC	   32
#define FILES	   44
#define NAME	   48
#define HAS_CRC	   1 /* CRAMFS_FLAG_FSID_VERSION_2 */

static uint32_t swap(uint32_t v)
{
	return v >> 24 | (v >> 8 & 0xff00) | (v << 8 & 0xff0000) | v << 24;
}

/* Over all of it, the field itself taken for 0. Some vendors' mkcramfs swap its bytes. */
static enum fp_verdict check_crc(const struct fp_view *view, uint32_t says, struct fp_found *found)
{
	static const uint8_t zeros[4] = { 0 };
	const struct fp_view zero = { .data = zeros, .fd = -1, .size = sizeof zeros };
	uint32_t crc = fp_view_crc32(view, 0, CRC);

	crc = fp_view_crc32_from(&zero, crc, 0, sizeof zeros);
	crc = fp_view_crc32_from(view, crc, CRC + 4, found->used - CRC - 4);
	if (crc == says || crc == swap(says))
		return FP_GOOD;
	return fp_damage_sum(found, "CRC", crc, says);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	const bool is_big = fp_view_has(view, 0, "\x28", 1);
	bool (*const get32)(const struct fp_view *, uint64_t, uint32_t *) =
		is_big ? fp_view_be32 : fp_view_le32;
	uint32_t size = 0, flags = 0, crc = 0, files = 0;
	uint8_t name[16];

	if (view->size < SUPER_SIZE)
		return fp_damage_cut(found, "the superblock", view->size);
	if (!fp_view_has(view, 16, "Compressed ROMFS", 16))
		return FP_NOT_MINE;
	get32(view, SIZE, &size);
	get32(view, FLAGS, &flags);
	get32(view, CRC, &crc);
	get32(view, FILES, &files);
	fp_fact(found, "byte-order", "%s", is_big ? "big" : "little");
	fp_view_read(view, NAME, name, sizeof name);
	fp_fact_text(found, "name", name, sizeof name);
	if (!(flags & HAS_CRC))
		return FP_GOOD;
	fp_fact(found, "files", "%" PRIu32, files);
	if (size < SUPER_SIZE)
		return fp_damage(found, "its size %" PRIu32 " is less than its superblock's", size);
	if (fp_found_used(found, view, size) != FP_GOOD)
		return FP_DAMAGED;
	return check_crc(view, crc, found);
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\x45\x3d\xcd\x28" },
	{ 0, 4, "\x28\xcd\x3d\x45" },
	{ 0 },
};

const struct fp_kind fp_kind_cramfs = {
	.name = "cramfs",
	.article = "a",
	.title = "CramFS file system",
	.magics = magics,
	.align = 4,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.is_summed = true,
	.identify = identify,
};
