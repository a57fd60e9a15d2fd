// SPDX-License-Identifier: GPL-2.0-or-later
// Paths taken apart.

#include "base/path.h"
#include "support/test.h"

START_TEST(the_directory)
{
	ck_assert_uint_eq(fp_path_dir_length("a/b/c"), 3);
	ck_assert_uint_eq(fp_path_dir_length("a/"), 1);
	ck_assert_uint_eq(fp_path_dir_length("b"), 0);
	ck_assert_uint_eq(fp_path_dir_length(""), 0);
}
END_TEST

START_TEST(the_root_is_its_own_directory)
{
	ck_assert_uint_eq(fp_path_dir_length("/b"), 1);
	ck_assert_uint_eq(fp_path_dir_length("/"), 1);
	ck_assert_uint_eq(fp_path_dir_length("/a/b"), 2);
}
END_TEST

START_TEST(the_last_part)
{
	ck_assert_str_eq(fp_path_last("a/b/c"), "c");
	ck_assert_str_eq(fp_path_last("c"), "c");
	ck_assert_str_eq(fp_path_last("a/"), "");
}
END_TEST

TEST_MAIN("path", the_directory, the_root_is_its_own_directory, the_last_part)
