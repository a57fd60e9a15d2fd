// SPDX-License-Identifier: GPL-2.0-or-later
// Readings that agree: a right reading in spite of noise, at little more than two readings' cost.

#include <check.h>
#include <string.h>

#include "job/agree.h"
#include "support/fake-chip.h"
#include "support/test.h"

#define SIZE (4 << 20)

static uint8_t contents[SIZE], data[SIZE];
static struct fake_chip chip;
static struct fp_agreement agreement;

static int agree(unsigned passes, struct fp_error *err)
{
	const struct fp_programmer programmer = fake_chip_programmer(&chip);
	const struct fp_job_io io = { 0 };
	struct fp_job_report report = { 0 };
	const struct fp_work work = { &programmer, &io, &report };
	const struct fp_guess none = { 0 };

	memset(data, 0, SIZE);
	return fp_agree(&work, &none, passes, data, &agreement, err);
}

static void make(uint64_t noise, uint32_t seed)
{
	test_random(contents, SIZE, 1);
	chip = (struct fake_chip){
		.data = contents, .size = SIZE, .erase_size = 65536, .noise = noise, .seed = seed
	};
}

START_TEST(a_quiet_chip_is_read_twice)
{
	struct fp_error err = { 0 };

	make(0, 1);
	ck_assert_int_eq(agree(8, &err), 0);
	ck_assert_mem_eq(data, contents, SIZE);
	ck_assert_uint_eq(agreement.read, 2 * SIZE);
	ck_assert_uint_eq(agreement.blocks, 0);
	ck_assert_int_eq(agree(1, &err), 0);
	ck_assert_uint_eq(agreement.read, SIZE);
}
END_TEST

START_TEST(noise_is_read_away)
{
	struct fp_error err = { 0 };
	uint64_t read = 0;

	for (uint32_t seed = 1; seed <= 20; seed++) {
		make(1000000, seed);
		ck_assert_int_eq(agree(8, &err), 0);
		ck_assert_uint_eq(agreement.n_doubtful, 0);
		ck_assert_mem_eq(data, contents, SIZE);
		read += agreement.read;
	}
	ck_assert_uint_le(read, 20 * UINT64_C(23) * SIZE / 10);
}
END_TEST

START_TEST(what_stays_doubtful_is_named_and_voted)
{
	struct fp_error err = { 0 };
	size_t wrong = 0;

	/* In most readings of a block some byte is wrong, but seldom the same one. */
	make(9000, 1);
	chip.size = 8 * 65536;
	ck_assert_int_eq(agree(8, &err), 0);
	ck_assert_uint_gt(agreement.n_doubtful, 0);
	ck_assert_uint_gt(agreement.place[0].size, 0);
	for (size_t i = 0; i < chip.size; i++)
		wrong += data[i] != contents[i];
	ck_assert_uint_le(wrong, 2);
	ck_assert_ptr_nonnull(strstr(fp_contrast_why(&agreement.contrast), "single bits"));
}
END_TEST

START_TEST(a_bad_contact_is_not_read_for_long)
{
	struct fp_error err = { 0 };

	make(20000, 1);
	ck_assert_int_eq(agree(8, &err), 0);
	ck_assert_uint_gt(agreement.n_doubtful, 8);
	ck_assert_uint_eq(agreement.read, 2 * SIZE);
}
END_TEST

START_TEST(a_reading_that_fails_ends_it)
{
	struct fp_error err = { 0 };

	make(0, 1);
	chip.failing_read = 3;
	ck_assert_int_lt(agree(8, &err), 0);
}
END_TEST

TEST_MAIN("agree", a_quiet_chip_is_read_twice, noise_is_read_away,
	  what_stays_doubtful_is_named_and_voted, a_bad_contact_is_not_read_for_long,
	  a_reading_that_fails_ends_it)
