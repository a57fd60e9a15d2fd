// SPDX-License-Identifier: GPL-2.0-or-later
// Plans from text, from chains of files, and built without JSON.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plan/check.h"
#include "plan/json.h"
#include "support/plans.h"
#include "support/test.h"

static struct fp_error err;
static struct fp_faults faults;
static struct fp_plan *plan;

static void teardown(void)
{
	fp_plan_free(plan);
}

static void assert_part(size_t i, const char *name, uint64_t offset, uint64_t size)
{
	ck_assert_uint_lt(i, plan->n_parts);
	ck_assert_str_eq(plan->parts[i].name, name);
	ck_assert_uint_eq(plan->parts[i].range.offset, offset);
	ck_assert_uint_eq(plan->parts[i].range.size, size);
}

static const char *write_json(const char *name, const char *json)
{
	char text[2048];
	size_t n = 0;

	for (; json[n]; n++)
		text[n] = json[n] == '\'' ? '"' : json[n];
	return test_write_file(name, text, n);
}

static int load(const char *name, const struct fp_plan_paths *paths)
{
	memset(&faults, 0, sizeof faults);
	fp_plan_free(plan);
	return fp_plan_load(name, paths, &plan, &faults);
}

START_TEST(misspelt_type_gets_the_nearest_kind)
{
	plan = plan_try(
		"{ 'flashplan': 1, 'flash': { 'size': '64K' }, 'partitions': ["
		"{ 'name': 'a', 'size': '64K', 'type': [ 'jffs2', 'squahsfs', 'zzzzzz' ] } ] }",
		&faults);
	ck_assert_uint_eq(faults.n, 2);
	ck_assert_str_eq(faults.item[0].text, "`squahsfs` is not a kind of content");
	ck_assert_str_eq(faults.item[0].hint, "did you mean `squashfs`?");
	ck_assert_str_eq(faults.item[1].hint, "");
}
END_TEST

START_TEST(offsets_follow_and_rest_fills_up)
{
	plan = plan_of("1M", "{ 'name': 'a', 'size': '64K' }, { 'name': 'b', 'size': 'rest' },"
			     "{ 'name': 'd', 'offset': '512K', 'size': '4K' },"
			     "{ 'name': 'e', 'size': '0x1000' },"
			     "{ 'name': 'f', 'offset': '600K', 'size': 'rest' } ]");
	assert_part(0, "a", 0, 0x10000);
	assert_part(1, "b", 0x10000, 0x70000);
	assert_part(2, "d", 0x80000, 0x1000);
	assert_part(3, "e", 0x81000, 0x1000);
	assert_part(4, "f", 0x96000, 0x6a000);
}
END_TEST

START_TEST(spans_are_resolved_to_ranges)
{
	plan = plan_of("1M", "{ 'name': 'a', 'size': '64K' }, { 'name': 'b', 'size': '64K' },"
			     "{ 'name': 'c', 'size': 'rest' } ],"
			     "'spans': [ { 'name': 's', 'from': 'a', 'to': 'b' },"
			     "{ 'name': 't', 'offset': '60K', 'size': '8K' } ]");
	ck_assert_uint_eq(plan->n_spans, 2);
	ck_assert(plan->spans[0].is_span);
	ck_assert_uint_eq(plan->spans[0].range.offset, 0);
	ck_assert_uint_eq(plan->spans[0].range.size, 0x20000);
	ck_assert_uint_eq(plan->spans[1].range.offset, 60 * 1024);
}
END_TEST

START_TEST(content_becomes_pieces)
{
	const struct fp_piece *p;

	plan = plan_of("1M",
		       "{ 'name': 'a', 'size': '64K', 'keep': [ { 'offset': '4K', 'size': 1 } ],"
		       "'pieces': [ { 'file': { 'path': 'f', 'skip': 1, 'length': 2 } },"
		       "{ 'hex': 'ab cd', 'align': 16 }, { 'fill': 3, 'at': '1K', 'length': 4 } ]"
		       "}, { 'name': 'b', 'size': 'rest', 'fill': 0 } ]");
	ck_assert_uint_eq(plan->parts[0].n_keeps, 1);
	ck_assert_uint_eq(plan->parts[0].keeps[0].offset, 4096);
	ck_assert_uint_eq(plan->parts[0].n_pieces, 3);
	p = plan->parts[0].pieces;
	ck_assert_str_eq(p[0].path, "f");
	ck_assert_str_eq(p[0].dir, test_dir());
	ck_assert(p[0].skip == 1 && p[0].length == 2 && p[0].at == FP_OFFSET_NEXT);
	ck_assert(p[1].align == 16 && p[1].length == 2);
	ck_assert_mem_eq(p[1].bytes, "\xab\xcd", 2);
	ck_assert(p[2].at == 1024 && p[2].length == 4 && p[2].fill == 3);
	ck_assert_uint_eq(plan->parts[1].pieces[0].length, FP_SIZE_REST);
}
END_TEST

START_TEST(defaults_are_those_of_the_format)
{
	plan = plan_try("{ 'flashplan': 1, 'flash': { 'size': '1M' },"
			" 'partitions': [ { 'name': 'a', 'size': 'rest' } ] }",
			&faults);
	ck_assert_ptr_nonnull(plan);
	ck_assert_str_eq(plan->name, "plan");
	ck_assert_uint_eq(plan->erase_size, 65536);
	ck_assert_uint_eq(plan->erased, 0xff);
	ck_assert_ptr_null(plan->mtd_id);
	ck_assert_ptr_null(plan->parts[0].types);
	ck_assert(!plan->parts[0].per_device && !plan->parts[0].read_only);
	ck_assert_uint_eq(faults.n, 0);
}
END_TEST

START_TEST(partitions_and_spans_are_found_by_name)
{
	memset(&err, 0, sizeof err);
	plan = plan_of("1M", "{ 'name': 'kernel', 'size': 'rest' } ],"
			     "'spans': [ { 'name': 'system', 'from': 'kernel', 'to': 'kernel' } ]");
	ck_assert_ptr_eq(fp_plan_find(plan, "kernel"), &plan->parts[0]);
	ck_assert_ptr_eq(fp_plan_find(plan, "system"), &plan->spans[0]);
	ck_assert_ptr_null(fp_plan_find(plan, "Kernel"));
	ck_assert(fp_plan_suggest(plan, "Kernel", &err));
	ck_assert_str_eq(err.hint, "did you mean `kernel`?");
	memset(&err, 0, sizeof err);
	ck_assert(fp_plan_suggest(plan, "sistem", &err));
	ck_assert_str_eq(err.hint, "did you mean `system`?");
	ck_assert(!fp_plan_suggest(plan, "rootfs", &err));
}
END_TEST

START_TEST(names_fit_every_format)
{
	static const char *const good[] = { "a", "_", "9", "A-b.c+d_e",
					    "0123456789012345678901234567890" };
	static const char *const bad[] = { "",
					   ".a",
					   "-a",
					   "a b",
					   "a:b",
					   "a/b",
					   "..",
					   "a\n",
					   "\xc3\xa4",
					   "+",
					   "01234567890123456789012345678901" };

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ck_assert_msg(fp_name_is_valid(good[i]), "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!fp_name_is_valid(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(chip_ids_compare_without_case)
{
	plan = plan_try(
		"{ 'flashplan': 1, 'flash': { 'size': '1M', 'chips': [ { 'names': ['X'] },"
		" { 'id': 'C84018' } ] }, 'partitions': [ { 'name': 'a', 'size': 'rest' } ] }",
		&faults);
	ck_assert(fp_plan_has_chip_id(plan, "c84018"));
	ck_assert(!fp_plan_has_chip_id(plan, "c84017"));
}
END_TEST

START_TEST(pieces_keep_the_directory_of_the_plan_that_states_them)
{
	ck_assert_int_eq(mkdir(test_path("base"), 0755), 0);
	write_json("base/base.json", "{ 'flashplan': 1, 'flash': { 'size': '1M' }, 'partitions': ["
				     "{ 'name': 'a', 'size': '64K', 'file': 'a.bin' },"
				     "{ 'name': 'b', 'size': '64K', 'file': 'b.bin' } ] }");
	write_json("child.json", "{ 'flashplan': 1, 'extends': 'base/base.json', 'partitions': ["
				 "{ 'name': 'b', 'file': 'c.bin' }, { 'name': 'z', 'size': '64K',"
				 " 'before': 'a', 'fill': 0 } ] }");
	ck_assert_msg(load(test_path("child.json"), NULL) == 0, "%s", faults.item[0].text);
	assert_part(0, "z", 0, 0x10000);
	assert_part(1, "a", 0x10000, 0x10000);
	ck_assert_str_eq(plan->parts[1].pieces[0].dir, test_path("base"));
	ck_assert_str_eq(plan->parts[2].pieces[0].dir, test_dir());
	ck_assert_str_eq(plan->parts[2].pieces[0].path, "c.bin");
	ck_assert_uint_eq(plan->n_texts, 2);
	ck_assert_str_eq(plan->name, "child");
}
END_TEST

START_TEST(installed_layouts_go_by_name_and_files_go_first)
{
	struct fp_plan_paths paths = { test_dir() };

	write_json("device.json", "{ 'flashplan': 1, 'flash': { 'size': '1M' }, 'partitions': ["
				  "{ 'name': 'a', 'size': '64K', 'file': 'a.bin' } ] }");
	write_json("child.json", "{ 'flashplan': 1, 'extends': 'device' }");
	ck_assert_int_eq(load("device", &paths), 0);
	ck_assert_str_eq(plan->parts[0].pieces[0].dir, "");
	ck_assert_int_eq(load(test_path("child.json"), &paths), 0);
	ck_assert_int_eq(load("device", NULL), -FP_REFUSED);
	ck_assert_int_eq(load("devise", &paths), -FP_REFUSED);
	plan_assert_fault(&faults, NULL, "\"devise\" is neither a file nor an installed layout");
	ck_assert_int_eq(chdir(test_dir()), 0);
	ck_assert_int_eq(mkdir("work", 0755), 0);
	ck_assert_int_eq(chdir("work"), 0);
	ck_assert_int_eq(mkdir("device", 0755), 0);
	ck_assert_msg(load("device", &paths) == 0, "%s", faults.item[0].text);
	ck_assert_int_eq(rmdir("device"), 0);
	write_json("work/device", "{}");
	ck_assert_int_eq(load("device", &paths), -FP_REFUSED);
}
END_TEST

START_TEST(text_has_a_limit)
{
	char *text = malloc(FP_PLAN_TEXT_MAX + 2);
	const char json[] = "{\"flashplan\":1,\"flash\":{\"size\":65536},\"partitions\":"
			    "[{\"name\":\"a\",\"size\":65536}]}";

	memset(text, ' ', FP_PLAN_TEXT_MAX + 2);
	memcpy(text, json, sizeof json - 1);
	ck_assert_int_eq(fp_plan_parse(text, FP_PLAN_TEXT_MAX, "t", "", NULL, &plan, &faults), 0);
	fp_plan_free(plan);
	ck_assert_int_eq(fp_plan_parse(text, FP_PLAN_TEXT_MAX + 1, "t", "", NULL, &plan, &faults),
			 -FP_REFUSED);
	ck_assert_ptr_null(plan);
	plan_assert_fault(&faults, "", "larger than 1048576 bytes");
	free(text);
}
END_TEST

static void add(const char *name, uint64_t offset, uint64_t size)
{
	const struct fp_partition part = { .name = name, .range = { offset, size } };

	ck_assert_int_eq(fp_plan_add(plan, &part, &err), 0);
}

static void start(void)
{
	memset(&faults, 0, sizeof faults);
	fp_plan_free(plan);
	plan = fp_plan_new();
	ck_assert_ptr_nonnull(plan);
	plan->size = 1 << 20;
}

START_TEST(built_plan_is_resolved_and_judged)
{
	start();
	add("a", FP_OFFSET_NEXT, 0x10000);
	add("b", FP_OFFSET_NEXT, FP_SIZE_REST);
	add("c", 0xf0000, 0x10000);
	ck_assert_int_eq(fp_plan_finish(plan, &faults), 0);
	assert_part(1, "b", 0x10000, 0xe0000);
	ck_assert_str_eq(plan->name, "plan");
	start();
	add("a", 0, 0x20000);
	add("b", 0x10000, 0x20000);
	add("a", 0x80000, 0x20000);
	add("bad name", 0xa0000, 0x10000);
	add("past", 0xf0000, 0x10001);
	ck_assert_int_eq(fp_plan_finish(plan, &faults), -FP_REFUSED);
	ck_assert_uint_eq(faults.n_errors, 4);
	plan_assert_fault(&faults, "/partitions/b", "overlaps `a` (0x0+0x20000) by 0x10000 bytes");
	plan_assert_fault(&faults, "/partitions/a/name", "`a` is there twice");
	plan_assert_fault(&faults, "/partitions/3/name", "\"bad name\" cannot be a name");
	plan_assert_fault(&faults, "/partitions/past/size", "ends 0x1 bytes behind the end");
}
END_TEST

START_TEST(built_plan_without_a_chip_size_is_refused)
{
	start();
	plan->size = 0;
	add("a", 0, 0x10000);
	ck_assert_int_eq(fp_plan_finish(plan, &faults), -FP_REFUSED);
	ck_assert_uint_eq(faults.n_errors, 1);
	plan_assert_fault(&faults, "/flash/size", "size 0");
}
END_TEST

START_TEST(built_span_without_a_place_is_refused)
{
	const struct fp_partition span = { .name = "s",
					   .is_span = true,
					   .range = { FP_OFFSET_NEXT, 0x10000 } };

	start();
	add("a", 0, 0x10000);
	ck_assert_int_eq(fp_plan_add(plan, &span, &err), 0);
	ck_assert_int_eq(fp_plan_finish(plan, &faults), -FP_REFUSED);
	plan_assert_fault(&faults, "/spans/s", "has no place");
}
END_TEST

START_TEST(partitions_have_a_limit)
{
	static char names[FP_PARTITIONS_MAX][8];
	const struct fp_partition more = { .name = "more", .range = { 0, 1 } };

	start();
	for (size_t i = 0; i < FP_PARTITIONS_MAX; i++) {
		snprintf(names[i], sizeof names[i], "p%zu", i);
		add(names[i], FP_OFFSET_NEXT, 1024);
	}
	ck_assert_int_eq(fp_plan_add(plan, &more, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "more than 1024 partitions and spans");
	ck_assert_uint_eq(plan->n_parts, FP_PARTITIONS_MAX);
	ck_assert_int_eq(fp_plan_finish(plan, &faults), 0);
	assert_part(FP_PARTITIONS_MAX - 1, "p1023", 1023 * 1024, 1024);
}
END_TEST

/* A text of the largest size: head, n copies of item (which may count), tail. */
static struct fp_plan *parse_many(const char *head, const char *item, const char *tail)
{
	char *text = malloc(FP_PLAN_TEXT_MAX), *p = text;

	ck_assert_ptr_nonnull(text);
	p += sprintf(p, "%s", head);
	for (int i = 0; (size_t)(p - text) + 200 < FP_PLAN_TEXT_MAX; i++)
		p += sprintf(p, item, i ? "," : "", i);
	p += sprintf(p, "%s", tail);
	for (char *q = text; q < p; q++)
		if (*q == '\'')
			*q = '"';
	memset(&faults, 0, sizeof faults);
	ck_assert_int_le(fp_plan_parse(text, (size_t)(p - text), "t", "", NULL, &plan, &faults), 0);
	free(text);
	return plan;
}

/* What would take minutes if every pair were compared, or every fault located: the timeout
 * of the suite would tell. */
START_TEST(largest_text_is_judged_quickly)
{
	static const char head[] = "{'flashplan':1,'flash':{'size':'1M'},'partitions':[";

	ck_assert_ptr_null(parse_many(head, "%s{'name':'%x'}", "]}"));
	plan_assert_fault(&faults, "/partitions", "more than 1024");
	ck_assert_ptr_null(parse_many(head, "%s0", "]}"));
	ck_assert_ptr_null(parse_many("{'flashplan':1,'flash':{'size':'1M'},'partitions':"
				      "[{'name':'a','size':'1M','keep':[",
				      "%s{'offset':0,'size':1}", "]}]}"));
	ck_assert_ptr_null(parse_many("{'flashplan':1,'flash':{'size':'1M'},'partitions':"
				      "[{'name':'a','size':'1M','pieces':[",
				      "%s{}", "]}]}"));
	ck_assert_uint_gt(faults.n_lost, 100000);
	ck_assert_ptr_nonnull(parse_many("{'flashplan':1,'flash':{'size':'1M'},'partitions':"
					 "[{'name':'a','size':'1M','pieces':[",
					 "%s{'file':'x'}", "]}]}"));
}
END_TEST

START_TEST(size_that_cannot_be_read_is_one_fault)
{
	static const char *const pieces[] = {
		"{ 'fill': 0, 'length': '1MB' }",
		"{ 'fill': 0, 'at': '1MB' }",
		"{ 'file': { 'path': 'x', 'length': '1MB' } }, { 'hex': '00', 'at': 5 }",
		"{ 'file': { 'path': 'x', 'skip': '1MB' } }",
	};

	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		char text[512];

		snprintf(text, sizeof text,
			 "{ 'flashplan': 1, 'flash': { 'size': '1M' }, 'partitions': ["
			 "{ 'name': 'a', 'size': 'rest', 'pieces': [ %s ] } ] }",
			 pieces[i]);
		ck_assert_ptr_null(plan_try(text, &faults));
		plan_assert_fault(&faults, NULL, "\"1MB\" is not a size");
		ck_assert_msg(faults.n == 1, "%s", faults.item[1].text);
	}
}
END_TEST

START_TEST(keep_that_overlaps_several_is_one_fault)
{
	ck_assert_ptr_null(
		plan_try("{ 'flashplan': 1, 'flash': { 'size': '1M' }, 'partitions': ["
			 "{ 'name': 'a', 'size': 'rest', 'keep': ["
			 "{ 'offset': 0, 'size': 4 }, { 'offset': 0, 'size': 4 },"
			 "{ 'offset': 0, 'size': 4 }, { 'offset': 0, 'size': 4 } ] } ] }",
			 &faults));
	ck_assert_uint_eq(faults.n, 3);
}
END_TEST

START_TEST(piece_of_no_bytes_is_refused)
{
	ck_assert_ptr_null(plan_try("{ 'flashplan': 1, 'flash': { 'size': '1M' }, 'partitions': ["
				    "{ 'name': 'a', 'size': 'rest',"
				    "  'file': { 'path': 'x', 'length': 0 } } ] }",
				    &faults));
	plan_assert_fault(&faults, "/partitions/a", "a piece of 0 bytes");
}
END_TEST

TEST_MAIN_WITH("plan", NULL, teardown, misspelt_type_gets_the_nearest_kind,
	       offsets_follow_and_rest_fills_up, spans_are_resolved_to_ranges,
	       content_becomes_pieces, defaults_are_those_of_the_format,
	       partitions_and_spans_are_found_by_name, names_fit_every_format,
	       chip_ids_compare_without_case,
	       pieces_keep_the_directory_of_the_plan_that_states_them,
	       installed_layouts_go_by_name_and_files_go_first, text_has_a_limit,
	       built_plan_is_resolved_and_judged, built_plan_without_a_chip_size_is_refused,
	       built_span_without_a_place_is_refused, partitions_have_a_limit,
	       largest_text_is_judged_quickly, size_that_cannot_be_read_is_one_fault,
	       keep_that_overlaps_several_is_one_fault, piece_of_no_bytes_is_refused)
