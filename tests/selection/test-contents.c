// SPDX-License-Identifier: GPL-2.0-or-later
// The contents of a selection in memory: targets of a job, checked.

#include <string.h>

#include "base/bytes.h"
#include "selection/contents.h"
#include "support/plans.h"
#include "support/test.h"

static struct fp_error err;
static struct fp_plan *plan;
static struct fp_arena *arena;
static struct fp_contents contents;
static uint8_t bytes[65536];

static void setup(void)
{
	test_random(bytes, sizeof bytes, 1);
	test_write_file("a.bin", bytes, 50000);
	arena = fp_arena_new();
	plan = plan_of("256K",
		       "{ 'name': 'a', 'size': '64K', 'file': 'a.bin',"
		       "  'keep': [ { 'offset': '16K', 'size': '16K' } ] },"
		       "{ 'name': 'b', 'size': '64K', 'fill': 3, 'type': 'text' },"
		       "{ 'name': 'para', 'size': '64K', 'per-device': true },"
		       "{ 'name': 'd', 'size': '64K', 'file': { 'path': 'a.bin', 'sha256':"
		       "  'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' } } ],"
		       "'spans': [ { 'name': 's', 'from': 'a', 'to': 'para', 'file': 'span' } ]");
}

static void teardown(void)
{
	fp_contents_free(&contents);
	fp_arena_free(arena);
	fp_plan_free(plan);
}

static int load(const char *name, const char *file)
{
	const struct fp_choice choice = { name, file, true };
	const struct fp_request request = { .choices = &choice,
					    .n_choices = 1,
					    .purpose = FP_FOR_WRITE };
	const struct fp_source_dirs dirs = { NULL, 0 };
	struct fp_selection selection;

	ck_assert_msg(fp_select(plan, &request, arena, &selection, &err) == 0, "%s", err.text);
	return fp_contents_load(&contents, plan, &selection, &dirs, &err);
}

START_TEST(content_is_padded_to_the_partition)
{
	ck_assert_msg(load("a", NULL) == 0, "%s", err.text);
	ck_assert_uint_eq(contents.n_items, 1);
	ck_assert_uint_eq(contents.items[0].end, 50000);
	ck_assert_mem_eq(contents.items[0].data, bytes, 50000);
	ck_assert(fp_is_filled(contents.items[0].data + 50000, 65536 - 50000, 0xff));
}
END_TEST

START_TEST(content_that_is_one_file_tells_where_it_is_in_it)
{
	ck_assert_int_eq(load("a", NULL), 0);
	ck_assert_str_eq(contents.items[0].file, test_path("a.bin"));
	ck_assert_uint_eq(contents.items[0].skip, 0);
}
END_TEST

START_TEST(content_that_is_no_file_names_none)
{
	fp_plan_free(plan);
	plan = plan_of("256K", "{ 'name': 'b', 'size': 'rest', 'pieces': ["
			       "  { 'file': 'a.bin' }, { 'fill': 3, 'length': 1 } ] } ]");
	ck_assert_msg(load("b", NULL) == 0, "%s", err.text);
	ck_assert_ptr_null(contents.items[0].file);
}
END_TEST

START_TEST(targets_leave_out_keeps_and_point_to_their_bytes)
{
	ck_assert_int_eq(load("a", NULL), 0);
	ck_assert_uint_eq(contents.n_targets, 2);
	ck_assert_uint_eq(contents.targets[0].range.size, 16384);
	ck_assert_uint_eq(contents.targets[1].range.offset, 32768);
	ck_assert_uint_eq(contents.targets[1].range.size, 32768);
	ck_assert_ptr_eq(contents.targets[0].data, contents.items[0].data);
	ck_assert_ptr_eq(contents.targets[1].data, contents.items[0].data + 32768);
}
END_TEST

START_TEST(targets_of_a_span_count_from_its_start)
{
	static uint8_t span[3 * 65536];

	memset(span, 'x', sizeof span);
	memcpy(span, bytes, 65536);
	test_write_file("span", span, sizeof span);
	ck_assert_msg(load("s", NULL) == 0, "%s", err.text);
	ck_assert_uint_eq(contents.n_targets, 2);
	ck_assert_uint_eq(contents.targets[1].range.offset, 32768);
	ck_assert_uint_eq(contents.targets[1].range.size, 65536 + 32768);
	ck_assert_mem_eq(contents.targets[1].data, span + 32768, 65536 + 32768);
}
END_TEST

START_TEST(wrong_type_is_refused)
{
	ck_assert_int_eq(load("b", NULL), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "`b`: expected");
	ck_assert_uint_eq(contents.n_targets, 0);
}
END_TEST

START_TEST(wrong_checksum_is_refused)
{
	ck_assert_int_eq(load("d", NULL), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "the plan pins ba7816bf");
}
END_TEST

START_TEST(pinned_checksum_is_not_of_the_file_of_the_user)
{
	ck_assert_msg(load("d", test_path("a.bin")) == 0, "%s", err.text);
	ck_assert_mem_eq(contents.items[0].data, bytes, 50000);
}
END_TEST

START_TEST(missing_file_is_told)
{
	ck_assert_int_eq(load("a", test_path("none")), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "No such file");
}
END_TEST

TEST_MAIN_WITH("contents", setup, teardown, content_is_padded_to_the_partition,
	       content_that_is_one_file_tells_where_it_is_in_it, content_that_is_no_file_names_none,
	       targets_leave_out_keeps_and_point_to_their_bytes,
	       targets_of_a_span_count_from_its_start, wrong_type_is_refused,
	       wrong_checksum_is_refused, pinned_checksum_is_not_of_the_file_of_the_user,
	       missing_file_is_told)
