// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot's legacy image: a header with checksums of itself and of the data behind it.

#include <inttypes.h>
#include <stdio.h>

#include "content/kinds/kind.h"
#include "content/uimage.h"

/* As mkimage calls it, or "unit i". */
static const char *name_of(enum fp_uimage_field field, uint8_t i, const char *unit, char buf[32])
{
	const char *name = fp_uimage_name(field, i);

	if (name)
		return name;
	snprintf(buf, 32, "%s %u", unit, i);
	return buf;
}

static void describe(const struct fp_uimage *uimage, struct fp_found *found)
{
	char name[FP_UIMAGE_NAME_MAX + 1] = "", type[32], comp[32];

	/* The name is somebody else's bytes on their way to a terminal. */
	for (size_t i = 0; i < FP_UIMAGE_NAME_MAX && uimage->name[i]; i++) {
		const char c = uimage->name[i];

		name[i] = (char)(c >= 0x20 && c < 0x7f ? c : '?');
	}
	snprintf(found->detail, sizeof found->detail, "\"%s\", %s, %s, %" PRIu32 " bytes of data",
		 name, name_of(FP_UIMAGE_TYPE, uimage->type, "image type", type),
		 uimage->compression
			 ? name_of(FP_UIMAGE_COMPRESSION, uimage->compression, "compression", comp)
			 : "uncompressed",
		 uimage->size);
}

static enum fp_verdict mismatch(struct fp_found *found, const char *what, uint32_t is,
				uint32_t says)
{
	snprintf(found->detail, sizeof found->detail,
		 "%s CRC is 0x%08" PRIx32 ", the header says 0x%08" PRIx32, what, is, says);
	return FP_DAMAGED;
}

static enum fp_verdict check_data(const struct fp_view *view, const struct fp_uimage *uimage,
				  struct fp_found *found)
{
	const uint64_t there = view->size - FP_UIMAGE_HEADER;
	uint32_t crc;

	if (uimage->size > there) {
		snprintf(found->detail, sizeof found->detail,
			 "the data's size %" PRIu32 " is larger than the %" PRIu64
			 " bytes behind the header",
			 uimage->size, there);
		return FP_DAMAGED;
	}
	crc = fp_view_crc32(view, FP_UIMAGE_HEADER, uimage->size);
	return crc == uimage->data_crc ? FP_GOOD : mismatch(found, "data", crc, uimage->data_crc);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[FP_UIMAGE_HEADER];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	struct fp_uimage uimage;
	uint32_t crc, says;
	enum fp_verdict verdict;

	switch (fp_uimage_parse(header, n, &uimage, &crc, &says)) {
	case FP_UIMAGE_NONE:
		return FP_NOT_MINE;
	case FP_UIMAGE_CUT:
		snprintf(found->detail, sizeof found->detail,
			 "the header is cut off after %zu bytes", n);
		return FP_DAMAGED;
	case FP_UIMAGE_DAMAGED:
		return mismatch(found, "header", crc, says);
	case FP_UIMAGE_SOUND:
		break;
	}
	found->used = FP_UIMAGE_HEADER + (uint64_t)uimage.size;
	verdict = check_data(view, &uimage, found);
	if (verdict == FP_GOOD)
		describe(&uimage, found);
	return verdict;
}

const struct fp_kind fp_kind_uimage = {
	.name = "uimage",
	.title = "a legacy uImage",
	.identify = identify,
};
