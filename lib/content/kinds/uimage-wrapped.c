// SPDX-License-Identifier: GPL-2.0-or-later
// A firmware update: a legacy uImage of type firmware around partitions, such as the demo.bin that
// stock Ingenic cameras take from an SD card. Written as it is, all of it is shifted by the header.

#include "content/kinds/kind.h"
#include "content/uimage.h"

/* U-Boot itself may be wrapped in type firmware too, and belongs into the flash like that: what
 * makes an update is that partitions lie behind the header. */
static bool holds_partitions(const struct fp_view *view, uint32_t size)
{
	const struct fp_view grown = fp_view_grow(view);
	const struct fp_view data = fp_view_part(&grown, FP_UIMAGE_HEADER, size);
	const struct fp_kind *kind;
	struct fp_found found;

	for (size_t i = 0; (kind = fp_kind_at(i)); i++)
		if (kind->is_payload && fp_kind_try(kind, &data, &found) != FP_NOT_MINE)
			return true;
	return false;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[FP_UIMAGE_HEADER];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	struct fp_uimage uimage;

	if (fp_uimage_parse(header, n, &uimage, NULL, NULL) != FP_UIMAGE_SOUND ||
	    uimage.type != FP_UIMAGE_FIRMWARE || !holds_partitions(view, uimage.size))
		return FP_NOT_MINE;
	return fp_kind_uimage.identify(view, found);
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\x27\x05\x19\x56" },
	{ 0 },
};

const struct fp_kind fp_kind_uimage_wrapped = {
	.name = "uimage-wrapped",
	.article = "a",
	.title = "firmware update in a legacy uImage",
	.hint = "its header of 64 bytes must not be flashed: \"unwrap\": \"uimage\" in the plan's "
		"file takes "
		"the content out",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_UPDATE,
	.is_summed = true,
	.identify = identify,
};
