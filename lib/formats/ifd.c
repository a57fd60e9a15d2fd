// SPDX-License-Identifier: GPL-2.0-or-later
// The flash descriptor in the first 4 KiB of an x86 machine's chip: its regions (Intel PCH "SPI
// Programming Guide"; coreboot, util/ifdtool; flashrom, ich_descriptors.c).

#include <string.h>

#include "base/bytes.h"
#include "formats/format.h"

#define DESCRIPTOR_SIZE	 4096
#define SIGNATURE	 0x0ff0a55au
#define SIGNATURE_OFFSET 0x10
#define REGIONS_MAX	 16
#define ADDRESS_SPACE	 (UINT64_C(1) << 27) /* of FLREGn */

/* As flashrom --ifd calls them. */
static const char *const names[REGIONS_MAX] = { "fd",	 "bios",  "me",	   "gbe",  "pd", "reg5",
						"bios2", "reg7",  "ec",	   "reg9", "ie", "10gbe",
						"reg12", "reg13", "reg14", "reg15" };

static bool is_descriptor(const struct fp_input *in)
{
	uint32_t signature;

	return fp_get_le32(in->data, in->n, SIGNATURE_OFFSET, &signature) && signature == SIGNATURE;
}

/* FLREGn: base in bits 0 to 14, limit in bits 16 to 30, in units of 4 KiB; unused where the limit
 * lies before the base, and not programmed where all bits are set. */
static bool decode_region(uint32_t word, struct fp_range *range)
{
	const uint64_t base = (word & 0x7fff) << 12, limit = (word >> 4 & 0x7fff000) | 0xfff;

	*range = (struct fp_range){ base, limit - base + 1 };
	return limit > base && word != UINT32_MAX;
}

static bool is_free(const struct fp_plan *plan, struct fp_range range)
{
	for (size_t i = 0; i < plan->n_parts; i++)
		if (fp_range_overlaps(plan->parts[i].range, range))
			return false;
	return true;
}

/* Old descriptors have five regions, and what follows them is none: more are taken only where they
 * make sense. Only the descriptor lies at 0. */
static bool is_region(const struct fp_plan *plan, size_t i, uint32_t word, struct fp_range *range)
{
	if (!decode_region(word, range) || (i > 0 && !range->offset))
		return false;
	return i < 5 || (fp_range_fits(*range, plan->size) && is_free(plan, *range));
}

/* The table ends where the one of the masters begins. */
static size_t count_regions(const uint8_t *data, size_t n, size_t *base)
{
	uint32_t flmap0 = 0, flmap1 = 0;
	size_t end;

	fp_get_le32(data, n, SIGNATURE_OFFSET + 4, &flmap0);
	fp_get_le32(data, n, SIGNATURE_OFFSET + 8, &flmap1);
	*base = (flmap0 >> 12) & 0xff0;
	end = (flmap1 << 4) & 0xff0;
	return end > *base && end < *base + 4 * REGIONS_MAX ? (end - *base) / 4 : REGIONS_MAX;
}

static int read_descriptor(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
			   struct fp_error *err)
{
	const uint8_t *const data = in->data;
	const size_t n = in->n;
	size_t base, count;
	uint32_t word;
	int code = 0;

	(void)notes;
	if (!is_descriptor(in))
		return fp_fail(err, FP_REFUSED,
			       "expected a flash descriptor (5a a5 f0 0f at 0x10), found none");
	if (n < DESCRIPTOR_SIZE)
		return fp_fail(err, FP_REFUSED,
			       "the flash descriptor of 4096 bytes breaks off after %zu", n);
	count = count_regions(data, n, &base);
	/* Of the descriptor alone the chip's size does not show. */
	plan->size = n > DESCRIPTOR_SIZE ? n : ADDRESS_SPACE;
	plan->erase_size = 4096;
	for (size_t i = 0; i < count && code == 0; i++) {
		struct fp_partition part = { .name = names[i] };

		if (fp_get_le32(data, n, base + 4 * i, &word) &&
		    is_region(plan, i, word, &part.range))
			code = fp_plan_add(plan, &part, err);
	}
	if (n == DESCRIPTOR_SIZE)
		plan->size = 0;
	return code;
}

const struct fp_format fp_format_ifd = {
	.name = "ifd",
	.summary = "Intel flash descriptor in a dump",
	.carries = FP_CARRY_FLASH_SIZE | FP_CARRY_ERASE_SIZE,
	.certainty = FP_BY_SIGNATURE,
	.probe = is_descriptor,
	.read = read_descriptor,
};
