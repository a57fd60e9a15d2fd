// SPDX-License-Identifier: GPL-2.0-or-later
// Errors: the first one wins, and a list of faults counts what it cannot keep.

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "support/test.h"

START_TEST(first_error_wins)
{
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_fail(&err, FP_CHIP, "first %d", 1), -FP_CHIP);
	errno = ENOENT;
	ck_assert_int_eq(fp_fail(&err, FP_USAGE, "second"), -FP_USAGE);
	ck_assert_int_eq(fp_fail_errno(&err, FP_REFUSED, "third"), -FP_REFUSED);
	ck_assert_int_eq(err.code, FP_CHIP);
	ck_assert_str_eq(err.text, "first 1");
}
END_TEST

START_TEST(first_hint_wins)
{
	struct fp_error err = { 0 };

	fp_fail(&err, FP_REFUSED, "no");
	fp_hint(&err, "try %s", "this");
	fp_hint(&err, "or that");
	ck_assert_str_eq(err.hint, "try this");
}
END_TEST

START_TEST(hint_to_an_error_that_lost_is_left_out)
{
	struct fp_error err = { 0 };

	fp_fail(&err, FP_CHIP, "the cable is off");
	fp_fail(&err, FP_REFUSED, "no such file");
	fp_hint(&err, "name another file");
	ck_assert_str_eq(err.hint, "");
	fp_fail_errno(&err, FP_REFUSED, "cannot open");
	fp_hint(&err, "name another file");
	ck_assert_str_eq(err.hint, "");
	memset(&err, 0, sizeof err);
	fp_fail(&err, FP_REFUSED, "no such file");
	fp_hint(&err, "name another file");
	ck_assert_str_eq(err.hint, "name another file");
}
END_TEST

START_TEST(errno_is_told_and_kept)
{
	struct fp_error err = { 0 };

	errno = EEXIST;
	fp_fail_errno(&err, FP_REFUSED, "cannot create %s", "x");
	ck_assert_int_eq(errno, EEXIST);
	ck_assert_str_eq(err.text, "cannot create x: File exists");
}
END_TEST

START_TEST(long_text_is_cut)
{
	struct fp_error err = { 0 };
	char text[2000];

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	fp_fail_errno(&err, FP_REFUSED, "%s", text);
	fp_hint(&err, "%s", text);
	ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
	ck_assert_uint_eq(strlen(err.hint), sizeof err.hint - 1);
}
END_TEST

START_TEST(faults_are_kept_in_order)
{
	static struct fp_faults faults;

	fp_fail(fp_faults_next(&faults, FP_WARNING), FP_REFUSED, "a");
	fp_fail(fp_faults_next(&faults, FP_ERROR), FP_REFUSED, "b");
	fp_fail(fp_faults_next(&faults, FP_NOTE), FP_REFUSED, "c");
	ck_assert_uint_eq(faults.n, 3);
	ck_assert_uint_eq(faults.n_errors, 1);
	ck_assert_uint_eq(faults.n_lost, 0);
	ck_assert_str_eq(faults.item[1].text, "b");
	ck_assert_int_eq(faults.item[0].severity, FP_WARNING);
	ck_assert_int_eq(faults.item[2].severity, FP_NOTE);
}
END_TEST

START_TEST(full_list_keeps_counting_errors)
{
	static struct fp_faults faults;

	for (int i = 0; i < 60; i++)
		fp_fail(fp_faults_next(&faults, FP_ERROR), FP_REFUSED, "fault %d", i);
	fp_fail(fp_faults_next(&faults, FP_NOTE), FP_REFUSED, "a note");
	ck_assert_uint_eq(faults.n, 50);
	ck_assert_uint_eq(faults.n_errors, 60);
	ck_assert_uint_eq(faults.n_lost, 11);
	ck_assert_str_eq(faults.item[49].text, "fault 49");
}
END_TEST

START_TEST(spare_is_empty_each_time)
{
	static struct fp_faults faults;
	struct fp_error *err = NULL;

	for (int i = 0; i < 52; i++) {
		err = fp_faults_next(&faults, FP_ERROR);
		fp_fail(err, FP_REFUSED, "fault %d", i);
	}
	ck_assert_str_eq(err->text, "fault 51");
}
END_TEST

static void add(struct fp_faults *list, const char *file, unsigned line, unsigned column,
		const char *text)
{
	struct fp_error *fault = fp_faults_next(list, FP_ERROR);

	fp_fail(fault, FP_REFUSED, "%s", text);
	snprintf(fault->file, sizeof fault->file, "%s", file);
	fault->line = line;
	fault->column = column;
}

START_TEST(faults_are_sorted_by_line_file_by_file)
{
	static const char *const order[] = { "no line", "first",   "left",
					     "right",	"other 1", "other 9" };
	static struct fp_faults list;

	add(&list, "a", 7, 9, "right");
	add(&list, "b", 9, 1, "other 9");
	add(&list, "a", 0, 0, "no line");
	add(&list, "a", 7, 3, "left");
	add(&list, "b", 1, 1, "other 1");
	add(&list, "a", 2, 5, "first");
	fp_faults_sort(&list);
	for (size_t i = 0; i < 6; i++)
		ck_assert_str_eq(list.item[i].text, order[i]);
}
END_TEST

START_TEST(reason_of_errno_and_of_the_first_error_only)
{
	struct fp_error err = { 0 };

	errno = EEXIST;
	fp_fail_errno(&err, FP_REFUSED, "cannot");
	ck_assert_str_eq(fp_reason_name(err.reason), "exists");
	fp_reason(&err, FP_REASON_TABLE, "a");
	ck_assert_int_eq(err.reason, FP_REASON_EXISTS);
	memset(&err, 0, sizeof err);
	fp_fail(&err, FP_REFUSED, "no");
	ck_assert_ptr_null(fp_reason_name(err.reason));
	fp_reason(&err, FP_REASON_TABLE, "a, b");
	ck_assert_str_eq(err.names, "a, b");
	fp_fail(&err, FP_REFUSED, "another");
	fp_reason(&err, FP_REASON_PER_DEVICE, "c");
	ck_assert_str_eq(err.names, "a, b");
}
END_TEST

TEST_MAIN("error", first_error_wins, first_hint_wins, hint_to_an_error_that_lost_is_left_out,
	  errno_is_told_and_kept, long_text_is_cut, faults_are_kept_in_order,
	  full_list_keeps_counting_errors, spare_is_empty_each_time,
	  faults_are_sorted_by_line_file_by_file, reason_of_errno_and_of_the_first_error_only)
