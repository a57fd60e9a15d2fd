// SPDX-License-Identifier: GPL-2.0-or-later
// The chip's own table: which regions contradict what is selected; and two tables compared.

#include <string.h>

#include "formats/agree.h"
#include "formats/own.h"
#include "support/plans.h"
#include "support/test.h"

/* fd 0+4K, me 4K+252K, bios 256K+768K with an inner area at 512K+64K. */
static struct fp_plan *table(void)
{
	return plan_of("1M", "{ 'name': 'fd', 'size': '4K' }, { 'name': 'me', 'size': '252K' },"
			     "{ 'name': 'bios', 'size': 'rest' } ],"
			     "'spans': [ { 'name': 'inner', 'offset': '512K', 'size': '64K' } ]");
}

static const struct fp_range bios = { 0x40000, 0xc0000 }, me = { 0x1000, 0x3f000 };

static const char *judge(struct fp_range selected, const struct fp_range *known, size_t n)
{
	struct fp_plan *plan = table();
	const struct fp_partition *region = fp_own_judge(plan, selected, known, n);
	static char name[32];

	strcpy(name, region ? region->name : "");
	fp_plan_free(plan);
	return name;
}

START_TEST(a_region_must_contain_the_selection_or_be_known)
{
	ck_assert_str_eq(judge((struct fp_range){ 0x50000, 0x1000 }, NULL, 0), "");
	ck_assert_str_eq(judge((struct fp_range){ 0x30000, 0x20000 }, NULL, 0), "me");
	ck_assert_str_eq(judge((struct fp_range){ 0x40000, 0xc0000 }, &bios, 1), "");
	ck_assert_str_eq(judge((struct fp_range){ 0x3f000, 0xc1000 }, &bios, 1), "me");
	ck_assert_str_eq(judge((struct fp_range){ 0x1000, 0xff000 },
			       (const struct fp_range[]){ bios, me }, 2),
			 "");
	ck_assert_str_eq(
		judge((struct fp_range){ 0, 0x100000 }, (const struct fp_range[]){ bios, me }, 2),
		"fd");
}
END_TEST

START_TEST(an_area_inside_a_known_region_is_that_ones_affair)
{
	/* Not known, and selected whole with what surrounds it. */
	ck_assert_str_eq(judge((struct fp_range){ 0x70000, 0x30000 }, NULL, 0), "inner");
	ck_assert_str_eq(judge((struct fp_range){ 0x70000, 0x30000 }, &bios, 1), "");
	/* Cut through. */
	ck_assert_str_eq(judge((struct fp_range){ 0x70000, 0x18000 }, &bios, 1), "inner");
}
END_TEST

START_TEST(places_are_where_the_plan_says)
{
	struct fp_plan *plan = table();
	struct fp_own own = fp_own_find(NULL, 1 << 20);

	ck_assert_uint_eq(own.place.size, 4096);
	ck_assert(!own.is_stated);
	plan->table.kind = FP_TABLE_NONE;
	ck_assert_uint_eq(fp_own_find(plan, 1 << 20).place.size, 0);
	plan->table = (struct fp_table_ref){ .kind = FP_TABLE_FMAP, .offset = 0xff000 };
	own = fp_own_find(plan, 1 << 20);
	ck_assert_uint_eq(own.place.offset, 0xff000);
	ck_assert_uint_eq(own.place.size, 0x1000);
	plan->table = (struct fp_table_ref){ .kind = FP_TABLE_MTDPARTS, .partition = "me" };
	own = fp_own_find(plan, 1 << 20);
	ck_assert_uint_eq(own.place.offset, 0x1000);
	ck_assert_uint_eq(own.place.size, 0x3f000);
	fp_plan_free(plan);
}
END_TEST

START_TEST(no_table_is_worth_a_word_only_where_the_plan_states_one)
{
	static uint8_t bytes[4096];
	struct fp_own own = fp_own_find(NULL, 1 << 20);
	struct fp_error err = { 0 };
	struct fp_plan *found;

	memset(bytes, 0xff, sizeof bytes);
	fp_own_read(&own, bytes, 1 << 20, &found, &err);
	ck_assert_ptr_null(found);
	ck_assert_int_eq(err.code, FP_OK);
	own.is_stated = true;
	fp_own_read(&own, bytes, 1 << 20, &found, &err);
	test_assert_error(&err, FP_NO, "there is none, it is erased");
	memset(&err, 0, sizeof err);
	/* A signature, and regions behind the chip's end. */
	memcpy(bytes + 16, "\x5a\xa5\xf0\x0f\x00\x00\x04\x00\x00\x00\x00\x00", 12);
	memcpy(bytes + 0x44, "\x00\x01\xff\x7f", 4);
	fp_own_read(&own, bytes, 1 << 20, &found, &err);
	ck_assert_ptr_null(found);
	ck_assert_int_eq(err.code, FP_NO);
}
END_TEST

START_TEST(tables_agree_by_places_and_differ_aloud)
{
	static struct fp_faults faults;
	struct fp_plan *a = table(), *b = table(),
		       *c = plan_of(
			       "1M",
			       "{ 'name': 'fd', 'size': '4K' }, { 'name': 'x', 'size': '248K' },"
			       "{ 'name': 'bios', 'size': 'rest' } ]");

	b->parts[1].name = "management";
	fp_tables_compare(a, b, "b", &faults);
	ck_assert_uint_eq(faults.n, 0);
	fp_tables_compare(a, c, "c", &faults);
	ck_assert_uint_eq(faults.n, 3);
	test_assert_error(&faults.item[0], FP_REFUSED, "`me` (0x1000+0x3f000) is not in c");
	test_assert_error(&faults.item[1], FP_REFUSED,
			  "`bios` is at 0x40000+0xc0000 here, at 0x3f000+0xc1000 in c");
	test_assert_error(&faults.item[2], FP_REFUSED,
			  "c has `x` (0x1000+0x3e000), which is no partition or span here");
	fp_plan_free(a);
	fp_plan_free(b);
	fp_plan_free(c);
}
END_TEST

TEST_MAIN("own", a_region_must_contain_the_selection_or_be_known,
	  an_area_inside_a_known_region_is_that_ones_affair, places_are_where_the_plan_says,
	  no_table_is_worth_a_word_only_where_the_plan_states_one,
	  tables_agree_by_places_and_differ_aloud)
