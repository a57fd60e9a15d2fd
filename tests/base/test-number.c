// SPDX-License-Identifier: GPL-2.0-or-later
// Sizes and hexadecimal bytes as people write them.

#include <string.h>

#include "base/number.h"
#include "support/test.h"

START_TEST(sizes_are_read_exactly)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} good[] = {
		{ "0", 0 },
		{ "4096", 4096 },
		{ "0x40000", 0x40000 },
		{ "0XfF", 255 },
		{ "256K", 256 << 10 },
		{ "16m", 16 << 20 },
		{ "4G", UINT64_C(4) << 30 },
		{ "0x10K", 16 << 10 },
		{ "18446744073709551615", UINT64_MAX },
		{ "0xffffffffffffffff", UINT64_MAX },
		{ "17179869183G", UINT64_MAX - (1 << 30) + 1 },
	};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct fp_error err = { 0 };
		uint64_t bytes = 1;

		ck_assert_msg(fp_size_parse(good[i].text, &bytes, &err) == 0, "%s", err.text);
		ck_assert_msg(bytes == good[i].bytes, "%s", good[i].text);
	}
}
END_TEST

START_TEST(what_does_not_fit_64_bits_is_refused)
{
	static const char *const bad[] = { "18446744073709551616", "0x10000000000000000",
					   "17179869184G", "0xffffffffffffffffK" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct fp_error err = { 0 };
		uint64_t bytes = 7;

		ck_assert_int_eq(fp_size_parse(bad[i], &bytes, &err), -FP_REFUSED);
		test_assert_error(&err, FP_REFUSED, "does not fit in 64 bits");
		ck_assert_uint_eq(bytes, 7);
	}
}
END_TEST

START_TEST(what_is_no_size_is_refused)
{
	static const char *const bad[] = { "",	  "0x",	   "K",	   "x10",  " 1",   "1 ",
					   "+1",  "-1",	   "1.5M", "1MB",  "1KiB", "1T",
					   "1kk", "0x1g0", "1e3",  "rest", "0x-1", "12\n" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct fp_error err = { 0 };
		uint64_t bytes = 7;

		ck_assert_msg(fp_size_parse(bad[i], &bytes, &err) == -FP_REFUSED, "%s", bad[i]);
		test_assert_error(&err, FP_REFUSED, "is not a size");
		ck_assert_uint_eq(bytes, 7);
	}
}
END_TEST

START_TEST(hints_tell_what_to_write)
{
	static const struct {
		const char *text, *hint;
	} cases[] = {
		{ "16MB", "write \"16M\"" }, { "16kib", "write \"16K\"" },
		{ "512b", "write \"512\"" }, { "1.5M", "fractions" },
		{ "-4K", "negative" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fp_error err = { 0 };
		uint64_t bytes;

		ck_assert_int_lt(fp_size_parse(cases[i].text, &bytes, &err), 0);
		ck_assert_msg(strstr(err.hint, cases[i].hint), "%s: %s", cases[i].text, err.hint);
	}
}
END_TEST

START_TEST(unit_without_a_number_gets_no_hint)
{
	static const char *const bad[] = { "MB", "B", "KiB", "0xMB" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct fp_error err = { 0 };
		uint64_t bytes;

		ck_assert_int_lt(fp_size_parse(bad[i], &bytes, &err), 0);
		ck_assert_str_eq(err.hint, "");
	}
}
END_TEST

START_TEST(formatting_is_exact_and_read_back)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = { { 0, "0" },
		      { 1, "1" },
		      { 65536, "64K" },
		      { 65537, "65537" },
		      { 3 << 20, "3M" },
		      { UINT64_C(4) << 30, "4G" },
		      { 1025 << 10, "1025K" },
		      { UINT64_MAX, "18446744073709551615" } };
	char text[FP_SIZE_TEXT];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fp_error err = { 0 };
		uint64_t back = 1;

		ck_assert_str_eq(fp_size_format(cases[i].bytes, text), cases[i].text);
		ck_assert_int_eq(fp_size_parse(text, &back, &err), 0);
		ck_assert(back == cases[i].bytes);
	}
}
END_TEST

START_TEST(hex_pairs_are_decoded)
{
	uint8_t out[4] = { 0 };

	ck_assert_uint_eq(fp_hex_decode("de ad\tBE\nef ", NULL), 4);
	ck_assert_uint_eq(fp_hex_decode("de ad\tBE\nef ", out), 4);
	ck_assert_mem_eq(out, "\xde\xad\xbe\xef", 4);
	ck_assert_uint_eq(fp_hex_decode("", NULL), 0);
	ck_assert_uint_eq(fp_hex_decode("  ", NULL), 0);
}
END_TEST

START_TEST(hex_that_is_not_pairs_is_refused)
{
	static const char *const bad[] = { "a", "abc", "a b", "0x12", "gg", "12,34", "\xc3\xa9" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(fp_hex_decode(bad[i], NULL) == SIZE_MAX, "%s", bad[i]);
}
END_TEST

START_TEST(hex_is_written_in_lower_case)
{
	char text[7];

	fp_hex_encode((const uint8_t *)"\x00\xAB\xff", 3, text);
	ck_assert_str_eq(text, "00abff");
}
END_TEST

TEST_MAIN("number", sizes_are_read_exactly, what_does_not_fit_64_bits_is_refused,
	  what_is_no_size_is_refused, hints_tell_what_to_write, unit_without_a_number_gets_no_hint,
	  formatting_is_exact_and_read_back, hex_pairs_are_decoded,
	  hex_that_is_not_pairs_is_refused, hex_is_written_in_lower_case)
