// SPDX-License-Identifier: GPL-2.0-or-later
// The journal: marks on disk, their order, and what a resumed job takes from a backup.

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job/journal.h"
#include "support/test.h"

#define CHIP 0x100000u

static void put_mark(const char *backup, uint64_t offset, uint64_t size)
{
	struct fp_error err = { 0 };

	ck_assert_msg(!fp_journal_mark(backup, (struct fp_range){ offset, size }, &err), "%s",
		      err.text);
}

static void assert_mark(const char *backup, uint64_t offset, uint64_t size)
{
	struct fp_error err = { 0 };
	struct fp_range at;
	bool is_there;

	ck_assert_msg(!fp_journal_read(backup, &is_there, &at, &err), "%s", err.text);
	ck_assert(is_there);
	ck_assert_uint_eq(at.offset, offset);
	ck_assert_uint_eq(at.size, size);
}

static void assert_no_mark(const char *backup)
{
	struct fp_range at = { 1, 1 };
	struct fp_error err = { 0 };
	bool is_there = true;

	ck_assert_int_eq(fp_journal_read(backup, &is_there, &at, &err), 0);
	ck_assert(!is_there);
	ck_assert_uint_eq(at.size, 0);
}

START_TEST(mark_is_read_back_and_replaced)
{
	const char *backup = test_path("a.bak");

	put_mark(backup, 0, 0);
	assert_mark(backup, 0, 0);
	put_mark(backup, UINT64_C(0xffff0000), 0x10000);
	assert_mark(backup, UINT64_C(0xffff0000), 0x10000);
}
END_TEST

START_TEST(mark_is_the_documented_json)
{
	const char *const text = "{ \"flashplan-unfinished\": 1, \"offset\": 4096, \"size\": 8192 "
				 "}\n";
	uint8_t *found;
	size_t n;

	put_mark(test_path("a.bak"), 0x1000, 0x2000);
	found = test_read_file(test_path("a.bak.unfinished"), &n);
	ck_assert_str_eq((char *)found, text);
	free(found);
}
END_TEST

START_TEST(no_mark_is_no_failure)
{
	assert_no_mark(test_path("none.bak"));
}
END_TEST

START_TEST(cleared_mark_is_gone)
{
	const char *backup = test_path("a.bak");
	struct fp_error err = { 0 };

	put_mark(backup, 0x1000, 0x1000);
	ck_assert_int_eq(fp_journal_clear(backup, &err), 0);
	assert_no_mark(backup);
	ck_assert_int_eq(fp_journal_clear(backup, &err), 0);
	ck_assert_int_eq(err.code, FP_OK);
}
END_TEST

START_TEST(mark_that_cannot_be_written_or_removed_is_refused)
{
	const char *const path = test_path("none/a.bak");
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_journal_mark(path, (struct fp_range){ 0, 0 }, &err), -FP_REFUSED);
	memset(&err, 0, sizeof err);
	test_write_file("file", "", 0);
	ck_assert_int_eq(fp_journal_clear(test_path("file/a.bak"), &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "cannot remove ");
}
END_TEST

static void assert_garbage(const char *text, size_t n, const char *expected)
{
	struct fp_error err = { 0 };
	struct fp_range at;
	bool is_there;

	test_write_file("g.bak.unfinished", text, n);
	ck_assert_msg(fp_journal_read(test_path("g.bak"), &is_there, &at, &err) == -FP_REFUSED,
		      "accepted: %s", text);
	ck_assert(is_there);
	test_assert_error(&err, FP_REFUSED, expected);
}

START_TEST(garbage_in_a_mark_is_refused)
{
	static const char *const garbage[] = {
		"",
		"\n",
		"{}",
		"[]",
		"null",
		"{ \"flashplan-unfinished\": 1, \"offset\": 0 }",
		"{ \"flashplan-unfinished\": 1, \"size\": 0 }",
		"{ \"flashplan-unfinished\": 2, \"offset\": 0, \"size\": 0 }",
		"{ \"flashplan-unfinished\": 1, \"offset\": -1, \"size\": 0 }",
		"{ \"flashplan-unfinished\": 1, \"offset\": 0, \"size\": -1 }",
		"{ \"flashplan-unfinished\": 1, \"offset\": \"0\", \"size\": 0 }",
		"{ \"flashplan-unfinished\": 1, \"offset\": 0.5, \"size\": 0 }",
		"{ \"flashplan-unfinished\": 1, \"offset\": 0, \"size\": 18446744073709551616 }",
		"{ \"flashplan-unfinished\": 1, \"offset\": 0, \"size\": 0, \"size\": 4096 }",
		"{ \"flashplan-unfinished\": 1, \"offset\": 0, \"size\": 40",
	};

	for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++)
		assert_garbage(garbage[i], strlen(garbage[i]),
			       "is not what flashplan writes there");
}
END_TEST

START_TEST(range_in_a_mark_that_overflows_is_refused)
{
	static const char text[] = "{ \"flashplan-unfinished\": 1, \"offset\": "
				   "9223372036854775807, \"size\": 9223372036854775807 }";

	assert_garbage(text, strlen(text), "names a range that cannot be");
}
END_TEST

START_TEST(huge_mark_is_refused)
{
	static char text[1 << 20];

	memset(text, ' ', sizeof text);
	assert_garbage(text, sizeof text, "");
}
END_TEST

static void assert_found(const char *prefix, const char *const *names, size_t n)
{
	struct fp_error err = { 0 };
	char **paths;
	size_t found;

	ck_assert_int_eq(fp_journal_find(test_path(prefix), &paths, &found, &err), 0);
	ck_assert_uint_eq(found, n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(paths[i], test_path(names[i]));
		free(paths[i]);
	}
	free(paths);
}

START_TEST(marks_are_found_from_the_oldest_on)
{
	static const char *const names[] = { "p-2025-12-31-100.bak", "p-2026-01-02-2.bak",
					     "p-2026-01-02-9.bak",   "p-2026-01-02-10.bak",
					     "p-2026-01-03-1.bak",   "p-2026-11-01-1.bak" };
	static const size_t order[] = { 3, 5, 0, 4, 2, 1 };

	for (size_t i = 0; i < 6; i++)
		put_mark(test_path(names[order[i]]), 0, 0);
	test_write_file("p-2026-01-02-3.bak", "", 0);
	put_mark(test_path("q-2026-01-02-1.bak"), 0, 0);
	assert_found("p", names, 6);
}
END_TEST

START_TEST(backups_of_other_plans_are_not_found)
{
	static const char *const names[] = { "p-2026-01-02-1.bak" };
	static const char *const others[] = { "p-front-2026-01-02-1.bak", "p-2-2026-01-02-1.bak",
					      "p2-2026-01-02-1.bak", "p-2026-01-02.bak2",
					      "p-2026-01-02-x.bak" };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		put_mark(test_path(others[i]), 0, 0);
	put_mark(test_path(names[0]), 0, 0);
	assert_found("p", names, 1);
}
END_TEST

START_TEST(named_backup_and_those_in_its_place_are_found_in_their_order)
{
	static const char *const names[] = { "my[1]-*.bak", "my[1]-*.bak-1.bak",
					     "my[1]-*.bak-2.bak" };

	for (size_t i = 3; i-- > 0;)
		put_mark(test_path(names[i]), 0, 0);
	put_mark(test_path("my1-x.bak"), 0, 0);
	assert_found("my[1]-*.bak", names, 3);
}
END_TEST

START_TEST(no_marks_make_an_empty_list)
{
	assert_found("nothing", NULL, 0);
}
END_TEST

/* A job over three blocks, of which the first and the last are mixed, an earlier one's backup of
 * the same, and what the chip holds now. */
static struct resumption {
	uint32_t block;
	uint8_t before[CHIP], now[CHIP], wanted[CHIP];
	struct fp_job_target target;
	struct fp_range ranges[1];
	struct fp_backup backup;
	struct fp_job job;
	uint64_t taken;
	struct fp_error err;
} r;

static void set_up(uint32_t block)
{
	static uint8_t data[CHIP];

	memset(&r, 0, sizeof r);
	r.block = block;
	test_random(data, sizeof data, 1);
	test_random(r.before, sizeof r.before, 2);
	memcpy(r.now, r.before, CHIP);
	r.target = (struct fp_job_target){ { block + block / 4, 2 * block }, data };
	r.ranges[0] = (struct fp_range){ block, 3 * block };
	r.backup = (struct fp_backup){ .chip_size = CHIP,
				       .ranges = r.ranges,
				       .n_ranges = 1,
				       .data = r.before + block,
				       .size = 3 * block };
	memcpy(r.wanted, r.before, CHIP);
	memcpy(r.wanted + r.target.range.offset, data, (size_t)r.target.range.size);
}

static int resume(uint64_t offset, uint64_t size, const struct fp_range *older, size_t n_older)
{
	int ret;

	memset(&r.err, 0, sizeof r.err);
	ret = fp_job_plan(&r.job, &r.target, 1, CHIP, r.block, &r.err);
	ck_assert_int_eq(ret, 0);
	memcpy(r.job.old, r.now + r.block, r.job.size);
	fp_job_compose(&r.job);
	return fp_journal_resume(&r.job, &r.backup, (struct fp_range){ offset, size }, older,
				 n_older, &r.taken, &r.err);
}

/* What the job shall write, with the slack as it is now in the blocks from..to - 1. */
static void assert_wanted(uint32_t from, uint32_t to)
{
	for (uint64_t i = from * r.block; i < to * r.block; i++)
		if (i < r.target.range.offset || i >= fp_range_end(r.target.range))
			r.wanted[i] = r.now[i];
	ck_assert_mem_eq(r.job.want, r.wanted + r.block, r.job.size);
	ck_assert_mem_eq(r.job.old, r.now + r.block, r.job.size);
	fp_job_free(&r.job);
}

static const uint32_t blocks[] = { 0x1000, 0x10000 };

START_TEST(slack_of_an_interrupted_block_comes_from_the_backup)
{
	uint64_t lost = 0;

	set_up(blocks[_i]);
	memset(r.now + r.block, 0xff, r.block);
	memcpy(r.now + r.block + r.block / 2, r.wanted + r.block + r.block / 2, r.block / 4);
	for (uint32_t i = r.block; i < r.block + r.block / 4; i++)
		lost += r.before[i] != 0xff;
	ck_assert_int_eq(resume(r.block, r.block, NULL, 0), 0);
	ck_assert_uint_eq(r.taken, lost);
	assert_wanted(0, 0);
}
END_TEST

START_TEST(slack_behind_the_target_comes_from_the_backup)
{
	set_up(blocks[_i]);
	memset(r.now + 3 * r.block, 0xff, r.block);
	ck_assert_int_eq(resume(3 * r.block, r.block, NULL, 0), 0);
	ck_assert_uint_gt(r.taken, 0);
	assert_wanted(0, 0);
}
END_TEST

START_TEST(nothing_is_taken_where_nothing_was_lost)
{
	set_up(blocks[_i]);
	ck_assert_int_eq(resume(r.block, r.block, NULL, 0), 0);
	ck_assert_uint_eq(r.taken, 0);
	assert_wanted(0, 0);
}
END_TEST

START_TEST(slack_that_somebody_else_wrote_is_refused)
{
	set_up(blocks[_i]);
	r.before[r.block + 5] = 0xf0;
	r.now[r.block + 5] = 0x70;
	ck_assert_int_eq(resume(r.block, r.block, NULL, 0), -FP_REFUSED);
	test_assert_error(&r.err, FP_REFUSED,
			  "and what is there now is neither what it left nor what was there");
	ck_assert_ptr_nonnull(strstr(r.err.hint, "flashplan restore"));
	fp_job_free(&r.job);
}
END_TEST

START_TEST(target_bytes_are_no_reason_to_refuse)
{
	set_up(blocks[_i]);
	memset(r.now + r.block + r.block / 4, 0, r.block / 2);
	ck_assert_int_eq(resume(r.block, r.block, NULL, 0), 0);
	ck_assert_uint_eq(r.taken, 0);
	assert_wanted(0, 0);
}
END_TEST

START_TEST(blocks_outside_of_the_mark_are_left)
{
	set_up(blocks[_i]);
	memset(r.now + r.block, 0xff, 3 * r.block);
	ck_assert_int_eq(resume(3 * r.block, r.block, NULL, 0), 0);
	assert_wanted(0, 3);
	ck_assert_int_eq(resume(5 * r.block, r.block, NULL, 0), 0);
	ck_assert_uint_eq(r.taken, 0);
	assert_wanted(0, 4);
}
END_TEST

START_TEST(mixed_neighbour_of_the_marked_block_is_left)
{
	set_up(blocks[_i]);
	r.target.range = (struct fp_range){ r.block + r.block / 2, r.block };
	memcpy(r.wanted, r.before, CHIP);
	memcpy(r.wanted + r.target.range.offset, r.target.data, (size_t)r.target.range.size);
	memset(r.now + r.block, 0xff, 2 * r.block);
	ck_assert_int_eq(resume(r.block, r.block, NULL, 0), 0);
	assert_wanted(2, 3);
}
END_TEST

START_TEST(covered_blocks_take_nothing)
{
	set_up(blocks[_i]);
	memset(r.now + 2 * r.block, 0xff, r.block);
	ck_assert_int_eq(resume(2 * r.block, r.block, NULL, 0), 0);
	ck_assert_uint_eq(r.taken, 0);
	assert_wanted(0, 0);
}
END_TEST

START_TEST(blocks_that_are_not_in_the_backup_are_left)
{
	set_up(blocks[_i]);
	memset(r.now + r.block, 0xff, 3 * r.block);
	r.ranges[0] = (struct fp_range){ 3 * r.block, r.block };
	r.backup.data = r.before + 3 * r.block;
	r.backup.size = r.block;
	ck_assert_int_eq(resume(r.block, 3 * r.block, NULL, 0), 0);
	ck_assert_uint_gt(r.taken, 0);
	assert_wanted(0, 3);
}
END_TEST

START_TEST(blocks_that_an_older_backup_has_decided_are_left)
{
	set_up(blocks[_i]);
	const struct fp_range older = { r.block, r.block };

	/* Seen from this backup, somebody has programmed there. */
	memset(r.now + r.block, 0, r.block);
	memset(r.now + 3 * r.block, 0xff, r.block);
	ck_assert_int_eq(resume(r.block, 3 * r.block, &older, 1), 0);
	ck_assert_uint_gt(r.taken, 0);
	assert_wanted(0, 2);
	ck_assert_int_eq(resume(r.block, 3 * r.block, NULL, 0), -FP_REFUSED);
	fp_job_free(&r.job);
}
END_TEST

START_TEST(empty_mark_takes_nothing)
{
	set_up(blocks[_i]);
	memset(r.now + r.block, 0xff, 3 * r.block);
	ck_assert_int_eq(resume(r.block, 0, NULL, 0), 0);
	ck_assert_uint_eq(r.taken, 0);
	assert_wanted(0, 4);
}
END_TEST

int main(void)
{
	const TTest *const on_disk[] = {
		mark_is_read_back_and_replaced,
		mark_is_the_documented_json,
		no_mark_is_no_failure,
		cleared_mark_is_gone,
		mark_that_cannot_be_written_or_removed_is_refused,
		garbage_in_a_mark_is_refused,
		range_in_a_mark_that_overflows_is_refused,
		huge_mark_is_refused,
		marks_are_found_from_the_oldest_on,
		backups_of_other_plans_are_not_found,
		named_backup_and_those_in_its_place_are_found_in_their_order,
		no_marks_make_an_empty_list
	};
	const TTest *const resuming[] = { slack_of_an_interrupted_block_comes_from_the_backup,
					  slack_behind_the_target_comes_from_the_backup,
					  nothing_is_taken_where_nothing_was_lost,
					  slack_that_somebody_else_wrote_is_refused,
					  target_bytes_are_no_reason_to_refuse,
					  blocks_outside_of_the_mark_are_left,
					  mixed_neighbour_of_the_marked_block_is_left,
					  covered_blocks_take_nothing,
					  blocks_that_are_not_in_the_backup_are_left,
					  blocks_that_an_older_backup_has_decided_are_left,
					  empty_mark_takes_nothing };
	Suite *suite = suite_create("journal");
	TCase *tcase = tcase_create("journal");

	for (size_t i = 0; i < sizeof on_disk / sizeof *on_disk; i++)
		tcase_add_test(tcase, on_disk[i]);
	for (size_t i = 0; i < sizeof resuming / sizeof *resuming; i++)
		tcase_add_loop_test(tcase, resuming[i], 0, sizeof blocks / sizeof *blocks);
	suite_add_tcase(suite, tcase);
	return test_main_suite(suite);
}
