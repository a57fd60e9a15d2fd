// SPDX-License-Identifier: GPL-2.0-or-later
// Block protection: which range the BP bits protect, and when the status registers are locked.

#include "chip.h"

/* The tables "GD25Q128C protected area size" with CMP=0 and CMP=1 as a formula; flashrom computes
 * the same (writeprotect_ranges.c, decode_range_spi25). BP4 of the GD25Q64/128 is the sector bit,
 * BP3 top/bottom. */
static uint32_t protected_size(const struct chip *chip)
{
	const uint32_t all = (1u << chip->type->bp_bits) - 1;
	const uint32_t bp = chip->sr[0] >> 2 & all;
	uint64_t size;

	if (bp == 0)
		return 0;
	if (bp == all)
		return chip->type->size;
	if (chip->sr[0] & chip->type->sec) {
		size = (uint64_t)4096 << (bp - 1);
		return size < 32768 ? (uint32_t)size : 32768;
	}
	size = chip->type->size / 2 >> (all - 2);
	size = (size > 65536 ? size : 65536) << (bp - 1);
	return size < chip->type->size ? (uint32_t)size : chip->type->size;
}

void chip_protected_range(const struct chip *chip, uint32_t *offset, uint32_t *size)
{
	bool is_top = !(chip->sr[0] & chip->type->tb);

	*size = protected_size(chip);
	if (chip->sr[1] & chip->type->cmp) {
		*size = chip->type->size - *size;
		is_top = !is_top;
	}
	*offset = is_top && *size ? chip->type->size - *size : 0;
}

bool chip_is_protected(const struct chip *chip, uint32_t offset, uint32_t size)
{
	uint32_t start, length;

	chip_protected_range(chip, &start, &length);
	return offset < start + length && start < offset + size;
}

/* SRP1 locks until the next power-up, or for ever together with SRP0; SRP0 alone while WP# is low,
 * unless QE has made that pin a data line. */
bool chip_is_status_locked(const struct chip *chip)
{
	if (chip->sr[1] & chip->type->srp1)
		return true;
	return chip->sr[0] & CHIP_SR1_SRP0 && chip->is_wp_low && !(chip->sr[1] & CHIP_SR2_QE);
}
