// SPDX-License-Identifier: GPL-2.0-or-later
// SigmaStar's and MStar's first loaders: a branch, and a header behind it (the header of
// linux-chenxing's U-Boot).

#include "content/kinds/kind.h"

#define HEADER_SIZE 16
#define SIZE	    8
#define CHIP	    10

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint16_t size = 0, chip = 0;

	if (!fp_view_le16(view, SIZE, &size) || !fp_view_le16(view, CHIP, &chip))
		return fp_damage_cut(found, "the header", view->size);
	fp_fact(found, "loader", "%s", fp_view_has(view, 4, "IPLC", 4) ? "IPL_CUST" : "IPL");
	fp_fact(found, "chip", "0x%04x", chip);
	if (size < HEADER_SIZE)
		return fp_damage(found, "a size of %u bytes is impossible", size);
	return fp_found_used(found, view, size);
}

static const struct fp_magic magics[] = {
	{ 4, 4, "IPL_" },
	{ 4, 4, "IPLC" },
	{ 0 },
};

const struct fp_kind fp_kind_sigmastar = {
	.name = "sigmastar-ipl",
	.article = "a",
	.title = "SigmaStar boot loader",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_BOOT,
	.identify = identify,
};
