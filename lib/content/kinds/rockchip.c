// SPDX-License-Identifier: GPL-2.0-or-later
// Rockchip's ID block: encrypted with a fixed key in the first version, plain in the second
// (u-boot tools/rkcommon.c). In SPI flash only the first half of each 4 KiB is used.

#include <nettle/arcfour.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define SECTOR	   512
#define MAGIC_1	   0x0ff0aa55
#define INIT_AT	   12 /* in sectors */
#define IMAGES_2   10
#define ENTRIES_2  120 /* where the images of the second version are listed */
#define ENTRY_SIZE 88

static enum fp_verdict identify_1(const struct fp_view *view, struct fp_found *found)
{
	static const uint8_t key[] = {
		124, 78, 3, 4, 85, 5, 9, 7, 45, 44, 123, 56, 23, 13, 23, 17
	};
	uint8_t block[SECTOR], plain[SECTOR];
	const size_t n = fp_view_read(view, 0, block, sizeof block);
	struct arcfour_ctx rc4;
	uint32_t magic;
	uint16_t init;

	if (n < sizeof block)
		return fp_damage_cut(found, "the first sector", n);
	arcfour_set_key(&rc4, sizeof key, key);
	arcfour_crypt(&rc4, sizeof plain, plain, block);
	fp_get_le32(plain, sizeof plain, 0, &magic);
	fp_get_le16(plain, sizeof plain, INIT_AT, &init);
	if (magic != MAGIC_1 || !init)
		return FP_NOT_MINE;
	fp_fact(found, "version", "1");
	fp_fact(found, "loader-at", "0x%x", init * SECTOR);
	if ((uint64_t)init * SECTOR >= view->size)
		return fp_damage(found, "its loader at 0x%x lies behind the end", init * SECTOR);
	return FP_GOOD;
}

static enum fp_verdict identify_2(const struct fp_view *view, struct fp_found *found)
{
	uint16_t images = 0;

	if (!fp_view_le16(view, IMAGES_2, &images) || view->size < SECTOR)
		return fp_damage_cut(found, "the header", view->size);
	fp_fact(found, "version", "2");
	fp_fact(found, "images", "%u", images);
	if (!images || ENTRIES_2 + (uint64_t)images * ENTRY_SIZE > view->size)
		return fp_damage(found, "%u images are impossible", images);
	return FP_GOOD;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	return fp_view_has(view, 0, "RKNS", 4) ? identify_2(view, found) : identify_1(view, found);
}

/* The first version's header, encrypted. */
static const struct fp_magic magics[] = {
	{ 0, 4, "\x3b\x8c\xdc\xfc" },
	{ 0, 4, "RKNS" },
	{ 0 },
};

const struct fp_kind fp_kind_rockchip = {
	.name = "rockchip-idb",
	.article = "a",
	.title = "Rockchip boot loader",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_BOOT,
	.identify = identify,
};
