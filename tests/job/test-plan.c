// SPDX-License-Identifier: GPL-2.0-or-later
// Jobs: from targets to blocks, composing, finding what differs.

#include <check.h>
#include <string.h>

#include "job/plan.h"
#include "programmer/programmer.h"
#include "support/test.h"

#define CHIP  0x100000
#define BLOCK 0x10000u

static uint8_t data[CHIP];

/* The huge job of the memory test must fail under a sanitizer too, not end the process. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static struct fp_job_target target(uint64_t offset, uint64_t size)
{
	return (struct fp_job_target){ { offset, size }, data };
}

static struct fp_job plan(const struct fp_job_target *targets, size_t n, uint32_t block)
{
	struct fp_error err = { 0 };
	struct fp_job job;

	const struct fp_job_wish wish = { .targets = targets, .n_targets = n };

	ck_assert_msg(!fp_job_plan(&job, &wish, CHIP, block, &err), "%s", err.text);
	return job;
}

static void assert_refused(const struct fp_job_target *targets, size_t n, uint64_t chip_size,
			   uint32_t block, const char *text)
{
	struct fp_error err = { 0 };
	struct fp_job job;

	const struct fp_job_wish wish = { .targets = targets, .n_targets = n };

	ck_assert_int_eq(fp_job_plan(&job, &wish, chip_size, block, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, text);
	fp_job_free(&job);
}

START_TEST(targets_widen_to_blocks)
{
	const struct fp_job_target t = target(0x2ffff, 2);
	struct fp_job job = plan(&t, 1, BLOCK);

	ck_assert_uint_eq(job.n_runs, 1);
	ck_assert_uint_eq(job.runs[0].range.offset, 0x20000);
	ck_assert_uint_eq(job.runs[0].range.size, 0x20000);
	ck_assert_uint_eq(job.size, 0x20000);
	fp_job_free(&job);
}
END_TEST

START_TEST(neighbours_merge_and_others_do_not)
{
	const struct fp_job_target t[] = { target(0x80000, 1),	   target(0x10000, 0x4000),
					   target(0x18000, 0x10),  target(0x20000, 0x100),
					   target(0x60000, BLOCK), target(0x50000, 0) };
	struct fp_job job = plan(t, 6, BLOCK);

	ck_assert_uint_eq(job.n_runs, 3);
	ck_assert_uint_eq(job.runs[0].range.offset, 0x10000);
	ck_assert_uint_eq(job.runs[0].range.size, 0x20000);
	ck_assert_uint_eq(job.runs[1].range.offset, 0x60000);
	ck_assert_uint_eq(job.runs[1].at, 0x20000);
	ck_assert_uint_eq(job.runs[2].at, 0x30000);
	ck_assert_uint_eq(job.size, 0x40000);
	ck_assert_uint_eq(fp_job_index(&job, 0x2ffff), 0x1ffff);
	ck_assert_uint_eq(fp_job_index(&job, 0x60001), 0x20001);
	fp_job_free(&job);
}
END_TEST

START_TEST(nothing_makes_an_empty_job)
{
	struct fp_job job = plan(NULL, 0, BLOCK);
	struct fp_range dirty;
	uint64_t from = 0;

	ck_assert_uint_eq(job.size, 0);
	ck_assert(!fp_job_next_dirty(&job, &from, &dirty));
	fp_job_free(&job);
}
END_TEST

START_TEST(composing_keeps_what_is_outside)
{
	const struct fp_job_target t[] = { target(0x50010, 0x20), target(0x1fff0, 0x20) };
	struct fp_job job = plan(t, 2, BLOCK);

	memset(data, 0x11, sizeof data);
	test_random(job.old, job.size, 1);
	for (size_t i = 0; i < job.size; i++) {
		const bool is_target =
			(i >= 0xfff0 && i < 0x10010) || (i >= 0x20010 && i < 0x20030);
		const uint64_t at = i < 0x20000 ? 0x10000 + i : 0x50000 + (i - 0x20000);
		const uint8_t *want =
			fp_job_want(&job, (struct fp_range){ at & ~(uint64_t)(BLOCK - 1), BLOCK });

		ck_assert_uint_eq(want[at % BLOCK], is_target ? 0x11 : job.old[i]);
	}
	fp_job_free(&job);
}
END_TEST

START_TEST(block_is_mixed_unless_targets_cover_it)
{
	const struct fp_job_target t[] = { target(0x10000, 0x8000), target(0x18000, 0x8000),
					   target(0x20000, 0xffff), target(0x30001, 0x1ffff) };
	struct fp_job job = plan(t, 4, BLOCK);
	struct fp_range mixed;
	uint64_t from = 0;

	ck_assert(!fp_job_is_mixed(&job, 0x10000));
	ck_assert(!fp_job_is_mixed(&job, 0x1ffff));
	ck_assert(fp_job_is_mixed(&job, 0x20000));
	ck_assert(fp_job_is_mixed(&job, 0x38000));
	ck_assert(!fp_job_is_mixed(&job, 0x40000));
	/* One value only would be doubtful for itself. */
	test_random(job.old, job.size, 3);
	test_random(data, sizeof data, 4);
	ck_assert(fp_job_next_doubtful(&job, &from, &mixed));
	ck_assert_uint_eq(mixed.offset, 0x20000);
	ck_assert_uint_eq(mixed.size, BLOCK);
	ck_assert(fp_job_next_doubtful(&job, &from, &mixed));
	ck_assert_uint_eq(mixed.offset, 0x30000);
	ck_assert(!fp_job_next_doubtful(&job, &from, &mixed));
	fp_job_free(&job);
}
END_TEST

static void assert_dirty(const struct fp_job *job, uint64_t *from, uint64_t offset, uint64_t size)
{
	struct fp_range dirty;

	ck_assert(fp_job_next_dirty(job, from, &dirty));
	ck_assert_uint_eq(dirty.offset, offset);
	ck_assert_uint_eq(dirty.size, size);
	ck_assert_uint_eq(*from, offset + size);
}

START_TEST(dirty_neighbours_go_together_up_to_the_limit)
{
	const struct fp_job_target t[] = { target(0x1000, 0x20000), target(0x80000, 0x3000) };
	struct fp_job job = plan(t, 2, 0x1000);
	uint64_t from = 0;
	struct fp_range dirty;

	memset(data, 0, sizeof data);
	memset(job.old, 0, job.size);
	memset(job.old + 0x2000, 1, 0x12000);
	job.old[0x20000] = 1;
	job.old[0x22fff] = 1;
	assert_dirty(&job, &from, 0x3000, FP_TRANSFER_MAX);
	assert_dirty(&job, &from, 0x13000, 0x2000);
	assert_dirty(&job, &from, 0x80000, 0x1000);
	assert_dirty(&job, &from, 0x82000, 0x1000);
	ck_assert(!fp_job_next_dirty(&job, &from, &dirty));
	fp_job_free(&job);
}
END_TEST

START_TEST(dirty_block_that_is_mixed_comes_alone)
{
	const struct fp_job_target t[] = { target(0x1800, 0x3000), target(0x4900, 0x3700) };
	struct fp_job job = plan(t, 2, 0x1000);
	struct fp_range dirty;
	uint64_t from = 0;

	memset(data, 1, sizeof data);
	assert_dirty(&job, &from, 0x1000, 0x1000);
	assert_dirty(&job, &from, 0x2000, 0x2000);
	assert_dirty(&job, &from, 0x4000, 0x1000);
	assert_dirty(&job, &from, 0x5000, 0x3000);
	ck_assert(!fp_job_next_dirty(&job, &from, &dirty));
	ck_assert_uint_eq(fp_job_count_dirty(&job), 0x7000);
	fp_job_free(&job);
}
END_TEST

START_TEST(one_block_larger_than_the_limit_is_one_operation)
{
	const struct fp_job_target t = target(0, 0x80000);
	struct fp_job job = plan(&t, 1, 0x40000);
	uint64_t from = 0;

	memset(data, 1, sizeof data);
	assert_dirty(&job, &from, 0, 0x40000);
	assert_dirty(&job, &from, 0x40000, 0x40000);
	fp_job_free(&job);
}
END_TEST

START_TEST(target_that_leaves_the_chip_is_refused)
{
	const struct fp_job_target past = target(CHIP - 1, 2);
	const struct fp_job_target wraps = target(0x1000, UINT64_MAX - 0x800);

	assert_refused(&past, 1, CHIP, BLOCK, "0xfffff+0x2 leaves the chip");
	assert_refused(&wraps, 1, CHIP, BLOCK, "leaves the chip");
}
END_TEST

START_TEST(overlapping_targets_are_refused)
{
	const struct fp_job_target t[] = { target(0x1000, 0x10), target(0xff8, 9) };

	assert_refused(t, 2, CHIP, BLOCK, "two contents for the bytes at 0x1000");
}
END_TEST

START_TEST(block_that_does_not_divide_the_chip_is_refused)
{
	const struct fp_job_target t = target(0, 1);

	assert_refused(&t, 1, CHIP, 0, "erase blocks of 0x0");
	assert_refused(&t, 1, CHIP, 0x3000, "erase blocks of 0x3000");
	assert_refused(&t, 1, CHIP + 0x1000, BLOCK, "cannot be divided");
}
END_TEST

START_TEST(job_larger_than_memory_is_refused)
{
	const struct fp_job_target t = target(0, UINT64_C(1) << 61);
	const struct fp_job_target huge = target(0, UINT64_MAX - 0xffff);

	assert_refused(&t, 1, UINT64_C(1) << 62, BLOCK, "out of memory");
	assert_refused(&huge, 1, UINT64_MAX - 0xffff, BLOCK, "out of memory");
}
END_TEST

TEST_MAIN("job", targets_widen_to_blocks, neighbours_merge_and_others_do_not,
	  nothing_makes_an_empty_job, composing_keeps_what_is_outside,
	  block_is_mixed_unless_targets_cover_it, dirty_neighbours_go_together_up_to_the_limit,
	  dirty_block_that_is_mixed_comes_alone, one_block_larger_than_the_limit_is_one_operation,
	  target_that_leaves_the_chip_is_refused, overlapping_targets_are_refused,
	  block_that_does_not_divide_the_chip_is_refused, job_larger_than_memory_is_refused)
