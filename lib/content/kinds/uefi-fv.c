// SPDX-License-Identifier: GPL-2.0-or-later
// A UEFI firmware volume (UEFI PI specification, volume 3, 3.2.1), little-endian.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define LENGTH	   0x20
#define HEADER	   0x30 /* its length */
#define LEAST	   0x38
#define HEADER_MAX 4096

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[HEADER_MAX];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	uint64_t length = 0;
	uint16_t size = 0, word, sum = 0;

	if (n < LEAST)
		return fp_damage_cut(found, "the header", n);
	fp_get_le64(header, n, LENGTH, &length);
	fp_get_le16(header, n, HEADER, &size);
	if (size < LEAST || size > n || size % 2)
		return fp_damage(found, "a header of %u bytes is impossible", size);
	for (size_t i = 0; i < size && fp_get_le16(header, n, i, &word); i += 2)
		sum = (uint16_t)(sum + word);
	if (sum)
		return fp_damage(found, "the words of its header add up to 0x%04x, not to 0", sum);
	if (length < size)
		return fp_damage(found, "a length of %" PRIu64 " bytes is impossible", length);
	fp_fact(found, "size", "%" PRIu64 " bytes", length);
	return fp_found_used(found, view, length);
}

static const struct fp_magic magics[] = {
	{ 0x28, 4, "_FVH" },
	{ 0 },
};

const struct fp_kind fp_kind_uefi_fv = {
	.name = "uefi-fv",
	.article = "a",
	.title = "UEFI firmware volume",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.identify = identify,
};
