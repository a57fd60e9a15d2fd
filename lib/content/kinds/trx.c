// SPDX-License-Identifier: GPL-2.0-or-later
// Broadcom's TRX: kernel and root file system behind one header (openwrt firmware-utils src/trx.c).

#include <inttypes.h>

#include "content/kinds/kind.h"

#define LENGTH	  4
#define CRC	  8
#define CRC_FROM  12
#define VERSION	  14
#define OFFSETS	  16
#define HEADER_V1 28
#define HEADER_V2 32

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	static const char *const parts[] = { "part-1", "part-2", "part-3", "part-4" };
	const struct fp_view all = fp_view_grow(view);
	uint32_t length = 0, says = 0, crc, at;
	uint16_t version = 0;

	if (view->size < HEADER_V1)
		return fp_damage_cut(found, "the header", view->size);
	fp_view_le32(view, LENGTH, &length);
	fp_view_le32(view, CRC, &says);
	fp_view_le16(view, VERSION, &version);
	if (version < 1 || version > 2 || length < (version == 1 ? HEADER_V1 : HEADER_V2))
		return FP_NOT_MINE;
	fp_fact(found, "version", "%u", version);
	for (unsigned i = 0; i < 2u + version; i++)
		if (fp_view_le32(view, OFFSETS + 4 * i, &at) && at)
			fp_fact(found, parts[i], "at 0x%" PRIx32, at);
	if (fp_found_used(found, &all, length) != FP_GOOD)
		return FP_DAMAGED;
	crc = ~fp_view_crc32(&all, CRC_FROM, length - CRC_FROM);
	return crc == says ? FP_GOOD : fp_damage_sum(found, "CRC", crc, says);
}

static const struct fp_magic magics[] = {
	{ 0, 4, "HDR0" },
	{ 0 },
};

const struct fp_kind fp_kind_trx = {
	.name = "trx",
	.article = "a",
	.title = "TRX image",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_KERNEL,
	.is_payload = true,
	.is_summed = true,
	.identify = identify,
};
