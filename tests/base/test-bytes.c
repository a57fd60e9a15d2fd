// SPDX-License-Identifier: GPL-2.0-or-later
// Integers in bytes: their order, and that nothing outside the buffer is read.

#include "base/bytes.h"
#include "support/test.h"

static const uint8_t ramp[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

START_TEST(integers_have_their_byte_order)
{
	uint16_t h;
	uint32_t w;
	uint64_t d;

	ck_assert(fp_get_le16(ramp, 9, 1, &h));
	ck_assert_uint_eq(h, 0x0302);
	ck_assert(fp_get_be16(ramp, 9, 1, &h));
	ck_assert_uint_eq(h, 0x0203);
	ck_assert(fp_get_le32(ramp, 9, 1, &w));
	ck_assert_uint_eq(w, 0x05040302);
	ck_assert(fp_get_be32(ramp, 9, 1, &w));
	ck_assert_uint_eq(w, 0x02030405);
	ck_assert(fp_get_le64(ramp, 9, 1, &d));
	ck_assert(d == UINT64_C(0x0908070605040302));
}
END_TEST

START_TEST(last_integer_inside_is_read)
{
	uint16_t h;
	uint32_t w;
	uint64_t d;

	ck_assert(fp_get_le16(ramp, 9, 7, &h));
	ck_assert(fp_get_be32(ramp, 9, 5, &w));
	ck_assert(fp_get_le64(ramp, 8, 0, &d));
}
END_TEST

START_TEST(integer_that_reaches_outside_is_refused)
{
	const size_t offsets[] = { 8, 9, 10, SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 7 };
	uint16_t h = 7;
	uint32_t w = 7;
	uint64_t d = 7;

	for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
		ck_assert(!fp_get_le16(ramp, 9, offsets[i], &h));
		ck_assert(!fp_get_be16(ramp, 9, offsets[i], &h));
		ck_assert(!fp_get_le32(ramp, 9, offsets[i], &w));
		ck_assert(!fp_get_be32(ramp, 9, offsets[i], &w));
		ck_assert(!fp_get_le64(ramp, 9, offsets[i], &d));
	}
	ck_assert(!fp_get_le32(ramp, 3, 0, &w));
	ck_assert(!fp_get_le64(ramp, 0, 0, &d));
	ck_assert(h == 7 && w == 7 && d == 7);
}
END_TEST

START_TEST(integers_are_written_in_their_byte_order)
{
	uint8_t out[18];

	fp_put_le16(out, 0x0201);
	fp_put_le32(out + 2, 0x06050403);
	fp_put_le64(out + 6, UINT64_C(0x0e0d0c0b0a090807));
	fp_put_be32(out + 14, 0x0f101112);
	for (uint8_t i = 0; i < 18; i++)
		ck_assert_uint_eq(out[i], i + 1);
}
END_TEST

START_TEST(filled_means_every_byte)
{
	uint8_t buf[64];

	for (size_t i = 0; i < sizeof buf; i++)
		buf[i] = 0xff;
	ck_assert(fp_is_filled(buf, sizeof buf, 0xff));
	ck_assert(!fp_is_filled(buf, sizeof buf, 0));
	ck_assert(fp_is_filled(buf, 0, 0));
	ck_assert(fp_is_filled(buf, 1, 0xff));
	for (size_t i = 0; i < sizeof buf; i++) {
		buf[i] = 0xfe;
		ck_assert(!fp_is_filled(buf, sizeof buf, 0xff));
		buf[i] = 0xff;
	}
}
END_TEST

START_TEST(differences_are_counted_from_the_first)
{
	const uint8_t a[] = { 1, 2, 3, 4 }, b[] = { 1, 0, 3, 0 };
	const struct fp_difference d = fp_compare(a, b, 4), none = fp_compare(a, b, 1);

	ck_assert_uint_eq(d.first, 1);
	ck_assert_uint_eq(d.count, 2);
	ck_assert_uint_eq(none.count, 0);
	ck_assert_uint_eq(fp_compare(a, b, 0).count, 0);
}
END_TEST

TEST_MAIN("bytes", integers_have_their_byte_order, last_integer_inside_is_read,
	  integer_that_reaches_outside_is_refused, integers_are_written_in_their_byte_order,
	  filled_means_every_byte, differences_are_counted_from_the_first)
