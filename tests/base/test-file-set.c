// SPDX-License-Identifier: GPL-2.0-or-later
// One file under two spellings.

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file-out.h"
#include "base/file-set.h"
#include "support/test.h"

static struct fp_error err;

/* Two outputs of one command, in the directory of the test. */
static int add_both(const char *a, const char *b)
{
	struct fp_file_set *set = fp_file_set_new();
	int code;

	memset(&err, 0, sizeof err);
	ck_assert_int_eq(chdir(test_dir()), 0);
	code = fp_file_set_output(set, a, &err);
	ck_assert_int_eq(code, 0);
	code = fp_file_set_output(set, b, &err);
	fp_file_set_free(set);
	return code;
}

START_TEST(spellings_of_a_file_that_is_not_there_are_one)
{
	ck_assert_int_eq(mkdir(test_path("dir"), 0755), 0);
	ck_assert_int_eq(symlink("dir", test_path("linked")), 0);
	ck_assert_int_eq(symlink("dir/x", test_path("link")), 0);
	ck_assert_int_eq(symlink("link", test_path("link-to-link")), 0);
	ck_assert_int_eq(add_both("x", "./x"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "x would be replaced by the output ./x");
	ck_assert_int_eq(add_both("x", test_path("x")), -FP_REFUSED);
	ck_assert_int_eq(add_both("x", "dir/../x"), -FP_REFUSED);
	ck_assert_int_eq(add_both("dir/x", "linked/x"), -FP_REFUSED);
	ck_assert_int_eq(add_both("dir/x", "link"), -FP_REFUSED);
	ck_assert_int_eq(add_both("link-to-link", "linked//x"), -FP_REFUSED);
	ck_assert_int_eq(add_both("x", "dir/x"), 0);
	ck_assert_int_eq(add_both("x", "X"), 0);
}
END_TEST

START_TEST(names_of_one_file_are_one)
{
	ck_assert_int_eq(link(test_write_file("a", "a", 1), test_path("b")), 0);
	ck_assert_int_eq(add_both("a", "b"), -FP_REFUSED);
}
END_TEST

START_TEST(what_is_no_file_is_never_another)
{
	ck_assert_int_eq(add_both("/dev/null", "/dev/null"), 0);
	ck_assert_int_eq(mkfifo(test_path("fifo"), 0600), 0);
	ck_assert_int_eq(add_both("fifo", "./fifo"), 0);
}
END_TEST

START_TEST(standard_output_is_for_one)
{
	ck_assert_int_eq(add_both("-", "-"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "two outputs are standard output");
}
END_TEST

START_TEST(inputs_may_be_one_but_no_output)
{
	struct fp_file_set *set = fp_file_set_new();

	memset(&err, 0, sizeof err);
	ck_assert_int_eq(chdir(test_dir()), 0);
	ck_assert_int_eq(fp_file_set_input(set, "in", &err), 0);
	ck_assert_int_eq(fp_file_set_input(set, "./in", &err), 0);
	ck_assert_int_eq(fp_file_set_input(set, "-", &err), 0);
	ck_assert_int_eq(fp_file_set_output(set, "-", &err), 0);
	ck_assert_int_eq(fp_file_set_output(set, NULL, &err), 0);
	ck_assert_int_eq(fp_file_set_output(set, "in", &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "in would be replaced by the output");
	fp_file_set_free(set);
	fp_file_set_free(NULL);
}
END_TEST

START_TEST(an_input_after_its_output_is_refused_too)
{
	struct fp_file_set *set = fp_file_set_new();

	memset(&err, 0, sizeof err);
	ck_assert_int_eq(chdir(test_dir()), 0);
	ck_assert_int_eq(fp_file_set_output(set, "./x", &err), 0);
	ck_assert_int_eq(fp_file_set_input(set, "x", &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "x would be replaced by the output ./x");
	ck_assert_str_eq(err.hint, "name another file for the output");
	fp_file_set_free(set);
}
END_TEST

TEST_MAIN("file-set", spellings_of_a_file_that_is_not_there_are_one, names_of_one_file_are_one,
	  what_is_no_file_is_never_another, standard_output_is_for_one,
	  inputs_may_be_one_but_no_output, an_input_after_its_output_is_refused_too)
