// SPDX-License-Identifier: GPL-2.0-or-later
// MediaTek's boot image in NOR: a device header, a layout, then headers of the loader
// (u-boot tools/mtk_image.h).

#include "content/kinds/kind.h"

#define SIZE   16 /* of the device header */
#define LAYOUT 0x200

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint32_t size = 0;

	if (!fp_view_le32(view, SIZE, &size) || view->size < LAYOUT)
		return fp_damage_cut(found, "the header", view->size);
	if (!fp_view_has(view, LAYOUT, "BRLYT", 5))
		return fp_damage(found, "its layout is missing at 0x%x", LAYOUT);
	fp_fact(found, "medium", "%s",
		fp_view_has(view, 0, "SF_BOOT", 7) ? "nor"
		: fp_view_has(view, 0, "EMMC", 4)  ? "emmc"
						   : "sd card");
	return FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ 0, 8, "SF_BOOT" },
	{ 0, 9, "EMMC_BOOT" },
	{ 0, 10, "SDMMC_BOOT" },
	{ 0 },
};

const struct fp_kind fp_kind_mediatek = {
	.name = "mediatek-boot",
	.article = "a",
	.title = "MediaTek boot loader",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_BOOT,
	.identify = identify,
};
