// SPDX-License-Identifier: GPL-2.0-or-later
// "Did you mean ...?"

#include <string.h>

#include "base/nearest.h"
#include "support/test.h"

static const char *nearest_of(const char *word)
{
	static const char *const known[] = { "offset", "size", "sha256", "per-device", "at" };
	struct fp_nearest nearest = { 0 };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		fp_nearest_offer(&nearest, word, known[i]);
	return nearest.best;
}

START_TEST(one_slip_is_near)
{
	ck_assert_str_eq(nearest_of("ofset"), "offset");
	ck_assert_str_eq(nearest_of("offfset"), "offset");
	ck_assert_str_eq(nearest_of("ofgset"), "offset");
	ck_assert_str_eq(nearest_of("szie"), "size");
	ck_assert_str_eq(nearest_of("ta"), "at");
	ck_assert_str_eq(nearest_of("perdevice"), "per-device");
}
END_TEST

START_TEST(case_does_not_matter)
{
	ck_assert_str_eq(nearest_of("SHA256"), "sha256");
	ck_assert_str_eq(nearest_of("PER_DEVICE"), "per-device");
}
END_TEST

START_TEST(other_words_are_not_near)
{
	ck_assert_ptr_null(nearest_of("length"));
	ck_assert_ptr_null(nearest_of("reset-vector"));
	ck_assert_ptr_null(nearest_of("keep"));
}
END_TEST

START_TEST(nearest_of_several_is_best_and_the_first_of_equals)
{
	struct fp_nearest nearest = { 0 };

	fp_nearest_offer(&nearest, "kernel", "kernel12");
	fp_nearest_offer(&nearest, "kernel", "kernel2");
	fp_nearest_offer(&nearest, "kernel", "kernel3");
	ck_assert_str_eq(nearest.best, "kernel2");
}
END_TEST

START_TEST(hint_names_all_that_are_equally_near)
{
	struct fp_nearest nearest = { 0 };
	struct fp_error err = { 0 };

	fp_nearest_hint(&nearest, "`", "`", &err);
	ck_assert_str_eq(err.hint, "");
	fp_nearest_offer(&nearest, "kernel", "kernel12");
	fp_nearest_offer(&nearest, "kernel", "kernel2");
	fp_nearest_offer(&nearest, "kernel", "kernel3");
	fp_nearest_hint(&nearest, "`", "`", &err);
	ck_assert_str_eq(err.hint, "did you mean `kernel2` or `kernel3`?");
	memset(&err, 0, sizeof err);
	for (int i = 0; i < 9; i++)
		fp_nearest_offer(&nearest, "kernel", "kernel4");
	fp_nearest_hint(&nearest, "--", "", &err);
	ck_assert_str_eq(err.hint, "did you mean --kernel2, --kernel3, --kernel4 or --kernel4?");
}
END_TEST

START_TEST(words_too_long_are_passed_over)
{
	const char *const longest = "0123456789012345678901234567890123456789";
	const char *const longer = "01234567890123456789012345678901234567890";
	struct fp_nearest nearest = { 0 };

	fp_nearest_offer(&nearest, longer, longest);
	fp_nearest_offer(&nearest, longest, longer);
	ck_assert_ptr_null(nearest.best);
	fp_nearest_offer(&nearest, longest, longest);
	ck_assert_ptr_eq(nearest.best, longest);
}
END_TEST

TEST_MAIN("nearest", one_slip_is_near, case_does_not_matter, other_words_are_not_near,
	  nearest_of_several_is_best_and_the_first_of_equals, hint_names_all_that_are_equally_near,
	  words_too_long_are_passed_over)
