// SPDX-License-Identifier: GPL-2.0-or-later
// flashrom's layout files.

#include "support/format-bench.h"

#define FORMAT (&fp_format_flashrom)

START_TEST(lines_become_partitions)
{
	struct fp_plan *plan =
		format_read_text(FORMAT, "00000000:0003ffff boot\r\n\n0x40000:0XFFfff\tre-st  ", 0);

	format_assert_list(plan, "boot 0 40000\nre-st 40000 c0000\n");
	ck_assert_uint_eq(plan->size, 0x100000);
	fp_plan_free(plan);
}
END_TEST

START_TEST(anything_else_is_an_error_with_its_line)
{
	format_refuse_text(FORMAT, "0:ffff a\nrest\n", 2, "expected \"start:end name\"");
	format_refuse_text(FORMAT, "0:ffff a\n# no comments\n", 2, "found \"# no comments\"");
	format_refuse_text(FORMAT, "0:ffff\n", 1, "expected \"start:end name\"");
	format_refuse_text(FORMAT, "0:ffff \n", 1, "expected \"start:end name\"");
	format_refuse_text(FORMAT, "0-ffff a\n", 1, "expected \"start:end name\"");
	format_refuse_text(FORMAT, "0:fffg a\n", 1, "expected \"start:end name\"");
	format_refuse_text(FORMAT, ":ffff a\n", 1, "expected \"start:end name\"");
	format_refuse_text(FORMAT, "0:1ffffffffffffffff a\n", 1, "expected \"start:end name\"");
	format_refuse_text(FORMAT, "-1:ffff a\n", 1, "expected \"start:end name\"");
}
END_TEST

START_TEST(end_before_start_and_beyond_4g)
{
	format_refuse_text(FORMAT, "0:f a\n\n20:10 b\n", 3,
			   "the end 0x10 lies before the start 0x20");
	format_refuse_text(FORMAT, "0:100000000 a\n", 1, "the end 0x100000000 is beyond 4G");
}
END_TEST

START_TEST(no_partitions_are_an_error)
{
	format_refuse_text(FORMAT, "\n \n", 0, "no partitions are in it");
}
END_TEST

START_TEST(control_characters_do_not_reach_the_message)
{
	format_refuse_text(FORMAT, "\x1b[2Jclear\n", 1, "found \"?[2Jclear\"");
}
END_TEST

START_TEST(first_line_is_recognised)
{
	ck_assert(format_probe(FORMAT, "\n0:ffff a\nx", 11));
	ck_assert(!format_probe(FORMAT, "\nx\n0:ffff a", 11));
	ck_assert(!format_probe(FORMAT, "", 0));
}
END_TEST

START_TEST(written_in_offset_order_with_inclusive_ends)
{
	struct fp_plan *plan =
		format_plan("{\"flashplan\":1,\"flash\":{\"size\":\"4G\"},\"partitions\":["
			    "{\"name\":\"b\",\"offset\":\"64K\",\"size\":\"rest\"},"
			    "{\"name\":\"a\",\"offset\":0,\"size\":\"64K\"}]}");

	format_assert_written(FORMAT, plan, "00000000:0000ffff a\n00010000:ffffffff b\n");
	fp_plan_free(plan);
}
END_TEST

TEST_MAIN("format-flashrom", lines_become_partitions, anything_else_is_an_error_with_its_line,
	  end_before_start_and_beyond_4g, no_partitions_are_an_error,
	  control_characters_do_not_reach_the_message, first_line_is_recognised,
	  written_in_offset_order_with_inclusive_ends)
