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
}
END_TEST

START_TEST(subtracting_cuts_in_two)
{
	struct fp_range list[4] = { { 0, 10 }, { 20, 10 } };
	size_t n = fp_range_subtract(list, 2, (struct fp_range){ 4, 2 });

	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(list[0].size, 4);
	ck_assert_uint_eq(list[1].offset, 6);
	ck_assert_uint_eq(list[1].size, 4);
	ck_assert_uint_eq(list[2].offset, 20);
	n = fp_range_subtract(list, n, (struct fp_range){ 5, 20 });
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(list[1].offset, 25);
	ck_assert_uint_eq(list[1].size, 5);
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

TEST_MAIN("range", sum_that_overflows_is_refused, range_that_wraps_does_not_fit,
	  widening_reaches_block_edges, subtracting_cuts_in_two,
	  merging_joins_touching_and_overlapping)
