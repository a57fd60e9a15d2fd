// SPDX-License-Identifier: GPL-2.0-or-later
// Words for messages: cleaned, and in lists.

#include "base/text.h"
#include "support/test.h"

START_TEST(control_characters_are_replaced)
{
	char text[] = "a\033[31m\tb\x7f\n";

	fp_text_clean(text);
	ck_assert_str_eq(text, "a?[31m?b??");
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

TEST_MAIN("text", control_characters_are_replaced, words_are_joined,
	  a_word_that_does_not_fit_is_left_out)
