// SPDX-License-Identifier: GPL-2.0-or-later
// A firmware update: a legacy uImage of type firmware around partitions, such as the demo.bin that
// stock Ingenic cameras take from an SD card. Written as it is, all of it is shifted by the header.

#include "content/kinds/kind.h"
#include "content/uimage.h"

/* U-Boot itself may be wrapped in type firmware too, and belongs into the flash like that: what
 * makes an update is that partitions lie behind the header. */
static bool holds_partitions(const struct fp_view *view, uint32_t size)
{
	static const struct fp_kind *const kinds[] = { &fp_kind_uimage, &fp_kind_squashfs,
						       &fp_kind_jffs2, &fp_kind_ingenic_spl };
	const struct fp_view data = fp_view_part(view, FP_UIMAGE_HEADER, size);

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct fp_found found = { 0 };

		if (kinds[i]->identify(&data, &found) != FP_NOT_MINE)
			return true;
	}
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

const struct fp_kind fp_kind_uimage_wrapped = {
	.name = "uimage-wrapped",
	.title = "a firmware update in a legacy uImage",
	.identify = identify,
};
