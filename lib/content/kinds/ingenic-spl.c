// SPDX-License-Identifier: GPL-2.0-or-later
// The boot loader of Ingenic T10 to T41 cameras in SPI-NOR: the SPL and its checksum.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"
#include "content/uboot.h"

/* The header that tools/ingenic-tools/spi_checksum.c of Ingenic's U-Boot (Dafang-Hacks/uboot) fills
 * in: the CRC7 at byte 9 and the length at byte 12. */
#define HEADER_SIZE   16
#define CRC_OFFSET    9
#define LENGTH_OFFSET 12
#define CODE_OFFSET   0x800 /* SKIP_SIZE: what the CRC7 leaves out */

static const struct fp_magic magics[] = {
	{ 0, 9, "\x06\x05\x04\x03\x02\x55\xaa\x55\xaa" },
	{ 0 },
};

/* x^7 + x^3 + 1 as for MMC, first bit first. The state stands in the upper seven bits. */
static uint8_t crc7_byte(uint8_t state, uint8_t byte)
{
	state ^= byte;
	for (int bit = 0; bit < 8; bit++)
		state = (uint8_t)(state << 1 ^ (state & 0x80 ? 0x09 << 1 : 0));
	return state;
}

static uint8_t crc7(const struct fp_view *view, uint64_t off, uint64_t end)
{
	uint8_t window[4096], state = 0;

	while (off < end) {
		size_t n = end - off < sizeof window ? (size_t)(end - off) : sizeof window;

		n = fp_view_read(view, off, window, n);
		if (!n)
			break;
		for (size_t i = 0; i < n; i++)
			state = crc7_byte(state, window[i]);
		off += n;
	}
	return state >> 1;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[HEADER_SIZE], crc;
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	uint32_t length;

	if (!fp_get_le32(header, n, LENGTH_OFFSET, &length))
		return fp_damage(found, "the header is cut off after %zu bytes", n);
	if (length <= CODE_OFFSET)
		return fp_damage(found, "the SPL's length is 0x%" PRIx32 ", it must be above 0x%x",
				 length, CODE_OFFSET);
	if (length > view->size)
		return fp_damage(found,
				 "the SPL's length %" PRIu32 " is larger than the %" PRIu64
				 " bytes there are",
				 length, view->size);
	crc = crc7(view, CODE_OFFSET, length);
	if (crc != header[CRC_OFFSET])
		return fp_damage(found, "CRC7 is 0x%02x, the header says 0x%02x", crc,
				 header[CRC_OFFSET]);
	/* U-Boot proper follows the SPL without a length of its own: `used` stays unknown. */
	fp_fact(found, "spl", "%" PRIu32 " bytes", length);
	fp_fact(found, "crc7", "0x%02x", crc);
	fp_uboot_fact(view, found);
	return FP_GOOD;
}

const struct fp_kind fp_kind_ingenic_spl = {
	.name = "ingenic-spl",
	.article = "an",
	.title = "Ingenic SPL boot loader",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_BOOT,
	.is_payload = true,
	.identify = identify,
};
