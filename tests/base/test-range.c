// SPDX-License-Identifier: GPL-2.0-or-later
// Ranges: arithmetic that cannot overflow, cutting and joining.

#include <check.h>

#include "base/range.h"
#include "support/test.h"

START_TEST(sum_that_overflows_is_refused)
{
	uint64_t v = 7;

	ck_assert(!fp_add(UINT64_MAX, 1, &v));
	ck_assert(!fp_mul(UINT64_C(1) << 33, UINT64_C(1) << 31, &v));
	ck_assert_uint_eq(v, 7);
	ck_assert(fp_add(UINT64_MAX - 1, 1, &v));
	ck_assert(v == UINT64_MAX);
}
END_TEST

START_TEST(product_that_overflows_is_refused)
{
	uint64_t product = 7;

	ck_assert(!fp_mul(UINT64_MAX / 3 + 1, 3, &product));
	ck_assert(!fp_mul(UINT64_C(1) << 32, UINT64_C(1) << 32, &product));
	ck_assert_uint_eq(product, 7);
	ck_assert(fp_mul(UINT64_MAX / 3, 3, &product));
	ck_assert_uint_eq(product, UINT64_MAX);
	ck_assert(fp_mul(5, 0, &product));
	ck_assert_uint_eq(product, 0);
}
END_TEST

START_TEST(range_that_wraps_does_not_fit)
{
	ck_assert(fp_range_fits((struct fp_range){ 0, 16 }, 16));
	ck_assert(!fp_range_fits((struct fp_range){ 1, 16 }, 16));
	ck_assert(!fp_range_fits((struct fp_range){ 8, UINT64_MAX - 4 }, 16));
}
END_TEST

START_TEST(widening_reaches_block_edges)
{
	const struct fp_range r = fp_range_widen((struct fp_range){ 0x3c000, 0x4001 }, 0x10000);

	ck_assert_uint_eq(r.offset, 0x30000);
	ck_assert_uint_eq(r.size, 0x20000);
	ck_assert(fp_range_is_same(r, fp_range_widen(r, 0x10000)));
}
END_TEST

START_TEST(ranges_are_the_same_in_both)
{
	const struct fp_range r = { 1, 2 };

	ck_assert(fp_range_is_same(r, (struct fp_range){ 1, 2 }));
	ck_assert(!fp_range_is_same(r, (struct fp_range){ 0, 2 }));
	ck_assert(!fp_range_is_same(r, (struct fp_range){ 1, 3 }));
}
END_TEST

static void assert_range(struct fp_range r, uint64_t offset, uint64_t size)
{
	ck_assert_uint_eq(r.offset, offset);
	ck_assert_uint_eq(r.size, size);
}

START_TEST(subtracting_leaves_what_is_in_no_hole)
{
	const struct fp_range whole = { 10, 90 };
	struct fp_range holes[] = { { 60, 10 }, { 20, 10 }, { 25, 15 }, { 40, 2 }, { 0, 5 } };
	struct fp_range rest[6];

	ck_assert_uint_eq(fp_range_subtract(whole, holes, 5, rest), 3);
	assert_range(rest[0], 10, 10);
	assert_range(rest[1], 42, 18);
	assert_range(rest[2], 70, 30);
}
END_TEST

START_TEST(subtracting_at_the_edges_and_beyond)
{
	const struct fp_range whole = { 10, 90 };
	struct fp_range holes[] = { { 95, 5 }, { 10, 1 } }, over[] = { { 5, 10 }, { 90, 100 } };
	struct fp_range all[] = { { 0, 1000 } }, beside[] = { { 0, 10 }, { 100, 7 } }, rest[3];

	ck_assert_uint_eq(fp_range_subtract(whole, holes, 2, rest), 1);
	assert_range(rest[0], 11, 84);
	ck_assert_uint_eq(fp_range_subtract(whole, over, 2, rest), 1);
	assert_range(rest[0], 15, 75);
	ck_assert_uint_eq(fp_range_subtract(whole, all, 1, rest), 0);
	ck_assert_uint_eq(fp_range_subtract(whole, beside, 2, rest), 1);
	assert_range(rest[0], 10, 90);
	ck_assert_uint_eq(fp_range_subtract(whole, NULL, 0, rest), 1);
	assert_range(rest[0], 10, 90);
}
END_TEST

START_TEST(merging_joins_touching_and_overlapping)
{
	struct fp_range list[] = { { 30, 5 }, { 0, 10 }, { 10, 10 }, { 5, 7 }, { 50, 0 } };

	ck_assert_uint_eq(fp_range_merge(list, 5), 2);
	ck_assert_uint_eq(list[0].size, 20);
	ck_assert_uint_eq(list[1].offset, 30);
}
END_TEST

TEST_MAIN("range", sum_that_overflows_is_refused, product_that_overflows_is_refused,
	  range_that_wraps_does_not_fit, widening_reaches_block_edges, ranges_are_the_same_in_both,
	  subtracting_leaves_what_is_in_no_hole, subtracting_at_the_edges_and_beyond,
	  merging_joins_touching_and_overlapping)
