// SPDX-License-Identifier: GPL-2.0-or-later
// Running jobs: what a job promises, one by one.

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/run.h"
#include "support/job-bench.h"
#include "support/test.h"

#define CHIP  0x100000u
#define BLOCK 0x10000u
#define SMALL 0x1000u

static uint8_t data[CHIP];
static struct job_bench bench;
static struct job_bench *const b = &bench;

static void open_chip(void)
{
	job_bench_open(b, CHIP, SMALL, 1);
	test_random(data, sizeof data, 2);
}

static void close_chip(void)
{
	job_bench_close(b);
}

static struct fp_job_target target(uint64_t offset, uint64_t size)
{
	return (struct fp_job_target){ { offset, size }, data + offset };
}

static bool is_as_before(void)
{
	return memcmp(b->chip.data, b->before, CHIP) == 0;
}

/* Is the chip as before, but for the targets? */
static bool is_as_wanted(const struct fp_job_target *targets, size_t n)
{
	uint8_t *want = malloc(CHIP);
	bool is_equal;

	ck_assert_ptr_nonnull(want);
	memcpy(want, b->before, CHIP);
	for (size_t i = 0; i < n; i++)
		memcpy(want + targets[i].range.offset, targets[i].data,
		       (size_t)targets[i].range.size);
	is_equal = memcmp(want, b->chip.data, CHIP) == 0;
	free(want);
	return is_equal;
}

static void assert_failed(enum fp_code code, const char *text)
{
	ck_assert_int_eq(b->ret, -(int)code);
	test_assert_error(&b->err, code, text);
}

START_TEST(targets_are_written_and_the_slack_stays)
{
	const struct fp_job_target t[] = { target(0x3c123, 0x8001), target(0xa0000, 0x20000) };

	job_bench_pass(b, t, 2, BLOCK);
	ck_assert(is_as_wanted(t, 2));
	ck_assert_uint_eq(b->report.touched, 0x40000);
	ck_assert(b->report.is_issued);
}
END_TEST

START_TEST(holes_between_targets_stay)
{
	const struct fp_job_target t[] = { target(0x40000, 0x3000), target(0x43010, 0x20),
					   target(0x44000, 0xc000) };

	job_bench_pass(b, t, 3, BLOCK);
	ck_assert_uint_eq(b->report.touched, BLOCK);
	ck_assert(is_as_wanted(t, 3));
}
END_TEST

START_TEST(only_blocks_that_differ_are_written)
{
	const struct fp_job_target t = target(0, 0x80000);

	memcpy(data, b->before, CHIP);
	data[0x23456] ^= 1;
	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->report.differing, BLOCK);
	ck_assert_uint_eq(b->chip.bytes_written, BLOCK);
	ck_assert_uint_eq(b->chip.n_log, 1);
	ck_assert_uint_eq(b->chip.log[0].offset, 0x23000);
	ck_assert(is_as_wanted(&t, 1));
}
END_TEST

START_TEST(second_run_writes_nothing_and_takes_no_backup)
{
	const struct fp_job_target t = target(0x12345, 0x30000);

	job_bench_pass(b, &t, 1, BLOCK);
	fake_chip_repair(&b->chip);
	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->n_backups, 1);
	ck_assert_uint_eq(b->chip.n_writes, 0);
	ck_assert_uint_eq(b->report.differing, 0);
	ck_assert(!b->report.is_issued);
}
END_TEST

START_TEST(operations_are_small)
{
	const struct fp_job_target t = target(0x1000, 0x80000);

	job_bench_pass(b, &t, 1, SMALL);
	ck_assert_uint_eq(b->chip.longest.size, FP_TRANSFER_MAX);
	fake_chip_repair(&b->chip);
	memset(b->chip.data, 0, CHIP);
	job_bench_pass(b, &t, 1, 0x40000);
	ck_assert_uint_eq(b->chip.longest.size, 0x40000);
}
END_TEST

START_TEST(only_mixed_blocks_are_read_twice)
{
	/* Blocks 1 and 3 are mixed, 2 is not. */
	const struct fp_job_target t = target(0x1f000, 0x12000);

	memcpy(data, b->before, CHIP);
	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->chip.bytes_read, 3 * BLOCK + 2 * BLOCK);
	ck_assert_uint_eq(b->done[FP_PHASE_READ], 3 * BLOCK);
	ck_assert_uint_eq(b->total[FP_PHASE_READ], 3 * BLOCK);
	ck_assert_uint_eq(b->done[FP_PHASE_READ_AGAIN], 2 * BLOCK);
	ck_assert_uint_eq(b->total[FP_PHASE_READ_AGAIN], 2 * BLOCK);
}
END_TEST

START_TEST(blocks_of_one_value_that_need_no_writing_are_read_again_after_all_others)
{
	/* Blocks 1 and 2 hold one value; 2 is to hold something else. */
	const struct fp_job_target t = target(0x10000, 3 * BLOCK);

	memset(b->chip.data + 0x10000, 0xff, 2 * BLOCK);
	memset(data + 0x10000, 0xff, BLOCK);
	b->chip.failing_read = 4;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHIP, "while reading 0x10000+0x10000");
	fake_chip_repair(&b->chip);
	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->done[FP_PHASE_READ_AGAIN], BLOCK);
}
END_TEST

START_TEST(refusal_to_read_back_does_not_say_that_nothing_was_done)
{
	const struct fp_job_target t = target(0, BLOCK);

	b->chip.failing_read = 2;
	b->chip.failing_code = FP_REFUSED;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHANGED, "read refused");
	ck_assert(b->report.is_issued);
	ck_assert(!is_as_before());
}
END_TEST

START_TEST(mixed_blocks_that_read_differently_are_refused)
{
	const struct fp_job_target t = target(0x1f000, 0x1000);

	b->chip.noise = 0x4000;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHIP, "read twice, 0x10000+0x10000 differs in ");
	ck_assert_ptr_nonnull(strstr(b->err.hint, "reseat the clip"));
	ck_assert_uint_eq(b->chip.n_writes, 0);
	ck_assert(!b->report.is_issued);
	ck_assert(is_as_before());
}
END_TEST

START_TEST(disagreement_is_counted_and_placed)
{
	const struct fp_job_target t = target(0x1f000, 0x1000);

	/* One wrong bit, in the first of the two readings. */
	b->chip.noise = UINT32_MAX;
	b->chip.noise_left = 0x1235;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHIP, "differs in 1 byte, first at 0x11234");
}
END_TEST

START_TEST(noise_in_the_checksum_of_a_mixed_block_is_refused)
{
	const struct fp_job_target t = target(0x1f000, 0x1000);

	b->chip.has_crc32 = true;
	b->chip.noise = 0x10000;
	b->chip.noise_left = 0x1235;
	job_bench_run(b, &t, 1, BLOCK);
	ck_assert_int_eq(b->ret, -FP_CHIP);
	ck_assert_ptr_nonnull(strstr(b->err.hint, "reseat the clip"));
	ck_assert_uint_eq(b->chip.n_writes, 0);
}
END_TEST

START_TEST(wrong_byte_that_is_read_twice_alike_is_found_by_the_checksum)
{
	const struct fp_job_target t = target(0x1f000, 0x1000);

	b->chip.has_crc32 = true;
	b->chip.wrong_at = 0x12345;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHIP, "the checksum of 0x10000+0x10000 does not fit");
	ck_assert_uint_eq(b->chip.n_writes, 0);
}
END_TEST

START_TEST(checksums_spare_the_second_reading)
{
	const struct fp_job_target t = target(0x1f000, 0x1000);

	b->chip.has_crc32 = true;
	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->chip.bytes_read, BLOCK);
	ck_assert_uint_eq(b->chip.n_crcs, 2);
	ck_assert(is_as_wanted(&t, 1));
}
END_TEST

START_TEST(failing_backup_leaves_the_chip_alone)
{
	const struct fp_job_target t = target(0, BLOCK);

	b->has_failing_backup = true;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_REFUSED, "cannot create");
	ck_assert_uint_eq(b->chip.n_writes, 0);
	ck_assert_uint_eq(b->n_backups, 0);
	ck_assert(!b->report.is_issued);
	ck_assert(is_as_before());
}
END_TEST

START_TEST(backup_comes_once_first_and_holds_the_old_contents)
{
	const struct fp_job_target t[] = { target(0x8000, 0x20000), target(0xf0000, 1) };
	struct fp_backup backup;

	job_bench_pass(b, t, 2, BLOCK);
	ck_assert_uint_eq(b->n_backups, 1);
	ck_assert_uint_eq(b->operations_before_backup, 0);
	backup = job_bench_backup(b, 0);
	ck_assert_uint_eq(backup.n_ranges, 2);
	ck_assert_mem_eq(backup.data, b->before, 0x30000);
	ck_assert_mem_eq(backup.data + 0x30000, b->before + 0xf0000, BLOCK);
	fp_backup_free(&backup);
	job_bench_restore(b);
	ck_assert(is_as_before());
}
END_TEST

START_TEST(no_surroundings_are_needed)
{
	const struct fp_job_target t = target(0x8000, 0x20000);
	const struct fp_course course = { .targets = &t, .n_targets = 1, .block = BLOCK };
	const struct fp_course_io io = { 0 };
	struct fp_programmer programmer = fake_chip_programmer(&b->chip);

	ck_assert_int_eq(fp_course_run(&course, &programmer, &io, &b->outcome, &b->err), 0);
	ck_assert(is_as_wanted(&t, 1));
}
END_TEST

START_TEST(lost_erase_is_found)
{
	const struct fp_job_target t = target(0x20000, 0x20000);

	b->chip.lost_erase = 3;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHANGED, "after writing, 0x2200");
	ck_assert_uint_eq(b->report.written, 0);
}
END_TEST

START_TEST(lost_program_is_found)
{
	const struct fp_job_target t = target(0x20000, 0x20000);

	memset(data, 0, sizeof data);
	memset(b->chip.data + 0x20000, 0xff, 0x20000);
	b->chip.lost_program = 256 + 2;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHANGED, "after writing, 0x30100 holds 0xff, expected 0x00; 256 bytes of "
				  "0x30000+0x10000 differ");
	ck_assert_uint_eq(b->report.written, BLOCK);
}
END_TEST

static void stick_a_bit(bool has_crc32)
{
	const struct fp_job_target t = target(0x20000, 0x20000);

	memset(data, 0xff, sizeof data);
	b->chip.data[0x31234] = 0x0f;
	b->chip.stuck[0] = (struct fake_stuck){ 0x31234, 0x10 };
	b->chip.has_crc32 = has_crc32;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHANGED, "after writing, 0x31234 holds 0xef, expected 0xff; 1 byte of "
				  "0x30000+0x10000 differs");
	ck_assert_uint_eq(b->report.written, BLOCK);
}

START_TEST(stuck_bit_is_found)
{
	stick_a_bit(false);
}
END_TEST

START_TEST(stuck_bit_is_found_by_checksum)
{
	stick_a_bit(true);
}
END_TEST

START_TEST(failure_without_a_backup_names_the_block_whose_slack_is_lost)
{
	const struct fp_job_target t = target(0x20000, 0x18000);

	b->has_no_backup = true;
	b->chip.failing_write = 2;
	job_bench_run(b, &t, 1, BLOCK);
	ck_assert_int_eq(b->ret, -FP_CHANGED);
	ck_assert_uint_eq(b->outcome.at_risk.offset, 0x30000);
	ck_assert_uint_eq(b->outcome.at_risk.size, BLOCK);
	job_bench_reset(b);
	b->chip.failing_write = 1;
	job_bench_run(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->outcome.at_risk.size, 0);
}
END_TEST

static struct {
	struct fp_range range;
	char letter;
	uint64_t n_writes; /* before it */
} letters[16];
static size_t n_letters, failing_letter;

static int note_letter(void *ctx, struct fp_range range, enum fp_letter letter,
		       struct fp_error *err)
{
	(void)ctx;
	ck_assert_uint_lt(n_letters, 16);
	letters[n_letters].range = range;
	letters[n_letters].letter = (char)letter;
	letters[n_letters++].n_writes = b->chip.n_writes;
	return n_letters == failing_letter ? fp_fail(err, FP_REFUSED, "the disk is full") : 0;
}

/* A run over the job alone. */
static void run_with_letters(const struct fp_job_target *t, size_t failing)
{
	const struct fp_job_wish wish = { .targets = t, .n_targets = 1 };
	const struct fp_job_io io = { 0 };
	struct fp_programmer programmer = fake_chip_programmer(&b->chip);
	struct fp_run run = { .work = { &programmer, &io, &b->report }, .letter = note_letter };
	struct fp_job job;

	memset(&b->err, 0, sizeof b->err);
	memset(&b->report, 0, sizeof b->report);
	n_letters = 0;
	failing_letter = failing;
	ck_assert_int_eq(fp_job_plan(&job, &wish, CHIP, BLOCK, &b->err), 0);
	ck_assert_int_eq(fp_reading_job(&job, &run.work, &b->err), 0);
	run.job = &job;
	b->ret = fp_run(&run, &b->err);
	fp_job_free(&job);
}

START_TEST(each_block_is_lettered_before_it_is_written_and_as_soon_as_it_is_proven)
{
	/* Blocks 1 and 4 are mixed, 2 and 3 are not. */
	const struct fp_job_target t = target(0x18000, 0x28001);

	run_with_letters(&t, 0);
	ck_assert_int_eq(b->ret, 0);
	ck_assert_uint_eq(n_letters, 8);
	for (size_t i = 0; i < 8; i++) {
		ck_assert_uint_eq(letters[i].range.offset, 0x10000 + i / 2 * BLOCK);
		ck_assert_int_eq(letters[i].letter, i % 2 ? 'd' : 'w');
		ck_assert_uint_eq(letters[i].n_writes, (i + 1) / 2);
	}
}
END_TEST

START_TEST(failing_letter_stops_the_job_before_the_block)
{
	const struct fp_job_target t = target(0x18000, 0x28001);

	run_with_letters(&t, 1);
	assert_failed(FP_REFUSED, "the disk is full");
	ck_assert(!b->report.is_issued);
	ck_assert(is_as_before());
	run_with_letters(&t, 7);
	assert_failed(FP_CHANGED, "the disk is full");
	ck_assert_uint_eq(b->report.written, 3 * BLOCK);
	ck_assert_mem_eq(b->chip.data + 0x40000, b->before + 0x40000, BLOCK);
}
END_TEST

START_TEST(block_of_which_nothing_was_issued_waits_again)
{
	const struct fp_job_target t = target(0x18000, BLOCK);

	b->chip.failing_write = 2;
	b->chip.failing_code = FP_REFUSED;
	run_with_letters(&t, 0);
	assert_failed(FP_CHANGED, "write refused");
	ck_assert_uint_eq(n_letters, 4);
	ck_assert_int_eq(letters[3].letter, '.');
}
END_TEST

START_TEST(chip_that_is_another_one_after_reading_is_refused)
{
	const struct fp_job_target t = target(0x20000, BLOCK);

	b->chip.has_identify = true;
	b->chip.absent_at = 2;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHIP, "the chip was FAKE25Q (id ef4018) at first and is");
	ck_assert_ptr_nonnull(strstr(b->err.hint, "reseat the clip"));
	ck_assert_uint_eq(b->chip.n_writes, 0);
}
END_TEST

START_TEST(failing_write_keeps_the_drivers_words)
{
	const struct fp_job_target t = target(0x20000, 0x20000);

	b->chip.failing_write = 2;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHANGED, "while writing 0x30000+0x10000: write refused");
	ck_assert_uint_eq(b->report.written, BLOCK);
	ck_assert(b->report.is_issued);
}
END_TEST

START_TEST(failing_first_write_counts_as_issued)
{
	const struct fp_job_target t = target(0x20000, 0x20000);

	b->chip.failing_write = 1;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHANGED, "while writing 0x20000+0x10000: write refused");
	ck_assert(b->report.is_issued);
	ck_assert_uint_eq(b->report.written, 0);
}
END_TEST

START_TEST(failing_read_changes_nothing_before_the_first_write)
{
	/* 2 blocks read, the mixed one again, then 2 read back. */
	const struct fp_job_target t = target(0x20000, 0x18000);

	for (uint64_t i = 1; i <= 5; i++) {
		job_bench_reset(b);
		b->chip.failing_read = i;
		job_bench_run(b, &t, 1, BLOCK);
		assert_failed(i > 3 ? FP_CHANGED : FP_CHIP, "while reading 0x");
		test_assert_error(&b->err, b->err.code, "+0x10000: read refused");
		ck_assert_int_eq(b->report.is_issued, i > 3);
		ck_assert_uint_eq(b->report.written, i == 5 ? BLOCK : 0);
		ck_assert_int_eq(is_as_before(), i <= 3);
	}
}
END_TEST

START_TEST(cancelling_stops_between_operations)
{
	const struct fp_job_target t[] = { target(0x20000, 0x40000), target(0x80000, 0x38000) };
	const uint64_t n_reads = 8 + 1, n_blocks = 8;

	for (uint64_t i = 1; i <= n_reads + n_blocks; i++) {
		const uint64_t n_written = i > n_reads ? i - n_reads - 1 : 0;
		char text[64];

		job_bench_reset(b);
		b->cancel_at = i;
		job_bench_run(b, t, 2, BLOCK);
		snprintf(text, sizeof text, "%d of 8 blocks written", (int)n_written);
		assert_failed(n_written ? FP_CHANGED : FP_CHIP,
			      n_written ? text : "cancelled, nothing written");
		ck_assert_uint_eq(b->report.written, n_written * BLOCK);
		ck_assert_uint_eq(b->chip.n_writes, n_written);
		ck_assert_int_eq(is_as_before(), !n_written);
		b->cancel_at = 0;
		job_bench_pass(b, t, 2, BLOCK);
		ck_assert(is_as_wanted(t, 2));
	}
	ck_assert_uint_eq(b->n_asked, n_reads + 1);
}
END_TEST

START_TEST(stopping_names_the_place)
{
	const struct fp_job_target t = target(0x20000, 0x40000);

	b->cancel_at = 4 + 3;
	job_bench_run(b, &t, 1, BLOCK);
	assert_failed(FP_CHANGED, "stopped at 0x40000, 2 of 4 blocks written");
}
END_TEST

START_TEST(progress_ends_at_its_total)
{
	const struct fp_job_target t = target(0x20000, 0x40000);

	job_bench_pass(b, &t, 1, BLOCK);
	ck_assert_uint_eq(b->total[FP_PHASE_READ], 0x40000);
	ck_assert_uint_eq(b->done[FP_PHASE_READ], 0x40000);
	ck_assert_uint_eq(b->total[FP_PHASE_WRITE], 0x40000);
	ck_assert_uint_eq(b->done[FP_PHASE_WRITE], 0x40000);
}
END_TEST

START_TEST(contact_lost_while_erasing_is_found)
{
	const struct fp_job_target t = target(0x20000, 2 * BLOCK);

	/* Two readings, a look which chip it is, then the first block is erased, and read back. */
	for (uint64_t i = 4; i < 10; i++) {
		memset(data, 0xff, sizeof data);
		job_bench_reset(b);
		b->chip.has_identify = true;
		b->chip.absent_at = i;
		job_bench_run(b, &t, 1, BLOCK);
		assert_failed(FP_CHANGED, "the chip was FAKE25Q (id ef4018) at first and is");
		ck_assert_uint_eq(b->report.written, i < 7 ? 0 : BLOCK);
	}
}
END_TEST

static int fail_silently(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	(void)ctx, (void)range, (void)buf, (void)err;
	return -FP_CHIP;
}

START_TEST(driver_without_words_fails_too)
{
	const struct fp_driver driver = { .read = fail_silently };
	const struct fp_programmer programmer = { .driver = &driver };
	const struct fp_job_io io = { 0 };
	const struct fp_work work = { &programmer, &io, &b->report };
	struct fp_error err = { 0 };
	uint8_t byte;

	ck_assert_int_eq(fp_reading_range(&work, (struct fp_range){ 16, 1 }, &byte, &err),
			 -FP_CHIP);
	test_assert_error(&err, FP_CHIP, "while reading 0x10+0x1: the programmer gives no reason");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		targets_are_written_and_the_slack_stays,
		holes_between_targets_stay,
		only_blocks_that_differ_are_written,
		second_run_writes_nothing_and_takes_no_backup,
		operations_are_small,
		only_mixed_blocks_are_read_twice,
		mixed_blocks_that_read_differently_are_refused,
		disagreement_is_counted_and_placed,
		noise_in_the_checksum_of_a_mixed_block_is_refused,
		wrong_byte_that_is_read_twice_alike_is_found_by_the_checksum,
		checksums_spare_the_second_reading,
		failing_backup_leaves_the_chip_alone,
		backup_comes_once_first_and_holds_the_old_contents,
		no_surroundings_are_needed,
		lost_erase_is_found,
		lost_program_is_found,
		stuck_bit_is_found,
		stuck_bit_is_found_by_checksum,
		failure_without_a_backup_names_the_block_whose_slack_is_lost,
		each_block_is_lettered_before_it_is_written_and_as_soon_as_it_is_proven,
		failing_letter_stops_the_job_before_the_block,
		block_of_which_nothing_was_issued_waits_again,
		blocks_of_one_value_that_need_no_writing_are_read_again_after_all_others,
		chip_that_is_another_one_after_reading_is_refused,
		failing_write_keeps_the_drivers_words,
		failing_first_write_counts_as_issued,
		failing_read_changes_nothing_before_the_first_write,
		refusal_to_read_back_does_not_say_that_nothing_was_done,
		cancelling_stops_between_operations,
		stopping_names_the_place,
		progress_ends_at_its_total,
		contact_lost_while_erasing_is_found,
		driver_without_words_fails_too
	};
	Suite *suite = suite_create("job-run");
	TCase *tcase = tcase_create("job-run");

	tcase_add_checked_fixture(tcase, open_chip, close_chip);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	return test_main_suite(suite);
}
