// SPDX-License-Identifier: GPL-2.0-or-later
// Votes: majorities, ties, checksums that settle them, and what they must not settle.

#include <check.h>
#include <string.h>

#include "dump/vote.h"
#include "support/plans.h"
#include "support/synth.h"
#include "support/test.h"

#define SIZE   (256 << 10)
#define KERNEL 0x10000
#define UIMAGE 100000 /* bytes of it */

static uint8_t right[SIZE], dump[5][SIZE], out[SIZE];
static struct fp_view views[5];
static struct fp_vote result;

static void make(void)
{
	test_random(right, SIZE, 1);
	synth_uimage(right + KERNEL, SIZE - KERNEL, UIMAGE, 2);
	for (size_t i = 0; i < 5; i++) {
		memcpy(dump[i], right, SIZE);
		views[i] =
			(struct fp_view){ .data = dump[i], .fd = -1, .size = SIZE, .erased = 0xff };
	}
}

static void vote(size_t n, const struct fp_plan *plan)
{
	struct fp_error err = { 0 };

	result = (struct fp_vote){ .dumps = views, .n = n, .out = out };
	ck_assert_int_eq(fp_vote(&result, plan, &err), 0);
}

static struct fp_plan *plan(void)
{
	return plan_of("256K", "{'name':'boot','size':'64K'},{'name':'kernel','size':'rest',"
			       "'type':'uimage'}]");
}

START_TEST(two_of_three_decide_a_block)
{
	make();
	memset(dump[1] + 5, 0, 60000);
	vote(3, NULL);
	ck_assert_mem_eq(out, right, SIZE);
	ck_assert_uint_eq(result.blocks, 1);
	ck_assert_uint_eq(result.bytes, 0);
}
END_TEST

START_TEST(where_no_two_blocks_agree_bytes_are_voted)
{
	make();
	for (size_t i = 0; i < 3; i++)
		dump[i][1000 + i] ^= 1;
	vote(3, NULL);
	ck_assert_mem_eq(out, right, SIZE);
	ck_assert_uint_eq(result.bytes, 3);
	ck_assert_uint_eq(result.open, 0);
}
END_TEST

START_TEST(a_tie_is_named_and_decided_by_nobody)
{
	make();
	dump[0][70] ^= 1;
	dump[0][71] ^= 1;
	dump[1][9000] ^= 1;
	vote(2, NULL);
	ck_assert_uint_eq(result.open, 3);
	ck_assert_uint_eq(result.n_doubts, 2);
	ck_assert_uint_eq(result.doubt[0].offset, 70);
	ck_assert_uint_eq(result.doubt[0].size, 2);
	ck_assert_uint_eq(result.doubt[1].offset, 9000);
	/* Two against two, too. */
	make();
	dump[0][70] ^= 1;
	dump[1][70] ^= 1;
	vote(4, NULL);
	ck_assert_uint_eq(result.open, 1);
}
END_TEST

START_TEST(a_checksum_settles_a_tie)
{
	struct fp_plan *const p = plan();

	make();
	dump[0][KERNEL + 500] ^= 1;
	dump[1][KERNEL + 501] ^= 1;
	dump[1][KERNEL + 90000] ^= 1;
	vote(2, p);
	ck_assert_mem_eq(out, right, SIZE);
	ck_assert_uint_eq(result.settled, 3);
	ck_assert_uint_eq(result.open, 0);
	ck_assert_uint_eq(result.n_doubts, 0);
	fp_plan_free(p);
}
END_TEST

START_TEST(what_no_checksum_covers_stays_open)
{
	struct fp_plan *const p = plan();

	make();
	dump[0][500] ^= 1; /* no type */
	dump[1][KERNEL + 64 + UIMAGE + 10] ^= 1; /* behind the data */
	vote(2, p);
	ck_assert_uint_eq(result.open, 2);
	ck_assert_uint_eq(result.settled, 0);
	/* A range over both partitions: the kernel's part is settled, the other stays. */
	make();
	dump[0][KERNEL - 1] ^= 1;
	dump[0][KERNEL + 64] ^= 1;
	vote(2, p);
	ck_assert_uint_eq(result.open, 1);
	ck_assert_uint_eq(result.doubt[0].offset, KERNEL - 1);
	fp_plan_free(p);
}
END_TEST

START_TEST(many_open_bytes_are_not_guessed)
{
	struct fp_plan *const p = plan();

	make();
	for (size_t i = 0; i < 20; i++)
		dump[0][KERNEL + 1000 + 3 * i] ^= 1;
	vote(2, p);
	ck_assert_uint_eq(result.open, 20);
	fp_plan_free(p);
}
END_TEST

START_TEST(dumps_of_other_sizes_are_refused)
{
	struct fp_plan *const p = plan();
	struct fp_error err = { 0 };

	make();
	views[1].size--;
	result = (struct fp_vote){ .dumps = views, .n = 2, .out = out };
	ck_assert_int_eq(fp_vote(&result, NULL, &err), -FP_REFUSED);
	views[0].size--;
	err = (struct fp_error){ 0 };
	ck_assert_int_eq(fp_vote(&result, p, &err), -FP_REFUSED);
	fp_plan_free(p);
}
END_TEST

TEST_MAIN("vote", two_of_three_decide_a_block, where_no_two_blocks_agree_bytes_are_voted,
	  a_tie_is_named_and_decided_by_nobody, a_checksum_settles_a_tie,
	  what_no_checksum_covers_stays_open, many_open_bytes_are_not_guessed,
	  dumps_of_other_sizes_are_refused)
