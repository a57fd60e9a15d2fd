// SPDX-License-Identifier: GPL-2.0-or-later
// An emulated NOR chip: erasing sets bits by the block, programming clears them by the page.

#include <check.h>
#include <signal.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "support/fake-chip.h"
#include "support/test.h"

enum step { STEP_NONE, STEP_HALF, STEP_WHOLE };

static int gone(const struct fake_chip *chip, struct fp_error *err)
{
	return chip->is_gone ? fp_fail(err, FP_CHIP, "the programmer vanished") : 0;
}

/* Counts a call. */
static bool has_contact(struct fake_chip *chip)
{
	chip->n_calls++;
	return !chip->absent_at || chip->n_calls < chip->absent_at;
}

static void note_length(struct fake_chip *chip, struct fp_range range)
{
	ck_assert(range.size > 0 && fp_range_fits(range, chip->size));
	if (range.size > chip->longest.size)
		chip->longest = range;
}

/* How much of the next operation happens. */
static enum step next_step(struct fake_chip *chip)
{
	if (chip->n_erases + chip->n_programs != chip->cut_at || !chip->cut_at)
		return STEP_WHOLE;
	chip->is_gone = true;
	return chip->cut == FAKE_BEFORE ? STEP_NONE : chip->cut == FAKE_IN ? STEP_HALF : STEP_WHOLE;
}

static void log_range(struct fake_chip *chip, uint64_t offset, uint64_t size)
{
	struct fp_range *last = chip->n_log ? &chip->log[chip->n_log - 1] : NULL;
	const struct fp_range range = { offset, size };

	if (last && fp_range_contains(*last, range))
		return;
	if (last && fp_range_end(*last) == offset) {
		last->size += size;
		return;
	}
	ck_assert_uint_lt(chip->n_log, FAKE_LOG_MAX);
	chip->log[chip->n_log++] = range;
}

/* Puts stuck bits back as they were in before, which is what the byte at their offset held. */
static void keep_stuck(struct fake_chip *chip, const uint8_t *before)
{
	for (size_t i = 0; i < FAKE_STUCK_MAX; i++) {
		const uint8_t mask = chip->stuck[i].mask;
		uint8_t *byte = &chip->data[chip->stuck[i].offset];

		if (mask)
			*byte = (uint8_t)((*byte & ~mask) | (before[i] & mask));
	}
}

static void save_stuck(const struct fake_chip *chip, uint8_t *before)
{
	for (size_t i = 0; i < FAKE_STUCK_MAX; i++)
		before[i] = chip->stuck[i].mask ? chip->data[chip->stuck[i].offset] : 0;
}

/* After a step that was cut. */
static void die(const struct fake_chip *chip)
{
	if (chip->is_gone && chip->is_deadly)
		raise(SIGKILL);
}

static void erase(struct fake_chip *chip, uint64_t offset)
{
	const size_t n = chip->erase_size;
	uint8_t *p = chip->data + offset;
	uint8_t before[FAKE_STUCK_MAX];
	enum step step;

	chip->n_erases++;
	step = next_step(chip);
	if (step == STEP_NONE) {
		die(chip);
		return;
	}
	log_range(chip, offset, n);
	if (chip->lost_erase == chip->n_erases || chip->lost_erase == FAKE_ALL)
		return;
	save_stuck(chip, before);
	/* Cells that are half erased read as anything. */
	if (step == STEP_WHOLE)
		memset(p, 0xff, n);
	else
		test_random(p, n, (uint32_t)(offset ^ chip->n_erases ^ chip->seed));
	chip->marginal.size = step == STEP_HALF && chip->has_marginal ? n : 0;
	chip->marginal.offset = offset;
	keep_stuck(chip, before);
	die(chip);
}

static void program(struct fake_chip *chip, uint64_t offset, const uint8_t *want)
{
	uint8_t *p = chip->data + offset;
	uint8_t before[FAKE_STUCK_MAX];
	enum step step;

	chip->n_programs++;
	step = next_step(chip);
	if (step == STEP_NONE) {
		die(chip);
		return;
	}
	log_range(chip, offset, FAKE_PAGE);
	if (chip->lost_program == chip->n_programs || chip->lost_program == FAKE_ALL)
		return;
	save_stuck(chip, before);
	chip->marginal.size = 0;
	for (size_t i = 0; i < (step == STEP_WHOLE ? FAKE_PAGE : FAKE_PAGE / 2); i++)
		p[i] &= want[i];
	keep_stuck(chip, before);
	die(chip);
}

static bool needs_erase(const uint8_t *old, const uint8_t *want, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (want[i] & ~old[i])
			return true;
	return false;
}

/* Believes `old`, as real programmers do: a wrong one shows as wrong contents. */
static void write_block(struct fake_chip *chip, uint64_t offset, const uint8_t *old,
			const uint8_t *want)
{
	const size_t n = chip->erase_size;
	const bool is_erased = needs_erase(old, want, n);

	if (is_erased)
		erase(chip, offset);
	for (size_t i = 0; i < n && !chip->is_gone; i += FAKE_PAGE)
		if (is_erased ? !fp_is_filled(want + i, FAKE_PAGE, 0xff)
			      : memcmp(old + i, want + i, FAKE_PAGE) != 0)
			program(chip, offset + i, want + i);
}

static int chip_write(void *ctx, struct fp_range range, const uint8_t *old, const uint8_t *want,
		      struct fp_error *err)
{
	struct fake_chip *chip = ctx;

	const bool is_here = has_contact(chip);

	chip->n_writes++;
	note_length(chip, range);
	chip->bytes_written += range.size;
	ck_assert_uint_eq(range.offset % chip->erase_size, 0);
	ck_assert_uint_eq(range.size % chip->erase_size, 0);
	if (chip->n_writes == chip->failing_write)
		return fp_fail(err, chip->failing_code ? chip->failing_code : FP_CHIP,
			       "write refused");
	for (size_t i = 0; i < range.size && is_here && !chip->is_gone; i += chip->erase_size)
		write_block(chip, range.offset + i, old + i, want + i);
	return gone(chip, err);
}

static uint32_t next_random(struct fake_chip *chip)
{
	uint32_t x = chip->noise_state ? chip->noise_state : chip->seed * 2654435761u + 1;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	chip->noise_state = x;
	return x;
}

static void add_noise(struct fake_chip *chip, uint8_t *buf, uint64_t n)
{
	uint64_t i = 0;

	if (!chip->noise_left)
		chip->noise_left = 1 + next_random(chip) % (2 * chip->noise);
	while (chip->noise_left <= n - i) {
		i += chip->noise_left;
		buf[i - 1] ^= (uint8_t)(1u << (next_random(chip) >> 29));
		chip->noise_left = 1 + next_random(chip) % (2 * chip->noise);
	}
	chip->noise_left -= n - i;
}

static void read_marginal(const struct fake_chip *chip, struct fp_range range, uint8_t *buf)
{
	const struct fp_range common = fp_range_intersect(chip->marginal, range);

	if (common.size)
		memset(buf + (common.offset - range.offset), 0xff, (size_t)common.size);
}

static int chip_read(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	struct fake_chip *chip = ctx;

	const bool is_here = has_contact(chip);

	chip->n_reads++;
	note_length(chip, range);
	if (chip->n_reads == chip->failing_read)
		return fp_fail(err, chip->failing_code ? chip->failing_code : FP_CHIP,
			       "read refused");
	if (chip->is_gone)
		return gone(chip, err);
	chip->bytes_read += range.size;
	memcpy(buf, chip->data + range.offset, (size_t)range.size);
	read_marginal(chip, range, buf);
	if (chip->wrong_at && fp_range_contains(range, (struct fp_range){ chip->wrong_at, 1 }))
		buf[chip->wrong_at - range.offset] ^= 1;
	if (!is_here)
		memset(buf, 0xff, (size_t)range.size);
	if (chip->noise)
		add_noise(chip, buf, range.size);
	return 0;
}

static int chip_crc32(void *ctx, struct fp_range range, uint32_t *crc, struct fp_error *err)
{
	struct fake_chip *chip = ctx;

	chip->n_crcs++;
	note_length(chip, range);
	*crc = (uint32_t)crc32(0, chip->data + range.offset, (uInt)range.size);
	if (!has_contact(chip))
		*crc = ~*crc;
	return gone(chip, err);
}

static void describe(const struct fake_chip *chip, struct fp_chip *found)
{
	strcpy(found->name, "FAKE25Q");
	strcpy(found->id, "ef4018");
	found->size = chip->size;
	found->n_windows = 1;
	found->window[0].range.size = chip->size;
	found->window[0].erase_size = chip->erase_size;
	found->window[0].writable = true;
}

static int chip_identify(void *ctx, struct fp_chip *found, struct fp_error *err)
{
	struct fake_chip *chip = ctx;

	describe(chip, found);
	if (!has_contact(chip))
		strcpy(found->id, "ffffff");
	return gone(chip, err);
}

static int chip_close(void *ctx, struct fp_error *err)
{
	(void)ctx, (void)err;
	return 0;
}

#define DRIVER(crc32_, identify_)                                                                  \
	{                                                                                          \
		.name = "fake", .read = chip_read, .write = chip_write, .crc32 = crc32_,           \
		.identify = identify_, .close = chip_close                                         \
	}

static const struct fp_driver drivers[2][2] = {
	{ DRIVER(NULL, NULL), DRIVER(NULL, chip_identify) },
	{ DRIVER(chip_crc32, NULL), DRIVER(chip_crc32, chip_identify) },
};

struct fp_programmer fake_chip_programmer(struct fake_chip *chip)
{
	struct fp_programmer p = { .driver = &drivers[chip->has_crc32][chip->has_identify],
				   .ctx = chip };

	describe(chip, &p.chip);
	return p;
}

void fake_chip_repair(struct fake_chip *chip)
{
	const struct fake_chip good = { .data = chip->data,
					.size = chip->size,
					.erase_size = chip->erase_size,
					.has_crc32 = chip->has_crc32,
					.has_identify = chip->has_identify,
					.has_marginal = chip->has_marginal,
					.marginal = chip->marginal };

	*chip = good;
}
