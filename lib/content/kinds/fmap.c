// SPDX-License-Identifier: GPL-2.0-or-later
// The flash map of coreboot and ChromeOS (flashmap, lib/fmap.h).

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define HEADER_SIZE 56
#define SIZE	    18
#define NAME	    22
#define NAME_SIZE   32
#define AREAS	    54
#define AREA_SIZE   42

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[HEADER_SIZE];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	uint32_t size = 0;
	uint16_t areas = 0;

	if (n < HEADER_SIZE)
		return fp_damage_cut(found, "the header", n);
	if (header[8] != 1)
		return FP_NOT_MINE;
	fp_get_le32(header, n, SIZE, &size);
	fp_get_le16(header, n, AREAS, &areas);
	fp_fact_text(found, "name", header + NAME, NAME_SIZE);
	fp_fact(found, "size", "%" PRIu32 " bytes", size);
	fp_fact(found, "areas", "%u", areas);
	return fp_found_used(found, view, HEADER_SIZE + (uint64_t)AREA_SIZE * areas);
}

static const struct fp_magic magics[] = {
	{ 0, 8, "__FMAP__" },
	{ 0 },
};

const struct fp_kind fp_kind_fmap = {
	.name = "fmap",
	.article = "an",
	.title = "FMAP",
	.magics = magics,
	.align = 64,
	.identify = identify,
};
