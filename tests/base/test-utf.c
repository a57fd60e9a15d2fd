// SPDX-License-Identifier: GPL-2.0-or-later
// Text as Windows saves it.

#include <stdlib.h>
#include <string.h>

#include "base/utf.h"
#include "support/test.h"

/* NULL: it is left as it is. */
static void assert_text(const char *data, size_t n, const char *expected)
{
	size_t length = 0;
	char *text;

	ck_assert_int_eq(fp_utf_decode((const uint8_t *)data, n, &text, &length), 0);
	ck_assert_int_eq(text != NULL, expected != NULL);
	if (expected) {
		ck_assert_uint_eq(length, strlen(expected));
		ck_assert_mem_eq(text, expected, length);
	}
	free(text);
}

#define TEXT(literal) literal, sizeof literal - 1

START_TEST(mark_of_utf_8_is_left_out)
{
	assert_text(TEXT("\xef\xbb\xbf"
			 "ab"),
		    "ab");
	assert_text(TEXT("\xef\xbb\xbf"), "");
	assert_text(TEXT("ab"), NULL);
	assert_text(TEXT(""), NULL);
}
END_TEST

START_TEST(utf_16_in_both_orders)
{
	assert_text(TEXT("\xff\xfe"
			 "a\0\n\0"),
		    "a\n");
	assert_text(TEXT("\xfe\xff"
			 "\0a\0\n"),
		    "a\n");
	assert_text(TEXT("\xff\xfe"
			 "a\0\xe4\0b\0"
			 "\xac\x20"
			 "c\0"
			 "\x3d\xd8\x00\xde"),
		    "a\xc3\xa4"
		    "b\xe2\x82\xac"
		    "c\xf0\x9f\x98\x80");
	assert_text(TEXT("\xff\xfe"
			 "a\0"
			 "\x3d\xd8"
			 "b\0"),
		    "a?b");
}
END_TEST

START_TEST(dump_that_begins_like_utf_16_is_none)
{
	assert_text(TEXT("\xff\xfe"
			 "a\0\0\0b\0"),
		    NULL);
	assert_text(TEXT("\xff\xfe"
			 "a\0b"),
		    NULL);
	assert_text(TEXT("\xff\xfe"
			 "\x12\x34\x56\x78\x9a\xbc"
			 "a\0"),
		    NULL);
}
END_TEST

TEST_MAIN("utf", mark_of_utf_8_is_left_out, utf_16_in_both_orders,
	  dump_that_begins_like_utf_16_is_none)
