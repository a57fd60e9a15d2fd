// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot's legacy image: a header with checksums of itself and of the data behind it.

#include <inttypes.h>
#include <stdio.h>

#include "content/kinds/kind.h"
#include "content/uimage.h"

#define COMPRESSION_LZ4 5

static void tell(struct fp_found *found, const char *key, enum fp_uimage_field field,
		 uint8_t number)
{
	const char *const name = fp_uimage_name(field, number);

	if (name)
		fp_fact(found, key, "%s", name);
	else
		fp_fact(found, key, "%u", number);
}

/* What Ingenic's hardware unpacks has the number of LZ4, and is none (thingino/buildscope). */
static bool is_jzlzma(const struct fp_view *view, const struct fp_uimage *uimage)
{
	return uimage->compression == COMPRESSION_LZ4 &&
	       !fp_view_has(view, uimage->header, "\x04\x22\x4d\x18", 4) &&
	       !fp_view_has(view, uimage->header, "\x02\x21\x4c\x18", 4);
}

static void describe(const struct fp_view *view, const struct fp_uimage *uimage,
		     struct fp_found *found)
{
	fp_fact_text(found, "name", (const uint8_t *)uimage->name, FP_UIMAGE_NAME_MAX);
	tell(found, "type", FP_UIMAGE_TYPE, uimage->type);
	tell(found, "arch", FP_UIMAGE_ARCH, uimage->arch);
	tell(found, "os", FP_UIMAGE_OS, uimage->os);
	if (is_jzlzma(view, uimage))
		fp_fact(found, "compression", "jzlzma");
	else
		tell(found, "compression", FP_UIMAGE_COMPRESSION, uimage->compression);
	fp_fact(found, "load", "0x%08" PRIx32, uimage->load);
	fp_fact(found, "entry", "0x%08" PRIx32, uimage->entry);
	fp_fact(found, "data", "%" PRIu32 " bytes", uimage->size);
	fp_fact_time(found, "time", uimage->time);
	if (uimage->header != FP_UIMAGE_HEADER)
		fp_fact(found, "header", "%u bytes", uimage->header);
}

/* One image may cover the partitions of kernel and root file system: then its data goes on beyond
 * the partition that it begins in. */
static enum fp_verdict check_data(const struct fp_view *view, const struct fp_uimage *uimage,
				  struct fp_found *found)
{
	const struct fp_view all = fp_view_grow(view);
	const struct fp_view *const where = found->used <= view->size ? view : &all;
	const uint64_t there = view->size < uimage->header ? 0 : view->size - uimage->header;
	uint32_t crc;

	if (found->used > all.size)
		return fp_damage(found,
				 "the data's size %" PRIu32 " is larger than the %" PRIu64
				 " bytes behind the header",
				 uimage->size, there);
	crc = fp_view_crc32(where, uimage->header, uimage->size);
	if (crc == uimage->data_crc)
		return FP_GOOD;
	if (where == &all)
		return fp_damage(found,
				 "the data's size %" PRIu32 " is larger than the %" PRIu64
				 " bytes behind the header",
				 uimage->size, there);
	return fp_damage_sum(found, "data CRC", crc, uimage->data_crc);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[FP_UIMAGE_PADDED];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	struct fp_uimage uimage;
	uint32_t crc, says;

	switch (fp_uimage_parse(header, n, &uimage, &crc, &says)) {
	case FP_UIMAGE_NONE:
		return FP_NOT_MINE;
	case FP_UIMAGE_CUT:
		return fp_damage_cut(found, "the header", n);
	case FP_UIMAGE_DAMAGED:
		return fp_damage_sum(found, "header CRC", crc, says);
	case FP_UIMAGE_SOUND:
		break;
	}
	found->used = uimage.header + (uint64_t)uimage.size;
	describe(view, &uimage, found);
	return check_data(view, &uimage, found);
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\x27\x05\x19\x56" },
	{ 0 },
};

const struct fp_kind fp_kind_uimage = {
	.name = "uimage",
	.article = "a",
	.title = "legacy uImage",
	.magics = magics,
	.align = 4,
	.role = FP_ROLE_KERNEL,
	.is_payload = true,
	.is_summed = true,
	.identify = identify,
};
