// SPDX-License-Identifier: GPL-2.0-or-later
// What differences have in common, and addresses that are of no unit.

#include <check.h>
#include <string.h>

#include "content/contrast.h"
#include "content/histogram.h"
#include "content/mac.h"
#include "support/test.h"

#define SIZE 65536

static uint8_t want[SIZE], is[SIZE];

/* In pieces of this size; old may be NULL. */
static void assert_why(const uint8_t *old, size_t piece, const char *why)
{
	struct fp_contrast contrast = { 0 };
	const char *found;

	for (size_t at = 0; at < SIZE; at += piece)
		fp_contrast_add(&contrast, is + at, want + at, old ? old + at : NULL, piece);
	found = fp_contrast_why(&contrast);
	if (why)
		ck_assert_msg(found && strstr(found, why), "\"%s\", not \"%s\"", found, why);
	else
		ck_assert_ptr_null(found);
}

static void fill(void)
{
	test_random(want, SIZE, 1);
	memcpy(is, want, SIZE);
}

START_TEST(equal_bytes_have_nothing_to_tell)
{
	fill();
	assert_why(NULL, SIZE, NULL);
}
END_TEST

START_TEST(other_contents_have_nothing_in_common)
{
	fill();
	test_random(is, SIZE, 2);
	assert_why(NULL, SIZE, NULL);
}
END_TEST

START_TEST(one_direction_of_bits_is_named)
{
	fill();
	for (size_t i = 0; i < SIZE; i++)
		is[i] &= 0x3c;
	assert_why(NULL, SIZE, "only bits that should be 1 are 0");
	for (size_t i = 0; i < SIZE; i++)
		is[i] = want[i] | 0x18;
	assert_why(NULL, SIZE, "only bits that should be 0 are 1");
}
END_TEST

START_TEST(one_value_is_a_matter_of_contact)
{
	fill();
	memset(is, 0xff, SIZE);
	assert_why(NULL, 4096, "every byte of it is 0xff");
	memset(is, 0x40, SIZE);
	assert_why(NULL, 4096, "read without contact or power");
	is[SIZE - 1] = 0x41;
	assert_why(NULL, 4096, NULL);
}
END_TEST

START_TEST(a_lost_clock_shifts)
{
	fill();
	memcpy(is + 500, want + 501, SIZE - 501);
	assert_why(NULL, SIZE, "shifted by one byte");
	memcpy(is + 500, want + 499, SIZE - 500);
	assert_why(NULL, SIZE, "shifted by one byte");
	for (size_t i = 0; i + 1 < SIZE; i++)
		is[i] = (uint8_t)(want[i] << 1 | want[i + 1] >> 7);
	assert_why(NULL, SIZE, "shifted by one bit");
}
END_TEST

START_TEST(a_lost_address_bit_mirrors)
{
	fill();
	for (size_t i = 0; i < SIZE; i++)
		is[i] = want[i & ~(size_t)0x2000];
	assert_why(NULL, SIZE, "an address bit was lost");
}
END_TEST

START_TEST(reversed_bits_are_recognised)
{
	fill();
	for (size_t i = 0; i < SIZE; i++) {
		is[i] = 0;
		for (int bit = 0; bit < 8; bit++)
			is[i] |= (uint8_t)((want[i] >> bit & 1) << (7 - bit));
	}
	assert_why(NULL, SIZE, "in reverse");
}
END_TEST

START_TEST(what_stayed_as_it_was_is_protected)
{
	static uint8_t old[SIZE];

	fill();
	test_random(old, SIZE, 3);
	memcpy(is, old, SIZE);
	assert_why(old, SIZE, "nothing has changed at all");
	is[7] ^= 1;
	assert_why(old, SIZE, NULL);
}
END_TEST

START_TEST(single_bits_are_misread)
{
	fill();
	is[100] ^= 1;
	is[40000] ^= 0x80;
	assert_why(NULL, SIZE, "single bits differ");
}
END_TEST

START_TEST(addresses_of_no_unit_are_doubted)
{
	static const char *const doubtful[] = { "00:00:23:34:45:66", "88-88-88-88-87-88",
						"00:11:22:33:44:55", "00:00:00:00:00:00",
						"ff:ff:ff:ff:ff:ff", "01:02:03:04:05:06" };
	static const char *const no_address[] = { "", "00:11:22:33:44", "00:11:22:33:44:5g",
						  "00:11:22:33:44:555", "001122334455xxxxx" };
	uint8_t mac[FP_MAC_SIZE];
	char text[FP_MAC_TEXT];

	for (size_t i = 0; i < sizeof doubtful / sizeof *doubtful; i++) {
		ck_assert(fp_mac_parse(doubtful[i], mac));
		ck_assert_ptr_nonnull(fp_mac_doubt(mac));
	}
	for (size_t i = 0; i < sizeof no_address / sizeof *no_address; i++)
		ck_assert(!fp_mac_parse(no_address[i], mac));
	ck_assert(fp_mac_parse("02:aB:cd:EF:00:01", mac));
	ck_assert_ptr_null(fp_mac_doubt(mac));
	ck_assert_str_eq(fp_mac_format(mac, text), "02:ab:cd:ef:00:01");
}
END_TEST

START_TEST(entropy_is_from_0_to_8)
{
	struct fp_histogram one = { 0 }, all = { 0 };

	memset(is, 0, SIZE);
	fp_histogram_add(&one, is, SIZE - 1);
	ck_assert(fp_histogram_entropy(&one) < 1e-9);
	ck_assert_uint_eq(one.total, SIZE - 1);
	for (size_t i = 0; i < SIZE; i++)
		is[i] = (uint8_t)i;
	fp_histogram_add(&all, is, SIZE);
	ck_assert(fp_histogram_entropy(&all) > 7.9999);
	ck_assert_uint_eq(all.count[255], SIZE / 256);
}
END_TEST

TEST_MAIN("contrast", equal_bytes_have_nothing_to_tell, other_contents_have_nothing_in_common,
	  one_direction_of_bits_is_named, one_value_is_a_matter_of_contact, a_lost_clock_shifts,
	  a_lost_address_bit_mirrors, reversed_bits_are_recognised,
	  what_stayed_as_it_was_is_protected, single_bits_are_misread,
	  addresses_of_no_unit_are_doubted, entropy_is_from_0_to_8)
