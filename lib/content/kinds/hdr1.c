// SPDX-License-Identifier: GPL-2.0-or-later
// Xiaomi's update file: blobs that say where on the flash they go.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define HEADER_SIZE 48
#define SIGNATURE   4
#define CRC	    8
#define CRC_FROM    12
#define DEVICE	    14
#define BLOBS	    16
#define BLOBS_MAX   8
#define BLOB_MAGIC  0x0000babe
#define BLOB_SIZE   48
#define BLOB_NAME   16

static void tell_blob(const struct fp_view *view, uint32_t at, struct fp_found *found)
{
	uint8_t blob[BLOB_SIZE];
	const size_t n = fp_view_read(view, at, blob, sizeof blob);
	uint32_t magic, offset, size;

	if (n < sizeof blob || !fp_get_le32(blob, n, 0, &magic) || magic != BLOB_MAGIC)
		return;
	fp_get_le32(blob, n, 4, &offset);
	fp_get_le32(blob, n, 8, &size);
	fp_fact(found, "blob", "%.24s at 0x%" PRIx32 ", %" PRIu32 " bytes",
		(const char *)blob + BLOB_NAME, offset, size);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint32_t signature = 0, says = 0, size, at, crc;
	uint16_t device = 0;

	if (view->size < HEADER_SIZE)
		return fp_damage_cut(found, "the header", view->size);
	fp_view_le32(view, SIGNATURE, &signature);
	fp_view_le32(view, CRC, &says);
	fp_view_le16(view, DEVICE, &device);
	fp_fact(found, "device", "%u", device);
	for (unsigned i = 0; i < BLOBS_MAX; i++)
		if (fp_view_le32(view, BLOBS + 4 * i, &at) && at)
			tell_blob(view, at, found);
	if (signature < HEADER_SIZE || !fp_view_le32(view, signature, &size))
		return fp_damage(found, "its signature at 0x%" PRIx32 " is missing", signature);
	if (fp_found_used(found, view, (uint64_t)signature + 16 + size) != FP_GOOD)
		return FP_DAMAGED;
	crc = ~fp_view_crc32(view, CRC_FROM, found->used - CRC_FROM);
	return crc == says ? FP_GOOD : fp_damage_sum(found, "CRC", crc, says);
}

static const struct fp_magic magics[] = {
	{ 0, 4, "HDR1" },
	{ 0 },
};

const struct fp_kind fp_kind_hdr1 = {
	.name = "hdr1",
	.article = "a",
	.title = "Xiaomi update file",
	.hint = FP_HINT_UPDATE,
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_UPDATE,
	.is_summed = true,
	.identify = identify,
};
