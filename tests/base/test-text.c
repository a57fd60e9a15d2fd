// SPDX-License-Identifier: GPL-2.0-or-later
// Words for messages: cleaned, and in lists.

#include <string.h>

#include "base/text.h"
#include "support/test.h"

START_TEST(control_characters_are_replaced)
{
	char text[] = "a\033[31m\tb\x7f\n";

	fp_text_clean(text);
	ck_assert_str_eq(text, "a?[31m?b??");
}
END_TEST

START_TEST(letters_of_all_languages_stay)
{
	char text[] = "Gr\xc3\xbc\xc3\x9f"
		      "e, \xe4\xb8\xad\xe6\x96\x87, \xf0\x9f\x93\x9f";

	ck_assert(fp_text_is_plain(text));
	fp_text_clean(text);
	ck_assert_str_eq(text, "Gr\xc3\xbc\xc3\x9f"
			       "e, \xe4\xb8\xad\xe6\x96\x87, \xf0\x9f\x93\x9f");
}
END_TEST

/* C1 as one byte and as two, separators of lines, what turns the direction of writing. */
START_TEST(control_characters_beyond_ascii_are_replaced)
{
	static const char *const texts[] = { "\x9b"
					     "2J",
					     "\xc2\x9b"
					     "2J",
					     "\xe2\x80\xa8"
					     "2J",
					     "\xe2\x80\xae"
					     "2J",
					     "\xe2\x81\xa6"
					     "2J",
					     "\xd8\x9c"
					     "2J" };
	char text[8];

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		strcpy(text, texts[i]);
		ck_assert(!fp_text_is_plain(text));
		fp_text_clean(text);
		ck_assert_str_eq(text, "?2J");
	}
}
END_TEST

/* Overlong forms of ESC and NUL, a surrogate, what is beyond Unicode, what is cut off. */
START_TEST(what_is_no_utf8_is_replaced)
{
	static const char *const texts[] = {
		"\xc0\x9b", "\xe0\x80\x9b", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
		"\xff",	    "\xe4\xb8",	    "\xc3",	"\xf0\x9f\x93"
	};
	char text[8];

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		strcpy(text, texts[i]);
		fp_text_clean(text);
		ck_assert_uint_eq(strspn(text, "?"), strlen(texts[i]));
		ck_assert_uint_eq(strlen(text), strlen(texts[i]));
	}
}
END_TEST

START_TEST(words_are_joined)
{
	char list[20] = "";

	ck_assert(fp_list_add(list, sizeof list, "boot"));
	ck_assert(fp_list_add(list, sizeof list, "para"));
	ck_assert_str_eq(list, "boot, para");
}
END_TEST

START_TEST(a_word_that_does_not_fit_is_left_out)
{
	char list[10] = "";

	ck_assert(fp_list_add(list, sizeof list, "boot"));
	ck_assert(!fp_list_add(list, sizeof list, "para"));
	ck_assert(fp_list_add(list, sizeof list, "env"));
	ck_assert_str_eq(list, "boot, env");
	ck_assert(!fp_list_add(list, sizeof list, ""));
}
END_TEST

TEST_MAIN("text", control_characters_are_replaced, letters_of_all_languages_stay,
	  control_characters_beyond_ascii_are_replaced, what_is_no_utf8_is_replaced,
	  words_are_joined, a_word_that_does_not_fit_is_left_out)
