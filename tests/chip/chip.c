// SPDX-License-Identifier: GPL-2.0-or-later
// The chip itself: which there are, power, time, and the bus.

#include <string.h>

#include "chip.h"

static const struct chip_type types[] = {
	{ .name = "gd25q64",
	  .id = { 0xc8, 0x40, 0x17 },
	  .n_id = 3,
	  .block = 65536,
	  .size = 8u << 20,
	  .bp_bits = 3,
	  .tb = 0x20,
	  .sec = 0x40,
	  .cmp = 0x40,
	  .srp1 = 0x01,
	  .sr2_writable = 0x7b,
	  .wrsr_bytes = 2 },
	{ .name = "gd25q128",
	  .id = { 0xc8, 0x40, 0x18 },
	  .n_id = 3,
	  .block = 65536,
	  .size = 16u << 20,
	  .bp_bits = 3,
	  .tb = 0x20,
	  .sec = 0x40,
	  .cmp = 0x40,
	  .srp1 = 0x01,
	  .sr2_writable = 0x7b,
	  .wrsr_bytes = 1 },
	{ .name = "gd25q256",
	  .id = { 0xc8, 0x40, 0x19 },
	  .n_id = 3,
	  .block = 65536,
	  .size = 32u << 20,
	  .bp_bits = 4,
	  .tb = 0x40,
	  .srp1 = 0x40,
	  .sr2_writable = 0x7a,
	  .wrsr_bytes = 2,
	  .four_byte = true },
	{ .name = "m25p64",
	  .id = { 0x20, 0x20, 0x17 },
	  .n_id = 3,
	  .size = 8u << 20,
	  .bp_bits = 3,
	  .wrsr_bytes = 1,
	  .is_coarse = true,
	  .block = 65536 },
	{ .name = "m25p128",
	  .id = { 0x20, 0x20, 0x18 },
	  .n_id = 3,
	  .size = 16u << 20,
	  .bp_bits = 3,
	  .wrsr_bytes = 1,
	  .is_coarse = true,
	  .block = 262144 },
	{ .name = "a25l80p",
	  .id = { 0x7f, 0x37, 0x20, 0x14 },
	  .n_id = 4,
	  .size = 1u << 20,
	  .bp_bits = 3,
	  .wrsr_bytes = 1,
	  .is_coarse = true,
	  .has_boot_sectors = true,
	  .block = 65536 },
};

const struct chip_type *chip_type_find(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	}
	return NULL;
}

void chip_power_up(struct chip *chip)
{
	chip->is_enabled = chip->is_four_byte = chip->is_hung = false;
	chip->ear = 0;
	chip->busy_until = chip->now;
	/* SRP1 without SRP0 is the lock-down that lasts until power is cycled. */
	if (!(chip->sr[0] & CHIP_SR1_SRP0))
		chip->sr[1] &= (uint8_t)~chip->type->srp1;
}

void chip_init(struct chip *chip, const struct chip_type *type, uint8_t *cells)
{
	memset(chip, 0, sizeof *chip);
	chip->type = type;
	chip->cells = cells;
	chip->timing = *chip_timing_find("ch341a");
	chip->faults.random = 1;
	chip_power_up(chip);
}

void chip_delay(struct chip *chip, uint64_t us)
{
	chip->now += us * 1000;
}

bool chip_is_busy(const struct chip *chip)
{
	return chip->is_hung || chip->now < chip->busy_until;
}

uint32_t chip_max_wear(const struct chip *chip, uint32_t *offset)
{
	uint32_t most = 0;

	*offset = 0;
	for (uint32_t i = 0; i < chip->type->size / CHIP_SECTOR; i++) {
		if (chip->wear[i] <= most)
			continue;
		most = chip->wear[i];
		*offset = i * CHIP_SECTOR;
	}
	return most;
}

static bool is_floating(struct chip *chip, uint8_t *in, size_t n_in)
{
	const struct chip_faults *faults = &chip->faults;
	const uint64_t n = chip->counters.transactions;

	if (faults->floats == CHIP_FLOAT_NOT || n <= faults->floats_after ||
	    (faults->floats_count && n - faults->floats_after > faults->floats_count))
		return false;
	for (size_t i = 0; i < n_in; i++) {
		if (faults->floats == CHIP_FLOAT_RANDOM)
			in[i] = (uint8_t)chip_random(&chip->faults);
		else
			in[i] = faults->floats == CHIP_FLOAT_HIGH ? 0xff : 0;
	}
	return true;
}

enum chip_result chip_transact(struct chip *chip, const uint8_t *out, size_t n_out, uint8_t *in,
			       size_t n_in)
{
	chip->counters.transactions++;
	chip->now += chip_timing_bus(&chip->timing, n_out + n_in);
	if (n_in)
		memset(in, 0xff, n_in);
	if (is_floating(chip, in, n_in) || n_out == 0)
		return CHIP_OK;
	return chip_execute(chip, out, n_out, in, n_in);
}
