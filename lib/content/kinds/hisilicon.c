// SPDX-License-Identifier: GPL-2.0-or-later
// The boot loader of HiSilicon and Goke cameras: ARM vectors and a word behind them
// (OpenIPC/firmware#2299).

#include "content/kinds/kind.h"
#include "content/uboot.h"

#define BRANCH 0xea /* b, of ARM, in the upper byte */
#define CODE   0x1000 /* bytes: a boot loader has more */

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint32_t word = 0;

	if (!fp_view_le32(view, 0, &word) || word >> 24 != BRANCH)
		return FP_NOT_MINE;
	if (view->size < CODE)
		return fp_damage_cut(found, "it", view->size);
	fp_uboot_fact(view, found);
	return FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ 0x3c, 4, "\x78\x56\x34\x12" },
	{ 0 },
};

const struct fp_kind fp_kind_hisilicon = {
	.name = "hisilicon-boot",
	.article = "a",
	.title = "HiSilicon boot loader",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_BOOT,
	.identify = identify,
};
