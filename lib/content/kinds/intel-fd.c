// SPDX-License-Identifier: GPL-2.0-or-later
// Intel's flash descriptor: the map of an x86 board's flash (coreboot util/ifdtool).

#include <inttypes.h>

#include "content/kinds/kind.h"

#define FLMAP0	0x14
#define SIZE	4096
#define REGIONS 5 /* that every version has */

/* Regions whose limit is not before their base. */
static unsigned count_regions(const struct fp_view *view, uint32_t frba, uint32_t *end)
{
	unsigned n = 0;
	uint32_t reg;

	*end = 0;
	for (uint32_t i = 0; i < REGIONS && fp_view_le32(view, frba + 4 * i, &reg); i++) {
		const uint32_t base = reg & 0x7fff, limit = reg >> 16 & 0x7fff;

		if (limit < base || reg == 0x7fff)
			continue;
		n++;
		if ((limit + 1) << 12 > *end)
			*end = (limit + 1) << 12;
	}
	return n;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint32_t map = 0, end, reg = 0;
	unsigned n;

	if (view->size < SIZE)
		return fp_damage_cut(found, "the descriptor", view->size);
	fp_view_le32(view, FLMAP0, &map);
	n = count_regions(view, map >> 12 & 0xff0, &end);
	fp_view_le32(view, map >> 12 & 0xff0, &reg);
	if (!n || (reg & 0x7fff))
		return fp_damage(found, "its table of regions is broken");
	fp_fact(found, "chips", "%" PRIu32, (map >> 8 & 3) + 1);
	fp_fact(found, "regions", "%u", n);
	fp_fact(found, "reach", "0x%" PRIx32, end);
	found->used = SIZE;
	return FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ 0x10, 4, "\x5a\xa5\xf0\x0f" },
	{ 0 },
};

const struct fp_kind fp_kind_intel_fd = {
	.name = "intel-fd",
	.article = "an",
	.title = "Intel flash descriptor",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_BOOT,
	.identify = identify,
};
