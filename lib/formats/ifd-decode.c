// SPDX-License-Identifier: GPL-2.0-or-later
// From the words of a flash descriptor to ranges and sizes.

#include <string.h>

#include "base/bytes.h"
#include "formats/ifd-decode.h"

#define SIGNATURE     0x0ff0a55au
#define REGIONS_OLD   5 /* of the first descriptors, whatever follows them */
#define DENSITY_MAX   7 /* 64 MiB; 0 is 512 KiB */
#define ADDRESS_SPACE (UINT64_C(1) << 27) /* of FLREGn */

static uint32_t word_at(const uint8_t *data, size_t off)
{
	uint32_t word = 0;

	fp_get_le32(data, FP_IFD_SIZE, off, &word);
	return word;
}

static bool find_signature(const uint8_t *data, size_t n, size_t *at)
{
	uint32_t word;

	for (*at = 0; *at <= 0x10; *at += 0x10)
		if (fp_get_le32(data, n, *at, &word) && word == SIGNATURE)
			return true;
	return false;
}

bool fp_ifd_is_there(const uint8_t *data, size_t n)
{
	size_t at;

	return find_signature(data, n, &at);
}

/* FLREGn: base in bits 0 to 14, limit in bits 16 to 30, in units of 4 KiB; unused where the limit
 * lies before the base, and not programmed where all bits are set. */
static struct fp_range decode_region(uint32_t word)
{
	const uint64_t base = (word & 0x7fff) << 12, limit = (word >> 4 & 0x7fff000) | 0xfff;

	if (limit < base || word == UINT32_MAX || word == 0x7fff)
		return (struct fp_range){ 0, 0 };
	return (struct fp_range){ base, limit - base + 1 };
}

static bool is_free(const struct fp_ifd *ifd, size_t n, struct fp_range range)
{
	for (size_t i = 0; i < n; i++)
		if (ifd->regions[i].size && fp_range_overlaps(ifd->regions[i], range))
			return false;
	return true;
}

static uint64_t total(const struct fp_ifd *ifd)
{
	return ifd->chip_sizes[0] && (ifd->n_chips == 1 || ifd->chip_sizes[1])
		       ? ifd->chip_sizes[0] + ifd->chip_sizes[1]
		       : ADDRESS_SPACE;
}

/* Old descriptors have five regions, and what follows them is none: more are taken only where they
 * make sense. Only the descriptor lies at 0. */
static void add_region(struct fp_ifd *ifd, size_t i, uint32_t word)
{
	const struct fp_range range = decode_region(word);

	if (i > 0 && !range.offset)
		return;
	if (i < REGIONS_OLD || (fp_range_fits(range, total(ifd)) && is_free(ifd, i, range)))
		ifd->regions[i] = range;
}

/* FLCOMP: a density of 3 bits for each chip, of 4 in descriptors since Skylake, which tell by a
 * clock for reading that is not 20 MHz (ifdtool: get_ifd_version_from_fcba). */
static void decode_chips(struct fp_ifd *ifd, uint32_t flmap0, uint32_t flcomp)
{
	const unsigned width = (flcomp >> 17 & 7) == 0 ? 3 : 4;

	ifd->n_chips = (flmap0 >> 8 & 3) == 1 ? 2 : 1;
	for (unsigned i = 0; i < ifd->n_chips; i++) {
		const uint32_t density = flcomp >> (i * width) & ((1u << width) - 1);

		if (density <= DENSITY_MAX)
			ifd->chip_sizes[i] = UINT64_C(512 << 10) << density;
	}
}

/* The table ends where the one of the masters begins. */
static size_t count_regions(size_t base, uint32_t flmap1)
{
	const size_t end = (flmap1 << 4) & 0xff0;

	return end > base && end < base + 4 * FP_IFD_REGIONS ? (end - base) / 4 : FP_IFD_REGIONS;
}

void fp_ifd_decode(const uint8_t *data, struct fp_ifd *ifd)
{
	uint32_t flmap0, flmap1;
	size_t at, base, count;

	*ifd = (struct fp_ifd){ .n_chips = 1 };
	find_signature(data, FP_IFD_SIZE, &at);
	flmap0 = word_at(data, at + 4);
	flmap1 = word_at(data, at + 8);
	base = (flmap0 >> 12) & 0xff0;
	count = at ? count_regions(base, flmap1) : REGIONS_OLD;
	decode_chips(ifd, flmap0, word_at(data, (flmap0 << 4) & 0xff0));
	for (size_t i = 0; i < count; i++)
		add_region(ifd, i, word_at(data, base + 4 * i));
}

/* FLREG0: 0x00000000 */
static bool scan_region(struct fp_scan s, uint64_t *number, uint64_t *word)
{
	s.p = fp_scan_find(s, "FLREG");
	if (!s.p || !fp_scan_word(&s, "FLREG") || !fp_scan_number(&s, 10, number))
		return false;
	fp_scan_char(&s, ':');
	fp_scan_space(&s);
	return fp_scan_word(&s, "0x") && fp_scan_number(&s, 16, word) && *number < FP_IFD_REGIONS &&
	       *word <= UINT32_MAX;
}

bool fp_ifd_decode_text(struct fp_scan text, struct fp_ifd *ifd)
{
	struct fp_scan line;
	unsigned n_lines = 0;
	uint64_t number, word;
	bool is_there = false;

	*ifd = (struct fp_ifd){ .n_chips = 1 };
	while (fp_scan_line(&text, &line, &n_lines)) {
		if (!scan_region(line, &number, &word))
			continue;
		is_there = true;
		add_region(ifd, (size_t)number, (uint32_t)word);
	}
	return is_there;
}
