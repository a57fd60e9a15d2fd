// SPDX-License-Identifier: GPL-2.0-or-later
// The emulated chip's model: NOR rules, protection, time, and the faults it makes on request.

#include <check.h>

#include "chip/chip.h"
#include "support/test.h"

static struct chip chip;
static uint8_t cells[32u << 20];

static void setup_type(const char *name)
{
	const struct chip_type *type = chip_type_find(name);

	ck_assert_ptr_nonnull(type);
	memset(cells, 0xff, type->size);
	chip_init(&chip, type, cells);
}

static void setup(void)
{
	setup_type("gd25q128");
}

static enum chip_result send(const uint8_t *out, size_t n)
{
	return chip_transact(&chip, out, n, NULL, 0);
}

#define SEND(...) send((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

static uint8_t ask(uint8_t opcode)
{
	uint8_t in[2];

	ck_assert_int_eq(chip_transact(&chip, &opcode, 1, in, 2), CHIP_OK);
	ck_assert_uint_eq(in[0], in[1]);
	return in[0];
}

static void wait_ready(void)
{
	for (int i = 0; ask(0x05) & CHIP_SR1_BUSY; i++) {
		ck_assert_int_lt(i, 200);
		chip_delay(&chip, 1000000);
	}
}

static enum chip_result run_at(uint8_t opcode, uint32_t at, const uint8_t *data, size_t n)
{
	uint8_t out[4 + 600] = { opcode, (uint8_t)(at >> 16), (uint8_t)(at >> 8), (uint8_t)at };
	enum chip_result result;

	if (n)
		memcpy(out + 4, data, n);
	SEND(0x06);
	result = send(out, 4 + n);
	if (result == CHIP_OK)
		wait_ready();
	return result;
}

static enum chip_result program(uint32_t at, const void *data, size_t n)
{
	return run_at(0x02, at, data, n);
}

static enum chip_result erase(uint8_t opcode, uint32_t at)
{
	return run_at(opcode, at, (const uint8_t *)"", 0);
}

static void read_at(uint32_t at, uint8_t *in, size_t n)
{
	const uint8_t out[] = { 0x03, (uint8_t)(at >> 16), (uint8_t)(at >> 8), (uint8_t)at };

	ck_assert_int_eq(chip_transact(&chip, out, sizeof out, in, n), CHIP_OK);
}

/* The number of bytes with this value. */
static size_t count(uint32_t at, size_t n, uint8_t value)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += cells[at + i] == value;
	return found;
}

START_TEST(each_chip_gives_its_id_and_size)
{
	static const struct {
		const char *name;
		uint8_t id;
		uint32_t size;
	} want[] = { { "gd25q64", 0x17, 8u << 20 },
		     { "gd25q128", 0x18, 16u << 20 },
		     { "gd25q256", 0x19, 32u << 20 } };

	for (size_t i = 0; i < 3; i++) {
		const uint8_t rdid = 0x9f;
		uint8_t in[3];

		setup_type(want[i].name);
		chip_transact(&chip, &rdid, 1, in, 3);
		ck_assert_mem_eq(in, ((const uint8_t[]){ 0xc8, 0x40, want[i].id }), 3);
		ck_assert_uint_eq(chip.type->size, want[i].size);
	}
}
END_TEST

START_TEST(programming_only_clears_bits)
{
	program(0x1000, "\x0f\xf0", 2);
	program(0x1000, "\x3c\xff", 2);
	ck_assert_uint_eq(cells[0x1000], 0x0c);
	ck_assert_uint_eq(cells[0x1001], 0xf0);
	ck_assert_uint_eq(chip.counters.unerased_bytes, 2);
}
END_TEST

START_TEST(write_enable_is_needed_and_used_up)
{
	SEND(0x02, 0, 0, 0, 0x00);
	ck_assert_uint_eq(cells[0], 0xff);
	ck_assert_uint_eq(chip.counters.refused_not_enabled, 1);
	SEND(0x06);
	ck_assert_uint_eq(ask(0x05), CHIP_SR1_WEL);
	SEND(0x02, 0, 0, 0, 0x55);
	wait_ready();
	ck_assert_uint_eq(ask(0x05), 0);
	SEND(0x20, 0, 0, 0);
	ck_assert_uint_eq(cells[0], 0x55);
	SEND(0x06);
	SEND(0x04);
	SEND(0x20, 0, 0, 0);
	ck_assert_uint_eq(cells[0], 0x55);
	ck_assert_uint_eq(chip.counters.refused_not_enabled, 3);
}
END_TEST

START_TEST(program_wraps_within_its_page)
{
	program(0x20fe, "\1\2\3\4", 4);
	ck_assert_mem_eq(cells + 0x20fe, "\1\2", 2);
	ck_assert_mem_eq(cells + 0x2000, "\3\4", 2);
	ck_assert_uint_eq(cells[0x2100], 0xff);
}
END_TEST

START_TEST(of_too_long_a_program_the_last_256_bytes_count)
{
	uint8_t data[300];

	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)i;
	program(0x3000, data, sizeof data);
	ck_assert_mem_eq(cells + 0x3000, data + 256, 44);
	ck_assert_mem_eq(cells + 0x302c, data + 44, 212);
}
END_TEST

START_TEST(each_erase_clears_its_aligned_block_and_no_more)
{
	static const struct {
		uint8_t opcode;
		uint32_t size;
	} erases[] = { { 0x20, 4096 }, { 0x52, 32768 }, { 0xd8, 65536 } };

	for (size_t i = 0; i < 3; i++) {
		memset(cells, 0, 0x40000);
		erase(erases[i].opcode, 0x20000 + erases[i].size / 2 + 3);
		ck_assert_uint_eq(count(0x20000, erases[i].size, 0xff), erases[i].size);
		ck_assert_uint_eq(count(0, 0x40000, 0), 0x40000 - erases[i].size);
	}
	memset(cells, 0, chip.type->size);
	SEND(0x06);
	SEND(0xc7);
	ck_assert_uint_eq(count(0, chip.type->size, 0xff), chip.type->size);
}
END_TEST

START_TEST(erase_with_trailing_bytes_is_not_executed)
{
	cells[0] = 0;
	SEND(0x06);
	SEND(0x20, 0, 0, 0, 0);
	ck_assert_uint_eq(cells[0], 0);
	ck_assert_uint_eq(chip.counters.refused_malformed, 1);
}
END_TEST

START_TEST(busy_chip_answers_status_only_until_time_has_passed)
{
	uint8_t byte;

	cells[0x5000] = 0x12;
	SEND(0x06);
	SEND(0x20, 0, 0, 0);
	ck_assert_uint_eq(ask(0x05) & CHIP_SR1_BUSY, CHIP_SR1_BUSY);
	read_at(0x5000, &byte, 1);
	ck_assert_uint_eq(byte, 0xff);
	SEND(0x06);
	ck_assert_uint_eq(chip.counters.refused_busy, 2);
	chip_delay(&chip, 38000);
	ck_assert(ask(0x05) & CHIP_SR1_BUSY);
	chip_delay(&chip, 5000);
	ck_assert_uint_eq(ask(0x05), 0);
	read_at(0x5000, &byte, 1);
	ck_assert_uint_eq(byte, 0x12);
}
END_TEST

START_TEST(polling_alone_ends_an_erase)
{
	int polls = 0;

	SEND(0x06);
	SEND(0x20, 0, 0, 0);
	while (ask(0x05) & CHIP_SR1_BUSY)
		polls++;
	ck_assert_int_ge(polls, 40);
	ck_assert_int_le(polls, 45);
}
END_TEST

START_TEST(time_is_the_bus_and_a_frame_for_each_transaction)
{
	static uint8_t in[60000];
	const uint64_t before = chip.now;

	/* 60004 bytes at 1.5 MHz, and a millisecond */
	read_at(0, in, sizeof in);
	ck_assert_uint_eq((chip.now - before) / 1000, 60004 * 8 * 1000 / 1500 + 1000);
}
END_TEST

START_TEST(read_goes_on_at_the_start_after_the_end)
{
	uint8_t in[4];

	memcpy(cells, "\3\4", 2);
	memcpy(cells + chip.type->size - 2, "\1\2", 2);
	read_at(chip.type->size - 2, in, 4);
	ck_assert_mem_eq(in, "\1\2\3\4", 4);
}
END_TEST

START_TEST(fast_read_has_a_dummy_byte_sent_or_clocked)
{
	const uint8_t out[] = { 0x0b, 0, 0x10, 0, 0 };
	uint8_t in[3];

	memcpy(cells + 0x1000, "\1\2\3", 3);
	chip_transact(&chip, out, 5, in, 2);
	ck_assert_mem_eq(in, "\1\2", 2);
	chip_transact(&chip, out, 4, in, 3);
	ck_assert_mem_eq(in, "\xff\1\2", 3);
}
END_TEST

START_TEST(four_byte_addresses_reach_the_upper_half)
{
	const uint8_t read4[] = { 0x13, 1, 0, 0x10, 0 };
	uint8_t in[2];

	setup_type("gd25q256");
	SEND(0x06);
	SEND(0x12, 1, 0, 0x10, 0, 0x5a);
	wait_ready();
	ck_assert_uint_eq(cells[0x1001000], 0x5a);
	chip_transact(&chip, read4, sizeof read4, in, 1);
	ck_assert_uint_eq(in[0], 0x5a);
	SEND(0xb7);
	SEND(0x06);
	SEND(0x20, 1, 0, 0x10, 0);
	wait_ready();
	ck_assert_uint_eq(cells[0x1001000], 0xff);
	ck_assert_uint_eq(cells[0x1000], 0xff);
}
END_TEST

START_TEST(extended_address_register_reaches_the_upper_half)
{
	setup_type("gd25q256");
	SEND(0x06);
	SEND(0xc5, 1);
	program(0x2000, "\x11", 1);
	ck_assert_uint_eq(cells[0x1002000], 0x11);
	ck_assert_uint_eq(cells[0x2000], 0xff);
	ck_assert_uint_eq(ask(0xc8), 1);
}
END_TEST

START_TEST(smaller_chips_know_no_four_byte_commands)
{
	SEND(0x06);
	SEND(0x12, 0, 0, 0x10, 0, 0x5a);
	ck_assert_uint_eq(chip.counters.programs, 0);
}
END_TEST

START_TEST(protection_bits_give_the_datasheet_ranges)
{
	/* GD25Q128C, "protected area size": BP4..BP0 in bits 6..2, CMP in bit 6 of SR2 */
	static const struct {
		uint8_t bp, cmp;
		uint32_t offset, size;
	} rows[] = {
		{ 0x00, 0, 0, 0 },
		{ 0x01, 0, 0xfc0000, 0x40000 },
		{ 0x03, 0, 0xf00000, 0x100000 },
		{ 0x06, 0, 0x800000, 0x800000 },
		{ 0x09, 0, 0, 0x40000 },
		{ 0x0e, 0, 0, 0x800000 },
		{ 0x07, 0, 0, 0x1000000 },
		{ 0x1f, 0, 0, 0x1000000 },
		{ 0x11, 0, 0xfff000, 0x1000 },
		{ 0x14, 0, 0xff8000, 0x8000 },
		{ 0x16, 0, 0xff8000, 0x8000 },
		{ 0x19, 0, 0, 0x1000 },
		{ 0x1c, 0, 0, 0x8000 },
		{ 0x00, 1, 0, 0x1000000 },
		{ 0x01, 1, 0, 0xfc0000 },
		{ 0x09, 1, 0x40000, 0xfc0000 },
		{ 0x11, 1, 0, 0xfff000 },
		{ 0x07, 1, 0, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t offset, size;

		chip.sr[0] = (uint8_t)(rows[i].bp << 2);
		chip.sr[1] = (uint8_t)(rows[i].cmp << 6);
		chip_protected_range(&chip, &offset, &size);
		ck_assert_msg(offset == rows[i].offset && size == rows[i].size,
			      "bp %02x cmp %u: %06x+%x", rows[i].bp, rows[i].cmp, offset, size);
	}
}
END_TEST

START_TEST(protected_blocks_are_not_touched)
{
	SEND(0x06);
	SEND(0x01, 0x24); /* BP0 and BP3: the lower 256 KiB */
	wait_ready();
	cells[0x3f000] = cells[0x40000] = 0xf0;
	program(0x3ff00, "\0", 1);
	erase(0x20, 0x3f000);
	erase(0xc7, 0);
	ck_assert_uint_eq(cells[0x3ff00], 0xff);
	ck_assert_uint_eq(cells[0x3f000], 0xf0);
	erase(0x20, 0x40000);
	ck_assert_uint_eq(cells[0x40000], 0xff);
	ck_assert_uint_eq(chip.counters.refused_protected, 3 - 1);
	ck_assert_uint_eq(chip.counters.refused_malformed, 1); /* c7 takes no address */
	SEND(0x06);
	SEND(0xc7);
	ck_assert_uint_eq(chip.counters.refused_protected, 3);
	ck_assert_uint_eq(cells[0x3f000], 0xf0);
}
END_TEST

START_TEST(status_is_locked_by_srp0_with_wp_low)
{
	chip.sr[0] = 0x9c;
	SEND(0x06);
	SEND(0x01, 0x80);
	wait_ready();
	ck_assert_uint_eq(chip.sr[0], 0x80);
	chip.is_wp_low = true;
	SEND(0x06);
	SEND(0x01, 0x00);
	ck_assert_uint_eq(chip.sr[0], 0x80);
	ck_assert_uint_eq(chip.counters.refused_locked, 1);
	chip.sr[1] = CHIP_SR2_QE;
	SEND(0x06);
	SEND(0x01, 0x00);
	ck_assert_uint_eq(chip.sr[0], 0);
	ck_assert_uint_eq(chip.counters.status_writes, 2);
}
END_TEST

START_TEST(lock_down_lasts_until_power_is_cycled)
{
	SEND(0x06);
	SEND(0x31, 0x01);
	wait_ready();
	SEND(0x06);
	SEND(0x01, 0x1c);
	ck_assert_uint_eq(chip.sr[0], 0);
	chip_power_up(&chip);
	SEND(0x06);
	SEND(0x01, 0x1c);
	ck_assert_uint_eq(chip.sr[0], 0x1c);
}
END_TEST

START_TEST(power_cut_leaves_a_page_half_programmed)
{
	static const uint8_t zeros[256];

	chip.faults.cut = CHIP_CUT_PROGRAMMED;
	chip.faults.cut_n = 356;
	ck_assert_int_eq(program(0, zeros, 256), CHIP_OK);
	ck_assert_int_eq(program(0x100, zeros, 256), CHIP_POWER_LOST);
	ck_assert_uint_eq(count(0, 356, 0), 356);
	ck_assert_uint_eq(count(356, 156, 0xff), 156);
	ck_assert(!chip_is_busy(&chip));
	ck_assert_int_eq(program(0x200, zeros, 256), CHIP_OK);
	ck_assert_uint_eq(chip.counters.power_cuts, 1);
}
END_TEST

START_TEST(random_power_cut_leaves_bits_all_over_the_page)
{
	static const uint8_t zeros[256];
	size_t touched;

	chip.faults.cut = CHIP_CUT_PROGRAMMED;
	chip.faults.cut_random = true;
	ck_assert_int_eq(program(0, zeros, 256), CHIP_POWER_LOST);
	touched = 256 - count(0, 256, 0xff);
	ck_assert_uint_gt(touched, 200);
	ck_assert_uint_lt(count(0, 256, 0), 50);
	ck_assert_uint_eq(count(256, 256, 0xff), 256);
}
END_TEST

START_TEST(power_cut_leaves_a_block_half_erased)
{
	memset(cells, 0, 0x20000);
	chip.faults.cut = CHIP_CUT_ERASE;
	chip.faults.cut_n = 2;
	ck_assert_int_eq(erase(0x20, 0), CHIP_OK);
	ck_assert_int_eq(erase(0xd8, 0x10000), CHIP_POWER_LOST);
	ck_assert_uint_eq(count(0x10000, 0x8000, 0xff), 0x8000);
	ck_assert_uint_eq(count(0x18000, 0x8000, 0), 0x8000);
}
END_TEST

START_TEST(power_cut_comes_before_or_after_an_operation)
{
	cells[0] = cells[4096] = 0;
	chip.faults.cut = CHIP_CUT_BEFORE;
	chip.faults.cut_n = 1;
	ck_assert_int_eq(erase(0x20, 0), CHIP_POWER_LOST);
	ck_assert_uint_eq(cells[0], 0);
	chip.faults.cut = CHIP_CUT_AFTER;
	chip.faults.cut_n = 2;
	ck_assert_int_eq(erase(0x20, 4096), CHIP_POWER_LOST);
	ck_assert_uint_eq(cells[4096], 0xff);
}
END_TEST

START_TEST(stuck_bits_keep_their_value)
{
	chip.faults.stuck[0] = (struct chip_stuck){ 0x1000, 0, true };
	chip.faults.stuck[1] = (struct chip_stuck){ 0x1001, 7, false };
	chip.faults.n_stuck = 2;
	program(0x1000, "\0\0\0", 3);
	ck_assert_mem_eq(cells + 0x1000, "\1\0\0", 3);
	erase(0x20, 0x1000);
	ck_assert_mem_eq(cells + 0x1000, "\xff\x7f\xff", 3);
}
END_TEST

static size_t read_noisy(uint64_t seed, uint8_t *in, size_t n)
{
	size_t wrong = 0;

	setup();
	chip.faults.random = seed;
	chip.faults.noise = 0.01;
	read_at(0, in, n);
	for (size_t i = 0; i < n; i++)
		wrong += in[i] != 0xff;
	return wrong;
}

START_TEST(noise_follows_its_seed_and_leaves_the_cells_alone)
{
	static uint8_t first[65536], again[65536], other[65536];
	const size_t wrong = read_noisy(1, first, sizeof first);

	ck_assert_uint_gt(wrong, 500);
	ck_assert_uint_lt(wrong, 800);
	read_noisy(1, again, sizeof again);
	read_noisy(2, other, sizeof other);
	ck_assert_mem_eq(first, again, sizeof first);
	ck_assert_mem_ne(first, other, sizeof first);
	ck_assert_uint_eq(count(0, sizeof first, 0xff), sizeof first);
}
END_TEST

START_TEST(noise_burst_strikes_in_its_transactions_only)
{
	uint8_t in[64];

	chip.faults.noise = 1;
	chip.faults.noise_from = 2;
	chip.faults.noise_count = 2;
	for (int i = 1; i <= 4; i++) {
		read_at(0, in, sizeof in);
		ck_assert_int_eq(in[0] != 0xff, i == 2 || i == 3);
	}
}
END_TEST

START_TEST(every_kth_operation_is_ignored)
{
	chip.faults.ignore[CHIP_PROGRAM].every = 2;
	program(0, "\0", 1);
	program(1, "\0", 1);
	program(2, "\0", 1);
	ck_assert_mem_eq(cells, "\0\xff\0", 3);
	ck_assert_uint_eq(chip.counters.faults, 1);
	cells[0] = 0;
	erase(0x20, 0);
	ck_assert_uint_eq(cells[0], 0xff);
}
END_TEST

START_TEST(weak_operations_leave_some_bits)
{
	static const uint8_t zeros[256];

	memset(cells, 0, 8192);
	chip.faults.weak[CHIP_ERASE].every = 1;
	erase(0x20, 0);
	ck_assert_uint_lt(count(0, 4096, 0xff), 4096);
	ck_assert_uint_gt(count(0, 4096, 0xff), 3900);
	chip.faults.weak[CHIP_PROGRAM].every = 1;
	program(0x8000, zeros, 256);
	ck_assert_uint_lt(count(0x8000, 256, 0), 256);
	ck_assert_uint_gt(count(0x8000, 256, 0), 200);
}
END_TEST

START_TEST(busy_for_ever_after_the_operation_asked_for)
{
	chip.faults.busy_after = 2;
	program(0, "\0", 1);
	SEND(0x06);
	SEND(0x20, 0, 0, 0);
	chip_delay(&chip, 3600000000u);
	ck_assert(ask(0x05) & CHIP_SR1_BUSY);
}
END_TEST

START_TEST(floating_line_says_nothing_and_hears_nothing)
{
	chip.faults.floats = CHIP_FLOAT_LOW;
	chip.faults.floats_after = 1;
	SEND(0x06); /* still heard */
	ck_assert(chip.is_enabled);
	SEND(0x02, 0, 0, 0, 0);
	ck_assert_uint_eq(cells[0], 0xff);
	ck_assert_uint_eq(ask(0x05), 0);
	chip.faults.floats = CHIP_FLOAT_HIGH;
	ck_assert_uint_eq(ask(0x05), 0xff);
}
END_TEST

START_TEST(floating_line_can_give_another_id_each_time)
{
	const uint8_t rdid = 0x9f;
	uint8_t first[3], second[3];

	chip.faults.floats = CHIP_FLOAT_RANDOM;
	chip_transact(&chip, &rdid, 1, first, 3);
	chip_transact(&chip, &rdid, 1, second, 3);
	ck_assert_mem_ne(first, second, 3);
}
END_TEST

START_TEST(floating_line_can_come_back)
{
	chip.faults.floats = CHIP_FLOAT_LOW;
	chip.faults.floats_after = 2;
	chip.faults.floats_count = 1;
	ck_assert_uint_eq(ask(0x05), 0);
	chip.sr[0] = 0x1c;
	ck_assert_uint_eq(ask(0x05), 0x1c);
	ck_assert_uint_eq(ask(0x05), 0);
	ck_assert_uint_eq(ask(0x05), 0x1c);
}
END_TEST

static void assert_erases(uint8_t opcode, uint32_t at, uint32_t from, uint32_t size)
{
	memset(cells, 0, chip.type->size);
	run_at(opcode, at, NULL, 0);
	for (uint32_t i = 0; i < chip.type->size; i += 256)
		ck_assert_uint_eq(cells[i], i >= from && i < from + size ? 0xff : 0);
}

START_TEST(coarse_chips_erase_large_blocks_only)
{
	setup_type("m25p128");
	assert_erases(0x20, 0x41000, 0, 0);
	assert_erases(0x52, 0x41000, 0, 0);
	assert_erases(0xd8, 0x7ff00, 0x40000, 0x40000);
	setup_type("m25p64");
	assert_erases(0xd8, 0x7ff00, 0x70000, 0x10000);
}
END_TEST

START_TEST(boot_sector_chip_has_small_blocks_at_one_end)
{
	setup_type("a25l80p");
	assert_erases(0xd8, 0x00fff, 0x0000, 0x1000);
	assert_erases(0xd8, 0x01000, 0x1000, 0x1000);
	assert_erases(0xd8, 0x03fff, 0x2000, 0x2000);
	assert_erases(0xd8, 0x07000, 0x4000, 0x4000);
	assert_erases(0xd8, 0x0f000, 0x8000, 0x8000);
	assert_erases(0xd8, 0x10000, 0x10000, 0x10000);
}
END_TEST

START_TEST(counters_say_what_was_done)
{
	uint8_t in[1000];
	uint32_t offset;

	program(0, "\1\2\3", 3);
	program(256, "\1", 1);
	erase(0x20, 0x9000);
	erase(0xd8, 0);
	erase(0x52, 0x8000);
	read_at(5, in, sizeof in);
	ck_assert_uint_eq(chip.counters.programs, 2);
	ck_assert_uint_eq(chip.counters.bytes_programmed, 4);
	ck_assert_uint_eq(chip.counters.erases, 3);
	ck_assert_uint_eq(chip.counters.erases_4k, 1);
	ck_assert_uint_eq(chip.counters.erases_32k, 1);
	ck_assert_uint_eq(chip.counters.erases_64k, 1);
	ck_assert_uint_eq(chip.counters.erases_chip, 0);
	ck_assert_uint_eq(chip.counters.bytes_erased, 4096 + 32768 + 65536);
	ck_assert_uint_eq(chip.counters.bytes_read, 1000);
	ck_assert_uint_eq(chip_max_wear(&chip, &offset), 3);
	ck_assert_uint_eq(offset, 0x9000);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		each_chip_gives_its_id_and_size,
		programming_only_clears_bits,
		write_enable_is_needed_and_used_up,
		program_wraps_within_its_page,
		of_too_long_a_program_the_last_256_bytes_count,
		each_erase_clears_its_aligned_block_and_no_more,
		erase_with_trailing_bytes_is_not_executed,
		busy_chip_answers_status_only_until_time_has_passed,
		polling_alone_ends_an_erase,
		time_is_the_bus_and_a_frame_for_each_transaction,
		read_goes_on_at_the_start_after_the_end,
		fast_read_has_a_dummy_byte_sent_or_clocked,
		four_byte_addresses_reach_the_upper_half,
		extended_address_register_reaches_the_upper_half,
		smaller_chips_know_no_four_byte_commands,
		protection_bits_give_the_datasheet_ranges,
		protected_blocks_are_not_touched,
		status_is_locked_by_srp0_with_wp_low,
		lock_down_lasts_until_power_is_cycled,
		power_cut_leaves_a_page_half_programmed,
		random_power_cut_leaves_bits_all_over_the_page,
		power_cut_leaves_a_block_half_erased,
		power_cut_comes_before_or_after_an_operation,
		stuck_bits_keep_their_value,
		noise_follows_its_seed_and_leaves_the_cells_alone,
		noise_burst_strikes_in_its_transactions_only,
		every_kth_operation_is_ignored,
		weak_operations_leave_some_bits,
		busy_for_ever_after_the_operation_asked_for,
		floating_line_says_nothing_and_hears_nothing,
		floating_line_can_give_another_id_each_time,
		floating_line_can_come_back,
		coarse_chips_erase_large_blocks_only,
		boot_sector_chip_has_small_blocks_at_one_end,
		counters_say_what_was_done,
	};
	Suite *suite = suite_create("chip");
	TCase *tcase = tcase_create("chip");

	tcase_add_checked_fixture(tcase, setup, NULL);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	return test_main_suite(suite);
}
