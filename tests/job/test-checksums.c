// SPDX-License-Identifier: GPL-2.0-or-later
// What need not be read, because a checksum says what is there.

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "job/agree.h"
#include "job/verify.h"
#include "support/job-bench.h"
#include "support/test.h"

#define SIZE  0x100000u
#define BLOCK 0x10000u

static struct job_bench bench, *const b = &bench;
static uint8_t want[SIZE], dump[SIZE];

static void open_bench(void)
{
	job_bench_open(b, SIZE, 0x1000, 1);
	b->chip.has_crc32 = true;
	b->guess = (struct fp_guess){ 0 };
	memcpy(want, b->before, SIZE);
	memcpy(dump, b->before, SIZE);
}

static void close_bench(void)
{
	job_bench_close(b);
}

static struct fp_job_target target(uint64_t offset, uint64_t size)
{
	return (struct fp_job_target){ .range = { offset, size }, .data = want + offset };
}

static void change(uint8_t *bytes, uint64_t offset)
{
	bytes[offset] ^= 0x55;
}

/* The chip holds what is wanted in there, and else what it held. */
static void assert_chip(struct fp_range range)
{
	for (uint64_t i = 0; i < SIZE; i++)
		ck_assert_uint_eq(b->chip.data[i],
				  i - range.offset < range.size ? want[i] : b->before[i]);
}

static void assert_backup(void)
{
	struct fp_backup backup = job_bench_backup(b, 0);
	size_t at = 0;

	for (size_t i = 0; i < backup.n_ranges; i++) {
		ck_assert_mem_eq(backup.data + at, b->before + backup.ranges[i].offset,
				 backup.ranges[i].size);
		at += backup.ranges[i].size;
	}
	fp_backup_free(&backup);
}

START_TEST(what_is_there_already_is_neither_read_nor_written)
{
	const struct fp_job_target t = target(0, 0x80000);

	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->chip.n_reads, 0);
	ck_assert_uint_eq(b->chip.n_writes, 0);
	ck_assert_int_eq(b->outcome.result, FP_RESULT_ALREADY);
}
END_TEST

START_TEST(only_blocks_that_differ_are_read)
{
	const struct fp_job_target t = target(0, 0x80000);

	change(want, 0x23456);
	change(want, 0x7ffff);
	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->chip.bytes_read, 2 * BLOCK);
	ck_assert_uint_eq(b->report.written, 2 * BLOCK);
	assert_chip(t.range);
	assert_backup();
}
END_TEST

START_TEST(blocks_smaller_than_a_transfer_are_told_apart)
{
	const struct fp_job_target t = target(0, 0x80000);

	change(want, 0x23456);
	job_bench_pass(b, &t, 1, 0x1000);
	ck_assert_uint_eq(b->chip.bytes_read, 0x1000);
	assert_chip(t.range);
}
END_TEST

START_TEST(what_a_dump_holds_is_not_read_and_the_backup_is_whole)
{
	/* Begins and ends inside of blocks. */
	const struct fp_job_target t = target(0x18000, 0x40000);

	change(want, 0x23456);
	change(want, 0x18000);
	b->guess = (struct fp_guess){ dump, SIZE };
	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->chip.bytes_read, 0);
	ck_assert_uint_eq(b->report.written, 2 * BLOCK);
	assert_chip(t.range);
	assert_backup();
}
END_TEST

/* The second run over a block that also holds what is not selected. */
START_TEST(what_is_wanted_over_a_dump_is_known_too)
{
	const struct fp_job_target t = target(0x18000, 0x40000);

	change(want, 0x18000);
	b->chip.data[0x18000] = want[0x18000];
	b->guess = (struct fp_guess){ dump, SIZE };
	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->chip.bytes_read, 0);
	ck_assert_int_eq(b->outcome.result, FP_RESULT_ALREADY);
}
END_TEST

START_TEST(a_dump_that_is_another_only_costs_time)
{
	const struct fp_job_target t = target(0x18000, 0x40000);

	change(want, 0x23456);
	for (uint64_t i = 0; i < SIZE; i += 0x4000)
		change(dump, i);
	b->guess = (struct fp_guess){ dump, SIZE };
	job_bench_pass(b, &t, 1, BLOCK);
	/* The ones between are as wanted. */
	ck_assert_uint_eq(b->chip.bytes_read, 3 * BLOCK);
	assert_chip(t.range);
	assert_backup();
}
END_TEST

START_TEST(a_dump_needs_checksums_and_the_size_of_the_chip)
{
	const struct fp_job_target t = target(0, BLOCK);

	b->guess = (struct fp_guess){ dump, SIZE / 2 };
	ck_assert_int_eq(job_bench_run(b, &t, 1, BLOCK), -FP_REFUSED);
	test_assert_error(&b->err, FP_REFUSED, "has 512K, the chip has 1M");
	b->chip.has_crc32 = false;
	b->guess.size = SIZE;
	ck_assert_int_eq(job_bench_run(b, &t, 1, BLOCK), -FP_REFUSED);
	test_assert_error(&b->err, FP_REFUSED, "computes no checksums");
	ck_assert_uint_eq(b->chip.n_writes, 0);
}
END_TEST

START_TEST(a_wrong_checksum_is_no_success)
{
	const struct fp_job_target t = target(0, 0x40000);

	/* All of them are wrong from here on. */
	b->chip.absent_at = 2;
	ck_assert_int_ne(job_bench_run(b, &t, 1, BLOCK), 0);
}
END_TEST

static int read_whole(unsigned passes, uint8_t *data, struct fp_agreement *agreement,
		      struct fp_error *err)
{
	const struct fp_programmer programmer = fake_chip_programmer(&b->chip);
	const struct fp_job_io io = { 0 };
	struct fp_job_report report = { 0 };
	const struct fp_work work = { &programmer, &io, &report };

	return fp_agree(&work, &b->guess, passes, data, agreement, err);
}

START_TEST(whole_chip_is_taken_from_a_dump_but_for_what_differs)
{
	uint8_t *data = malloc(SIZE);
	struct fp_agreement agreement;
	struct fp_error err = { 0 };

	change(dump, 0x54321);
	b->guess = (struct fp_guess){ dump, SIZE };
	ck_assert_int_eq(read_whole(2, data, &agreement, &err), 0);
	ck_assert_uint_eq(agreement.n_doubtful, 0);
	ck_assert_mem_eq(data, b->before, SIZE);
	ck_assert_uint_eq(b->chip.bytes_read, BLOCK);
	free(data);
}
END_TEST

START_TEST(readings_that_disagree_are_still_found)
{
	uint8_t *data = malloc(SIZE);
	struct fp_agreement agreement;
	struct fp_error err = { 0 };

	b->chip.noise = 0x30000;
	b->chip.seed = 3;
	ck_assert_int_eq(read_whole(2, data, &agreement, &err), 0);
	ck_assert_uint_gt(agreement.n_doubtful, 0);
	free(data);
}
END_TEST

TEST_MAIN_WITH("checksums", open_bench, close_bench,
	       what_is_there_already_is_neither_read_nor_written, only_blocks_that_differ_are_read,
	       blocks_smaller_than_a_transfer_are_told_apart,
	       what_a_dump_holds_is_not_read_and_the_backup_is_whole,
	       what_is_wanted_over_a_dump_is_known_too, a_dump_that_is_another_only_costs_time,
	       a_dump_needs_checksums_and_the_size_of_the_chip, a_wrong_checksum_is_no_success,
	       whole_chip_is_taken_from_a_dump_but_for_what_differs,
	       readings_that_disagree_are_still_found)
