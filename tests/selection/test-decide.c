// SPDX-License-Identifier: GPL-2.0-or-later
// The table of what is taken, left and refused, cell by cell.

#include <string.h>

#include "selection/decide.h"
#include "support/test.h"

enum class { ORDINARY, READ_ONLY, PER_DEVICE, BOTH };

/* A row of the manual's table. Each purpose has a letter: t taken, k kept, s skipped, r refused;
 * and
 * `-` where the row has no cell. */
static const struct row {
	enum fp_selector selector;
	enum class class;
	const char *contents; /* of n, o, s: none, offered, stated */
	const char *cells; /* write verify image replace erase */
} rows[] = {
	{ FP_BY_NAME, ORDINARY, "so", "ttttt" },   { FP_BY_NAME, ORDINARY, "n", "rrrrt" },
	{ FP_BY_NAME, READ_ONLY, "so", "rttrr" },  { FP_BY_NAME, READ_ONLY, "n", "rrrrr" },
	{ FP_BY_NAME, PER_DEVICE, "so", "rtrrr" }, { FP_BY_NAME, PER_DEVICE, "n", "rrrrr" },
	{ FP_BY_NAME, BOTH, "so", "rtrrr" },	   { FP_BY_SPAN, ORDINARY, "nso", "ttttt" },
	{ FP_BY_SPAN, READ_ONLY, "nso", "kkkkk" }, { FP_BY_SPAN, PER_DEVICE, "nso", "kkkkk" },
	{ FP_BY_SPAN, BOTH, "nso", "kkkkk" },	   { FP_BY_ALL, ORDINARY, "so", "ttttt" },
	{ FP_BY_ALL, ORDINARY, "n", "sssss" },	   { FP_BY_ALL, READ_ONLY, "s", "rttrr" },
	{ FP_BY_ALL, READ_ONLY, "o", "sttss" },	   { FP_BY_ALL, READ_ONLY, "n", "sssss" },
	{ FP_BY_ALL, PER_DEVICE, "s", "rtrrr" },   { FP_BY_ALL, PER_DEVICE, "o", "sssss" },
	{ FP_BY_ALL, PER_DEVICE, "n", "sssss" },   { FP_BY_ALL, BOTH, "s", "rtrrr" },
	{ FP_BY_ALL, BOTH, "o", "sssss" },
};
static const enum fp_purpose purposes[] = { FP_FOR_WRITE, FP_FOR_VERIFY, FP_FOR_IMAGE,
					    FP_FOR_REPLACE, FP_FOR_ERASE };
#define N_ROWS	   (sizeof rows / sizeof *rows)
#define N_PURPOSES (sizeof purposes / sizeof *purposes)

static enum fp_left_why why;

static char decide(const struct row *row, char content, enum fp_purpose purpose)
{
	const struct fp_coming coming = {
		.purpose = purpose,
		.selector = row->selector,
		.content = content == 'n'   ? FP_CONTENT_NONE
			   : content == 'o' ? FP_CONTENT_OFFERED
					    : FP_CONTENT_STATED,
		.is_per_device = row->class == PER_DEVICE || row->class == BOTH,
		.is_read_only = row->class == READ_ONLY || row->class == BOTH,
	};

	return "tksr"[fp_decide(&coming, &why)];
}

START_TEST(every_cell_is_as_in_the_manual)
{
	const struct row *const row = &rows[_i];

	for (const char *content = row->contents; *content; content++)
		for (size_t i = 0; i < N_PURPOSES; i++)
			ck_assert_msg(decide(row, *content, purposes[i]) == row->cells[i],
				      "row %d, content %c, column %zu", _i, *content, i);
}
END_TEST

START_TEST(the_reason_is_the_class_or_that_there_is_no_content)
{
	for (size_t r = 0; r < N_ROWS; r++) {
		const struct row *const row = &rows[r];

		for (size_t i = 0; i < N_PURPOSES; i++) {
			if (row->cells[i] == '-' || decide(row, *row->contents, purposes[i]) == 't')
				continue;
			if (row->class == ORDINARY)
				ck_assert_int_eq(why, FP_LEFT_NO_CONTENT);
			else if (*row->contents == 's')
				ck_assert_int_eq(why, row->class == READ_ONLY ? FP_LEFT_READ_ONLY
									      : FP_LEFT_PER_DEVICE);
		}
	}
}
END_TEST

START_TEST(a_reason_for_programs_is_where_a_program_would_branch)
{
	ck_assert_int_eq(fp_left_reason(FP_LEFT_PER_DEVICE), FP_REASON_PER_DEVICE);
	ck_assert_int_eq(fp_left_reason(FP_LEFT_READ_ONLY), FP_REASON_READ_ONLY);
	ck_assert_int_eq(fp_left_reason(FP_LEFT_NO_CONTENT), FP_REASON_NO_CONTENT);
	ck_assert_int_eq(fp_left_reason(FP_LEFT_ASKED), FP_REASON_NONE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decide");
	TCase *tcase = tcase_create("decide");

	tcase_add_loop_test(tcase, every_cell_is_as_in_the_manual, 0, (int)N_ROWS);
	tcase_add_test(tcase, the_reason_is_the_class_or_that_there_is_no_content);
	tcase_add_test(tcase, a_reason_for_programs_is_where_a_program_would_branch);
	suite_add_tcase(suite, tcase);
	return test_main_suite(suite);
}
