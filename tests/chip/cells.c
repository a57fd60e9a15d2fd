// SPDX-License-Identifier: GPL-2.0-or-later
// The memory array: programming clears bits, erasing sets them, and both can fail on request.

#include <string.h>

#include "chip.h"

enum fate { DONE, IGNORED, WEAK, HALF, NOT_BEGUN };

void chip_settle(struct chip *chip, uint32_t offset, uint32_t size)
{
	for (size_t i = 0; i < chip->faults.n_stuck; i++) {
		const struct chip_stuck *stuck = &chip->faults.stuck[i];
		const uint8_t mask = (uint8_t)(1u << stuck->bit);

		if (stuck->offset < offset || stuck->offset - offset >= size)
			continue;
		if (stuck->value)
			chip->cells[stuck->offset] |= mask;
		else
			chip->cells[stuck->offset] &= (uint8_t)~mask;
	}
}

static double noise_now(const struct chip *chip)
{
	const struct chip_faults *faults = &chip->faults;
	const uint64_t n = chip->counters.transactions;

	if (faults->noise_count &&
	    (n < faults->noise_from || n - faults->noise_from >= faults->noise_count))
		return 0;
	return faults->noise;
}

void chip_read(struct chip *chip, uint32_t offset, uint8_t *in, size_t n)
{
	const double noise = noise_now(chip);

	chip->counters.bytes_read += n;
	for (size_t done = 0; done < n;) {
		const size_t left = chip->type->size - offset;
		const size_t part = n - done < left ? n - done : left;

		memcpy(in + done, chip->cells + offset, part);
		done += part;
		offset = 0; /* reading goes on at the start */
	}
	for (size_t i = 0; noise > 0 && i < n; i++) {
		if (chip_chance(&chip->faults, noise))
			in[i] ^= (uint8_t)(1u << chip_random(&chip->faults) % 8);
	}
}

static uint64_t operations(const struct chip *chip)
{
	return chip->counters.programs + chip->counters.erases;
}

/* Whether the power goes in this operation, which has been counted already. */
static bool is_cut(const struct chip *chip, enum chip_kind kind, enum chip_cut when)
{
	if (chip->faults.cut != when)
		return false;
	switch (when) {
	case CHIP_CUT_PROGRAMMED:
		return kind == CHIP_PROGRAM && chip->counters.bytes_programmed > chip->faults.cut_n;
	case CHIP_CUT_ERASE:
		return kind == CHIP_ERASE && chip->counters.erases == chip->faults.cut_n;
	default:
		return operations(chip) == chip->faults.cut_n;
	}
}

static enum fate fate_of(struct chip *chip, enum chip_kind kind)
{
	struct chip_faults *faults = &chip->faults;
	const uint64_t n = kind == CHIP_ERASE ? chip->counters.erases : chip->counters.programs;

	if (is_cut(chip, kind, CHIP_CUT_BEFORE))
		return NOT_BEGUN;
	if (is_cut(chip, kind, CHIP_CUT_PROGRAMMED) || is_cut(chip, kind, CHIP_CUT_ERASE))
		return HALF;
	if (chip_rate_hits(faults, faults->ignore[kind], n))
		return IGNORED;
	if (chip_rate_hits(faults, faults->weak[kind], n))
		return WEAK;
	return DONE;
}

/* The common end of both operations: the latch is used up, time passes, and the power may be gone.
 */
static enum chip_result finish(struct chip *chip, enum chip_kind kind, enum fate fate,
			       uint64_t duration)
{
	chip->busy_until = chip->now + duration;
	chip->is_hung |= chip->faults.busy_after && operations(chip) >= chip->faults.busy_after;
	chip->counters.faults += fate != DONE;
	if (fate != HALF && fate != NOT_BEGUN && !is_cut(chip, kind, CHIP_CUT_AFTER))
		return CHIP_OK;
	chip->counters.power_cuts++;
	chip->faults.cut = CHIP_CUT_NEVER;
	chip_power_up(chip);
	return CHIP_POWER_LOST;
}

/* A byte that a weak operation or an interrupted one leaves behind, on the way from old to want. */
static uint8_t on_the_way(struct chip *chip, uint8_t old, uint8_t want)
{
	const uint8_t undone = (old ^ want) & (uint8_t)chip_random(&chip->faults);

	return want ^ undone;
}

/* Takes one bit of the first byte that was to change back, and of every 64th byte or so. */
static void weaken(struct chip *chip, uint8_t *cells, const uint8_t *old, size_t n)
{
	bool is_first = true;

	for (size_t i = 0; i < n; i++) {
		const uint8_t change = cells[i] ^ old[i];

		if (!change || (!is_first && chip_random(&chip->faults) % 64))
			continue;
		cells[i] ^= change & (uint8_t)-change;
		is_first = false;
	}
}

/* Programs a whole page from the latch; the first `begun` bytes, counted from `start` around the
 * page, are those that made it before a power cut. */
static void program_page(struct chip *chip, uint32_t start, const uint8_t *latch, enum fate fate,
			 size_t begun)
{
	uint8_t *page = chip->cells + (start & ~(CHIP_PAGE - 1));
	uint8_t old[CHIP_PAGE];

	memcpy(old, page, CHIP_PAGE);
	for (size_t i = 0; i < CHIP_PAGE; i++) {
		const size_t at = (start + i) % CHIP_PAGE;
		const uint8_t want = old[at] & latch[at];

		chip->counters.unerased_bytes += want != latch[at];
		if (fate != HALF || i < begun)
			page[at] = want;
		else if (chip->faults.cut_random)
			page[at] = on_the_way(chip, old[at], want);
	}
	if (fate == WEAK)
		weaken(chip, page, old, CHIP_PAGE);
}

enum chip_result chip_program(struct chip *chip, uint32_t offset, const uint8_t *data, size_t n)
{
	uint8_t latch[CHIP_PAGE];
	const uint64_t before = chip->counters.bytes_programmed;
	enum fate fate;
	size_t begun;

	/* The address wraps within the page; of more than 256 bytes the last of each place counts.
	 */
	memset(latch, 0xff, sizeof latch);
	for (size_t i = 0; i < n; i++)
		latch[(offset + i) % CHIP_PAGE] = data[i];
	chip->counters.programs++;
	chip->counters.bytes_programmed += n;
	fate = fate_of(chip, CHIP_PROGRAM);
	/* Page cells are programmed together: a random cut touches all of them, the other only the
	 * first. */
	begun = chip->faults.cut_random ? 0 : (size_t)(chip->faults.cut_n - before);
	if (fate != IGNORED && fate != NOT_BEGUN)
		program_page(chip, offset, latch, fate, begun);
	chip_settle(chip, offset & ~(CHIP_PAGE - 1), CHIP_PAGE);
	return finish(chip, CHIP_PROGRAM, fate, chip->timing.program);
}

/* The small blocks at the start of "boot sector" chips (datasheet A25L80P, "Memory organization").
 */
static uint32_t boot_sector(uint32_t offset, uint32_t *size)
{
	static const uint32_t edges[] = { 0, 0x1000, 0x2000, 0x4000, 0x8000, 0x10000 };
	size_t i = 1;

	while (offset >= edges[i])
		i++;
	*size = edges[i] - edges[i - 1];
	return edges[i - 1];
}

uint32_t chip_erase_start(const struct chip_type *type, uint32_t offset, uint32_t *size)
{
	if (*size == 65536 && type->has_boot_sectors && offset < 65536)
		return boot_sector(offset, size);
	if (*size == 65536)
		*size = type->block;
	if (!*size)
		*size = type->size;
	return offset & ~(*size - 1);
}

static void count_erase(struct chip *chip, uint32_t offset, uint32_t size)
{
	struct chip_counters *counters = &chip->counters;

	counters->erases++;
	counters->erases_4k += size == 4096;
	counters->erases_32k += size == 32768;
	counters->erases_64k += size == 65536;
	counters->erases_chip += size == chip->type->size;
	counters->bytes_erased += size;
	for (uint32_t at = offset; at < offset + size; at += CHIP_SECTOR)
		chip->wear[at / CHIP_SECTOR]++;
}

static void erase_block(struct chip *chip, uint8_t *cells, uint32_t size, enum fate fate)
{
	uint8_t old[CHIP_SECTOR];

	for (uint32_t done = 0; done < size; done += CHIP_SECTOR) {
		uint8_t *sector = cells + done;

		memcpy(old, sector, sizeof old);
		memset(sector, 0xff, sizeof old);
		if (fate == WEAK)
			weaken(chip, sector, old, sizeof old);
		if (fate != HALF)
			continue;
		for (uint32_t i = 0; i < CHIP_SECTOR; i++) {
			if (chip->faults.cut_random)
				sector[i] = (uint8_t)chip_random(&chip->faults);
			else if (done + i >= size / 2)
				sector[i] = old[i];
		}
	}
}

enum chip_result chip_erase(struct chip *chip, uint32_t offset, uint32_t size)
{
	enum fate fate;

	count_erase(chip, offset, size);
	fate = fate_of(chip, CHIP_ERASE);
	if (fate != IGNORED && fate != NOT_BEGUN)
		erase_block(chip, chip->cells + offset, size, fate);
	chip_settle(chip, offset, size);
	return finish(chip, CHIP_ERASE, fate, chip_timing_erase(&chip->timing, size));
}
