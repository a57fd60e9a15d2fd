// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot without a header of its own: code, and the words by which it tells its version.

#include "base/bytes.h"
#include "content/kinds/kind.h"
#include "content/uboot.h"

/* The first instruction is a branch: ARM, 64-bit ARM, MIPS in either byte order, and the PowerPC
 * and SuperH ones not at all. */
static const char *find_arch(const struct fp_view *view)
{
	uint32_t word = 0;

	fp_view_le32(view, 0, &word);
	if (word >> 24 == 0xea || word >> 20 == 0xe59)
		return "arm";
	if (word >> 26 == 5)
		return "arm64";
	if (word >> 16 == 0x1000)
		return "mips, little-endian";
	if ((word & 0xffff) == 0x0010)
		return "mips, big-endian";
	return NULL;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	const char *const arch = find_arch(view);

	if (!fp_uboot_fact(view, found))
		return FP_NOT_MINE;
	if (arch)
		fp_fact(found, "arch", "%s", arch);
	return FP_GOOD;
}

const struct fp_kind fp_kind_uboot = {
	.name = "u-boot",
	.article = "a",
	.title = "U-Boot boot loader",
	.align = 65536,
	.role = FP_ROLE_BOOT,
	.identify = identify,
};
