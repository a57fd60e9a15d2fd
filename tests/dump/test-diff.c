// SPDX-License-Identifier: GPL-2.0-or-later
// Comparison of dumps: results, counts and places, over the limits of chunks.

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "dump/diff.h"
#include "support/test.h"

#define SIZE  0x90000 /* more than two chunks of 256 KiB */
#define START 0x1004
#define BLOCK 0x1000

static uint8_t a[SIZE], b[SIZE];
static uint64_t lines[8];
static size_t n_lines;

static void note_line(void *ctx, const struct fp_diff_line *line)
{
	ck_assert_ptr_eq(ctx, lines);
	ck_assert(memcmp(line->a, line->b, line->n) != 0);
	if (n_lines < 8)
		lines[n_lines++] = line->offset;
}

/* Of the bytes from START to the end. */
static struct fp_diff compare(void)
{
	const struct fp_plan plan = { .name = "p", .size = SIZE };
	const struct fp_diff_options options = { 0xff, BLOCK, note_line, lines };
	struct fp_error err = { 0 };
	struct fp_dump first, second;
	struct fp_diff diff;

	n_lines = 0;
	ck_assert_int_eq(fp_dump_open(&first, test_write_file("a", a, SIZE), &plan, &err), 0);
	ck_assert_int_eq(fp_dump_open(&second, test_write_file("b", b, SIZE), &plan, &err), 0);
	ck_assert_int_eq(fp_diff_range(&first, &second, (struct fp_range){ START, SIZE - START },
				       &options, &diff, &err),
			 0);
	fp_dump_close(&first);
	fp_dump_close(&second);
	return diff;
}

static void fill(uint32_t seed)
{
	test_random(a, SIZE, seed);
	memcpy(b, a, SIZE);
}

START_TEST(equal_bytes_are_equal)
{
	fill(1);
	b[START - 1] ^= 1; /* outside */
	ck_assert_int_eq(compare().result, FP_DIFF_EQUAL);
	ck_assert_uint_eq(n_lines, 0);
}
END_TEST

START_TEST(bytes_and_blocks_are_counted)
{
	struct fp_diff diff;

	fill(2);
	b[START] ^= 1;
	b[0x1fff] ^= 1;
	b[0x2000] ^= 1;
	b[0x50000] ^= 1;
	b[SIZE - 1] ^= 1;
	diff = compare();
	ck_assert_int_eq(diff.result, FP_DIFF_DIFFERS);
	ck_assert_uint_eq(diff.first, START);
	ck_assert_uint_eq(diff.bytes, 5);
	ck_assert_uint_eq(diff.blocks, 4);
	ck_assert_uint_eq(n_lines, 5);
	ck_assert_uint_eq(lines[0], START);
	ck_assert_uint_eq(lines[1], 0x1ff0);
	ck_assert_uint_eq(lines[4], SIZE - 16);
}
END_TEST

START_TEST(erased_side_is_named)
{
	fill(3);
	memset(a + START, 0xff, SIZE - START);
	ck_assert_int_eq(compare().result, FP_DIFF_ERASED_IN_A);
	memcpy(b, a, SIZE);
	test_random(a, SIZE, 3);
	ck_assert_int_eq(compare().result, FP_DIFF_ERASED_IN_B);
}
END_TEST

/* A hole that is erased in one is a difference like any other. */
START_TEST(erased_part_is_a_difference)
{
	fill(4);
	memset(a + START, 0xff, SIZE - START - 1);
	a[SIZE - 1] = 5;
	ck_assert_int_eq(compare().result, FP_DIFF_DIFFERS);
}
END_TEST

START_TEST(other_padding_is_told_from_other_content)
{
	static const size_t ends[] = { START + 10, 0x41004, 0x41005, 0x70000, SIZE - 1 };

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		fill(5);
		a[ends[i] - 1] = b[ends[i] - 1] = 7;
		memset(a + ends[i], 0, SIZE - ends[i]);
		memset(b + ends[i], 0xff, SIZE - ends[i]);
		ck_assert_int_eq(compare().result, FP_DIFF_PADDING);
		a[START] ^= 1;
		ck_assert_int_eq(compare().result, FP_DIFF_DIFFERS);
	}
}
END_TEST

/* Content that ends with 0x00 before it is padded with 0xff. */
START_TEST(content_may_end_with_a_byte_of_the_other_padding)
{
	fill(6);
	memset(a + 0x30000, 0, SIZE - 0x30000);
	memset(b + 0x30000, 0, 100);
	memset(b + 0x30064, 0xff, SIZE - 0x30064);
	ck_assert_int_eq(compare().result, FP_DIFF_PADDING);
}
END_TEST

START_TEST(shorter_padding_before_content_is_a_difference)
{
	fill(7);
	memset(a + 0x30000, 0, SIZE - 0x30000);
	memset(b + 0x30000, 0xff, SIZE - 0x30000);
	b[SIZE - 100] = 1;
	ck_assert_int_eq(compare().result, FP_DIFF_DIFFERS);
}
END_TEST

START_TEST(dump_of_another_size_is_refused_with_both_numbers)
{
	const struct fp_plan plan = { .name = "p", .size = SIZE };
	struct fp_error err = { 0 };
	struct fp_dump dump;

	ck_assert_int_eq(fp_dump_open(&dump, test_write_file("c", a, 1000), &plan, &err),
			 -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED,
			  "has 1000 (0x3e8), the chip of the plan p has 576K (0x90000)");
	fp_dump_close(&dump);
}
END_TEST

START_TEST(dump_that_shrinks_is_an_error)
{
	const struct fp_plan plan = { .name = "p", .size = 1000 };
	const char *path = test_write_file("d", a, 1000);
	struct fp_error err = { 0 };
	struct fp_dump dump;

	ck_assert_int_eq(fp_dump_open(&dump, path, &plan, &err), 0);
	test_write_file("d", a, 500);
	ck_assert_int_eq(fp_dump_read(&dump, (struct fp_range){ 0, 1000 }, b, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "became shorter");
	fp_dump_close(&dump);
}
END_TEST

TEST_MAIN("diff", equal_bytes_are_equal, bytes_and_blocks_are_counted, erased_side_is_named,
	  erased_part_is_a_difference, other_padding_is_told_from_other_content,
	  content_may_end_with_a_byte_of_the_other_padding,
	  shorter_padding_before_content_is_a_difference,
	  dump_of_another_size_is_refused_with_both_numbers, dump_that_shrinks_is_an_error)
