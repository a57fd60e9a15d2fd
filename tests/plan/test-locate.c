// SPDX-License-Identifier: GPL-2.0-or-later
// Where in a text a JSON pointer leads.

#include <string.h>

#include "plan/locate.h"
#include "support/test.h"

/* Lines and columns of the expectations below count in this. */
static const char json[] =
	"{\n"
	"  \"flash\": { \"size\": \"16M\" },\n"
	"  \"partitions\": [\n"
	"    { \"name\": \"boot\", \"note\": \"a \\\"}]{ \\\\\" , \"size\": 1 },\n"
	"    { \"keep\": [ [ 1, 2 ], { \"offset\": -1.5e3 } ], \"name\": \"1\",\n"
	"      \"a/b\": null, \"c~d\": true },\n"
	"\t{ \"nested\": { \"name\": \"boot\" }, \"name\" : \"app\",\"size\":[]}\n"
	"  ],\n"
	"  \"spans\" : {}\n"
	"}\n";

static struct fp_place locate(const char *text, const char *pointer)
{
	const struct fp_text t = { .file = "t", .dir = "", .text = text, .length = strlen(text) };

	return fp_text_locate(&t, pointer);
}

static void assert_place(const char *pointer, unsigned line, unsigned column, bool is_whole)
{
	const struct fp_place place = locate(json, pointer);

	ck_assert_msg(place.line == line && place.column == column && place.is_whole == is_whole,
		      "%s is at %u:%u (whole: %d)", pointer, place.line, place.column,
		      place.is_whole);
}

START_TEST(members_are_found_at_their_key)
{
	assert_place("", 1, 1, true);
	assert_place("/flash", 2, 3, true);
	assert_place("/flash/size", 2, 14, true);
	assert_place("/spans", 9, 3, true);
}
END_TEST

START_TEST(elements_are_found_by_number)
{
	assert_place("/partitions/0", 4, 5, true);
	assert_place("/partitions/2", 7, 2, true);
	assert_place("/partitions/2/size", 7, 49, true);
	assert_place("/partitions/1/keep/1/offset", 5, 29, true);
	assert_place("/partitions/1/keep/0/1", 5, 22, true);
}
END_TEST

START_TEST(elements_are_found_by_name)
{
	assert_place("/partitions/boot", 4, 5, true);
	assert_place("/partitions/boot/size", 4, 46, true);
	assert_place("/partitions/app/size", 7, 49, true);
}
END_TEST

START_TEST(name_goes_before_number)
{
	assert_place("/partitions/1/name", 5, 51, true);
	ck_assert_uint_eq(locate("[{\"name\":\"x\"},{\"name\":\"0\"}]", "/0").column, 15);
}
END_TEST

START_TEST(tokens_are_unescaped)
{
	assert_place("/partitions/1/a~1b", 6, 7, true);
	assert_place("/partitions/1/c~0d", 6, 20, true);
}
END_TEST

START_TEST(nearest_thing_around_is_found)
{
	assert_place("/partitions/boot/offset", 4, 5, false);
	assert_place("/partitions/none/offset", 3, 3, false);
	assert_place("/partitions/7", 3, 3, false);
	assert_place("/none", 1, 1, false);
	assert_place("/flash/size/deeper", 2, 14, false);
	ck_assert_uint_eq(locate(json, "/partitions/boot/offset").depth, 2);
}
END_TEST

START_TEST(long_token_is_cut)
{
	char pointer[1000];

	memset(pointer, 'x', sizeof pointer);
	pointer[0] = '/';
	pointer[sizeof pointer - 1] = 0;
	ck_assert(!locate(json, pointer).is_whole);
}
END_TEST

/* What is never located, but must not be overrun either. */
START_TEST(text_that_is_cut_off_is_survived)
{
	char text[sizeof json];

	for (size_t n = 0; n < sizeof json; n++) {
		memcpy(text, json, n);
		text[n] = 0;
		locate(text, "/partitions/app/size");
		locate(text, "/partitions/1/keep/1/offset");
	}
}
END_TEST

START_TEST(text_of_the_plan_goes_before_what_it_extends)
{
	const struct fp_text texts[] = {
		{ .file = "child", .text = "{ \"partitions\": [ { \"name\": \"a\" } ] }" },
		{ .file = "base",
		  .text = "{ \"partitions\": [ { \"name\": \"a\", \"size\": 1 } ], \"name\": 1 }" },
	};
	const struct fp_plan plan = { .texts = texts, .n_texts = 2 };
	const struct fp_plan none = { 0 };
	struct fp_place place;

	ck_assert_str_eq(fp_plan_locate(&plan, "/partitions/a", &place)->file, "child");
	ck_assert_str_eq(fp_plan_locate(&plan, "/partitions/a/size", &place)->file, "base");
	ck_assert_uint_eq(place.column, 34);
	ck_assert_str_eq(fp_plan_locate(&plan, "/partitions/a/offset", &place)->file, "child");
	ck_assert_str_eq(fp_plan_locate(&plan, "/name", &place)->file, "base");
	ck_assert_ptr_null(fp_plan_locate(&none, "/name", &place));
}
END_TEST

START_TEST(pushed_tokens_are_escaped_and_cut)
{
	char pointer[FP_POINTER_MAX] = "";

	ck_assert_uint_eq(fp_pointer_push(pointer, "a/b~c"), 0);
	ck_assert_str_eq(pointer, "/a~1b~0c");
	ck_assert_uint_eq(fp_pointer_push(pointer, "d"), 8);
	ck_assert_str_eq(pointer, "/a~1b~0c/d");
	for (int i = 0; i < 100; i++)
		fp_pointer_push(pointer, "~~~~");
	ck_assert_uint_lt(strlen(pointer), FP_POINTER_MAX);
}
END_TEST

START_TEST(faults_carry_their_place)
{
	static struct fp_faults faults;
	const struct fp_text text = { .file = "f.json", .text = json, .length = sizeof json - 1 };
	const struct fp_error *err =
		fp_text_fault(&text, &faults, FP_WARNING, "/flash/size", "%d is odd", 3);

	ck_assert_str_eq(err->file, "f.json");
	ck_assert_str_eq(err->pointer, "/flash/size");
	ck_assert_str_eq(err->text, "3 is odd");
	ck_assert_uint_eq(err->line, 2);
	ck_assert_uint_eq(err->column, 14);
	ck_assert_int_eq(err->severity, FP_WARNING);
	ck_assert_int_eq(err->code, FP_REFUSED);
}
END_TEST

TEST_MAIN("plan-locate", members_are_found_at_their_key, elements_are_found_by_number,
	  elements_are_found_by_name, name_goes_before_number, tokens_are_unescaped,
	  nearest_thing_around_is_found, long_token_is_cut, text_that_is_cut_off_is_survived,
	  text_of_the_plan_goes_before_what_it_extends, pushed_tokens_are_escaped_and_cut,
	  faults_carry_their_place)
