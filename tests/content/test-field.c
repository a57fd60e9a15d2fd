// SPDX-License-Identifier: GPL-2.0-or-later
// Formats of fields: values become bytes and come back, what is none is refused; checksums.

#include <string.h>

#include "content/field.h"
#include "support/test.h"

static struct fp_error err;
static uint8_t bytes[64];

static const struct fp_field_format *format(const char *name)
{
	memset(&err, 0, sizeof err);
	return fp_field_format_by_name(name);
}

/* The text's bytes, and what they read as. */
static void assert_both(const char *name, size_t size, const char *text, const char *expected,
			const char *back)
{
	const struct fp_field_format *const f = format(name);
	char decoded[FP_FIELD_TEXT(sizeof bytes)];

	memset(bytes, 0xee, sizeof bytes);
	ck_assert_int_eq(f->encode(text, bytes, size, &err), 0);
	ck_assert_mem_eq(bytes, expected, size);
	ck_assert_uint_eq(bytes[size], 0xee);
	f->decode(bytes, size, decoded);
	ck_assert_str_eq(decoded, back);
}

static void assert_refused(const char *name, size_t size, const char *text, const char *why)
{
	const struct fp_field_format *const f = format(name);

	ck_assert_int_eq(f->encode(text, bytes, size, &err), -FP_USAGE);
	test_assert_error(&err, FP_USAGE, why);
}

START_TEST(values_become_bytes_and_come_back)
{
	assert_both("mac", 6, "00:0C:43:26:60:10", "\0\x0c\x43\x26\x60\x10", "00:0c:43:26:60:10");
	assert_both("mac", 6, "00-0c-43-26-60-10", "\0\x0c\x43\x26\x60\x10", "00:0c:43:26:60:10");
	assert_both("mac-text", 17, "00-0C-43-26-60-10", "00:0C:43:26:60:10", "00:0C:43:26:60:10");
	assert_both("hex", 3, "de ad 01", "\xde\xad\x01", "dead01");
	assert_both("text", 6, "SN1", "SN1\0\0\0", "SN1");
	assert_both("text", 3, "SN1", "SN1", "SN1");
	assert_both("u8", 1, "255", "\xff", "255");
	assert_both("u16le", 2, "0x1234", "\x34\x12", "4660");
	assert_both("u16be", 2, "0x1234", "\x12\x34", "4660");
	assert_both("u32le", 4, "4294967295", "\xff\xff\xff\xff", "4294967295");
	assert_both("u32be", 4, "1", "\0\0\0\x01", "1");
}
END_TEST

START_TEST(what_is_no_value_is_refused)
{
	assert_refused("mac", 6, "00:0c:43:26:60", "is not a MAC address");
	assert_refused("mac", 6, "00:0c:43:26:60:1g", "is not a MAC address");
	assert_refused("mac-text", 17, "000c43266010", "is not a MAC address");
	assert_refused("hex", 3, "dead", "is 2 bytes, and the field has 3");
	assert_refused("hex", 3, "dead0", "is not bytes");
	assert_refused("text", 3, "SN12", "has 4 bytes, and the field 3");
	assert_refused("u8", 1, "256", "is not a number of 1 byte");
	assert_refused("u16be", 2, "65536", "is not a number of 2 bytes");
	assert_refused("u32le", 4, "-1", "is not a number of 4 bytes");
}
END_TEST

START_TEST(erased_text_is_empty_and_control_characters_are_shown_as_such)
{
	char decoded[64];

	format("text")->decode((const uint8_t *)"\xff\xff", 2, decoded);
	ck_assert_str_eq(decoded, "");
	format("text")->decode((const uint8_t *)"a\033b\xff", 4, decoded);
	ck_assert_str_eq(decoded, "a?b");
}
END_TEST

START_TEST(addresses_that_no_unit_has_are_refused)
{
	static const char *const bad[] = { "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff",
					   "01:0c:43:26:60:10" };
	const char *doubt;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_int_eq(fp_field_judge(format("mac"), bad[i], &doubt, &err), -FP_REFUSED);
		ck_assert_int_eq(fp_field_judge(format("mac-text"), bad[i], &doubt, &err),
				 -FP_REFUSED);
		ck_assert_int_eq(fp_field_judge(format("text"), bad[i], &doubt, &err), 0);
	}
	ck_assert_int_eq(fp_field_judge(format("mac"), "00:0c:43:26:60:10", &doubt, &err), 0);
	ck_assert_ptr_null(doubt);
	ck_assert_int_eq(fp_field_judge(format("mac"), "00:11:22:33:44:55", &doubt, &err), 0);
	ck_assert_ptr_nonnull(doubt);
}
END_TEST

START_TEST(the_checksum_of_gbe_is_baba)
{
	uint8_t words[128];
	uint16_t sum = 0;

	test_random(words, sizeof words, 7);
	ck_assert(!fp_field_checksum_is_valid(FP_CHECKSUM_INTEL_GBE, words));
	ck_assert(fp_field_checksum_is_valid(FP_CHECKSUM_NONE, words));
	fp_field_checksum_seal(FP_CHECKSUM_NONE, words);
	fp_field_checksum_seal(FP_CHECKSUM_INTEL_GBE, words);
	ck_assert(fp_field_checksum_is_valid(FP_CHECKSUM_INTEL_GBE, words));
	for (size_t i = 0; i < sizeof words; i += 2)
		sum = (uint16_t)(sum + words[i] + 256 * words[i + 1]);
	ck_assert_uint_eq(sum, 0xbaba);
	words[5] ^= 1;
	ck_assert(!fp_field_checksum_is_valid(FP_CHECKSUM_INTEL_GBE, words));
}
END_TEST

TEST_MAIN("field", values_become_bytes_and_come_back, what_is_no_value_is_refused,
	  erased_text_is_empty_and_control_characters_are_shown_as_such,
	  addresses_that_no_unit_has_are_refused, the_checksum_of_gbe_is_baba)
