// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot environments: built as mkenvimage builds them, changed in place, found by their checksum.

#include <check.h>
#include <string.h>

#include "base/bytes.h"
#include "content/env-find.h"
#include "content/env-text.h"
#include "content/env.h"
#include "support/test.h"

#define SIZE 64

static uint8_t buf[8192];
static const struct fp_env_shape single = { SIZE, false, false };
static const struct fp_env_shape redundant = { SIZE, true, true };

static void set(uint8_t *env, const struct fp_env_shape *shape, const char *name, const char *value)
{
	struct fp_error err = { 0 };

	ck_assert_msg(fp_env_set(env, shape, name, value, &err) == 0, "%s", err.text);
}

/* A sealed environment with a=1 and boot=run b. */
static void make(uint8_t *env, const struct fp_env_shape *shape)
{
	fp_env_init(env, shape);
	set(env, shape, "a", "1");
	set(env, shape, "boot", "run b");
	fp_env_seal(env, shape);
}

static int parse(const struct fp_env_shape *shape, const char *text, struct fp_error *err)
{
	char copy[256];

	strcpy(copy, text);
	*err = (struct fp_error){ 0 };
	fp_env_init(buf, shape);
	return fp_env_parse(buf, shape, copy, strlen(copy), err);
}

/* Printed by mkenvimage -s 64 of "a=1\nboot=run b\n". */
START_TEST(single_environment_is_what_mkenvimage_makes)
{
	static const uint8_t strings[] = "a=1\0boot=run b\0";

	make(buf, &single);
	ck_assert_mem_eq(buf + 4, strings, sizeof strings);
	ck_assert(fp_is_filled(buf + 4 + sizeof strings, SIZE - 4 - sizeof strings, 0xff));
	ck_assert_mem_eq(buf, "\x5b\x99\xdd\x6c", 4);
}
END_TEST

/* mkenvimage -r -b */
START_TEST(redundant_environment_has_a_flag_outside_of_its_checksum)
{
	make(buf, &redundant);
	ck_assert_uint_eq(buf[4], 1);
	ck_assert_str_eq((char *)buf + 5, "a=1");
	ck_assert_mem_eq(buf, "\xd4\x66\xc6\x8d", 4);
	buf[4] = 77;
	ck_assert(fp_env_is_sound(buf, &redundant));
	buf[5] ^= 1;
	ck_assert(!fp_env_is_sound(buf, &redundant));
}
END_TEST

START_TEST(change_keeps_order_and_the_rest)
{
	make(buf, &single);
	set(buf, &single, "a", "longer");
	ck_assert_mem_eq(buf + 4, "a=longer\0boot=run b\0\0\xff", 22);
	set(buf, &single, "a", "");
	ck_assert_mem_eq(buf + 4, "a=\0boot=run b\0\0\xff\xff\xff\xff\xff\xff\xff", 22);
	set(buf, &single, "boot", NULL);
	ck_assert_mem_eq(buf + 4, "a=\0\0\xff\xff", 6);
	set(buf, &single, "a", NULL);
	ck_assert_mem_eq(buf + 4, "\0\xff\xff", 3);
	set(buf, &single, "never", NULL);
	ck_assert_mem_eq(buf + 4, "\0\xff\xff", 3);
}
END_TEST

/* mkenvimage takes a variable twice; U-Boot lets the later win. */
START_TEST(last_of_one_name_counts_and_others_go_with_a_change)
{
	static const uint8_t strings[] = "a=1\0b=2\0a=3\0c=4\0";

	fp_env_init(buf, &single);
	memcpy(buf + 4, strings, sizeof strings);
	ck_assert_str_eq(fp_env_get(buf, &single, "a"), "3");
	set(buf, &single, "a", "55");
	ck_assert_mem_eq(buf + 4, "b=2\0a=55\0c=4\0\0\xff", 15);
	fp_env_init(buf, &single);
	memcpy(buf + 4, strings, sizeof strings);
	set(buf, &single, "a", NULL);
	ck_assert_mem_eq(buf + 4, "b=2\0c=4\0\0\xff\xff", 11);
}
END_TEST

START_TEST(removal_of_what_is_not_set_changes_no_byte)
{
	uint8_t before[SIZE];

	memset(buf, 'a', SIZE);
	memcpy(buf + 4, "b=1", 4);
	memcpy(before, buf, SIZE);
	set(buf, &single, "never", NULL);
	ck_assert_mem_eq(buf, before, SIZE);
}
END_TEST

START_TEST(padding_stays_what_it_is)
{
	make(buf, &single);
	memset(buf + 20, 0, SIZE - 20);
	set(buf, &single, "boot", "x");
	ck_assert(fp_is_filled(buf + 15, SIZE - 15, 0));
}
END_TEST

START_TEST(name_is_compared_whole)
{
	make(buf, &single);
	ck_assert_ptr_null(fp_env_get(buf, &single, "boo"));
	ck_assert_ptr_null(fp_env_get(buf, &single, "boot=run"));
	ck_assert_str_eq(fp_env_get(buf, &single, "boot"), "run b");
}
END_TEST

/* 4 of checksum, "n=" and its end, and the list's end leave 56. */
START_TEST(full_environment_takes_the_last_byte_and_no_more)
{
	struct fp_error err = { 0 };
	uint8_t before[SIZE];
	char value[64] = "";

	memset(value, 'x', 56);
	fp_env_init(buf, &single);
	set(buf, &single, "n", value);
	ck_assert_uint_eq(buf[SIZE - 1], 0);
	memcpy(before, buf, SIZE);
	value[56] = 'x';
	ck_assert_int_eq(fp_env_set(buf, &single, "n", value, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "`n` does not fit: the environment has 64 bytes, 0");
	ck_assert_mem_eq(buf, before, SIZE);
	set(buf, &single, "n", NULL);
}
END_TEST

START_TEST(strings_without_an_end_are_not_read)
{
	const char *text;
	size_t at = 0;

	memset(buf, 'a', SIZE);
	ck_assert(!fp_env_next(buf, &single, &at, &text));
	ck_assert_ptr_null(fp_env_get(buf, &single, "a"));
	memcpy(buf + 4, "b=1", 4);
	at = 0;
	ck_assert(fp_env_next(buf, &single, &at, &text));
	ck_assert(!fp_env_next(buf, &single, &at, &text));
}
END_TEST

START_TEST(name_with_equals_sign_is_refused)
{
	struct fp_error err = { 0 };

	fp_env_init(buf, &single);
	ck_assert_int_eq(fp_env_set(buf, &single, "", "x", &err), -FP_REFUSED);
	ck_assert_int_eq(fp_env_set(buf, &single, "a=b", "x", &err), -FP_REFUSED);
}
END_TEST

START_TEST(number_of_variables_is_limited)
{
	static uint8_t large[FP_ENV_SIZE_MAX];
	const struct fp_env_shape shape = { sizeof large, false, false };
	struct fp_error err = { 0 };
	size_t at = 4;

	fp_env_init(large, &shape);
	for (unsigned i = 0; i < FP_ENV_VARS_MAX; i++, at += 4)
		memcpy(large + at, "x=1", 4);
	large[at] = 0;
	ck_assert_int_eq(fp_env_set(large, &shape, "y", "1", &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "more than 4096");
	set(large, &shape, "x", "2");
}
END_TEST

START_TEST(text_with_comments_and_continuations)
{
	struct fp_error err;

	ck_assert_int_eq(parse(&single, "# c\\\n\na=1\n#\nb=x\\\n\n#no\ny\nc=\\", &err), 0);
	ck_assert_str_eq(fp_env_get(buf, &single, "a"), "1");
	ck_assert_str_eq(fp_env_get(buf, &single, "b"), "x\ny");
	ck_assert_str_eq(fp_env_get(buf, &single, "c"), "\\");
}
END_TEST

START_TEST(faults_of_a_text_have_their_line)
{
	struct fp_error err;

	ck_assert_int_eq(parse(&single, "a=1\nb=2\\\n3\n\n# c\nno\n", &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "found \"no\"");
	ck_assert_uint_eq(err.line, 6);
	ck_assert_int_eq(parse(&single, "a=1\na=2", &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "`a` is set twice");
	ck_assert_uint_eq(err.line, 2);
	ck_assert_int_eq(parse(&single, "=1\n", &err), -FP_REFUSED);
	ck_assert_int_eq(parse(&single, "a=1\r\n", &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "carriage return");
	ck_assert_int_eq(parse(&single,
			       "\xef\xbb\xbf"
			       "a=1\n",
			       &err),
			 -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "byte order mark");
}
END_TEST

START_TEST(shape_is_found_by_the_checksum)
{
	static const size_t sizes[] = { 16, 1024, 4096, 8192 };

	for (unsigned i = 0; i < 4 * sizeof sizes / sizeof *sizes; i++) {
		const struct fp_env_shape shape = { sizes[i / 4], i & 1, i & 2 };
		struct fp_env_shape found;

		memset(buf, 0xff, sizeof buf);
		fp_env_init(buf, &shape);
		set(buf, &shape, "a", "1");
		fp_env_seal(buf, &shape);
		ck_assert(fp_env_guess(buf, sizeof buf, sizeof buf, &found));
		ck_assert_uint_eq(found.size, shape.size);
		ck_assert_int_eq(found.is_redundant, shape.is_redundant);
		ck_assert_int_eq(found.is_big, shape.is_big);
	}
}
END_TEST

START_TEST(odd_size_is_found_where_it_is_all_there_is)
{
	const struct fp_env_shape shape = { 5000, false, false };
	struct fp_env_shape found;

	make(buf, &shape);
	ck_assert(fp_env_guess(buf, 5000, FP_ENV_SIZE_MAX, &found));
	ck_assert_uint_eq(found.size, 5000);
	ck_assert(!fp_env_guess(buf, 4999, FP_ENV_SIZE_MAX, &found));
}
END_TEST

START_TEST(erased_zeroed_and_random_bytes_are_no_environment)
{
	struct fp_env_shape found;

	memset(buf, 0xff, sizeof buf);
	ck_assert(!fp_env_guess(buf, sizeof buf, sizeof buf, &found));
	memset(buf, 0, sizeof buf);
	ck_assert(!fp_env_guess(buf, sizeof buf, sizeof buf, &found));
	test_random(buf, sizeof buf, 1);
	memcpy(buf + 4, "a=1", 4);
	ck_assert(!fp_env_guess(buf, sizeof buf, sizeof buf, &found));
	for (size_t n = 0; n < 20; n++)
		ck_assert(!fp_env_guess(buf, n, n, &found));
}
END_TEST

START_TEST(first_string_that_ends_behind_the_checksum_is_no_environment)
{
	struct fp_env_shape found;

	memset(buf, 'x', sizeof buf);
	memcpy(buf + 4, "a=", 2);
	buf[SIZE + 3] = 0;
	fp_env_seal(buf, &single);
	ck_assert(!fp_env_guess(buf, 2 * SIZE, 2 * SIZE, &found));
	buf[SIZE - 1] = 0;
	fp_env_seal(buf, &single);
	ck_assert(fp_env_guess(buf, 2 * SIZE, 2 * SIZE, &found));
}
END_TEST

/* Whichever flags a pair has: what is activated is what U-Boot chooses. */
START_TEST(activated_copy_is_the_active_one)
{
	for (unsigned i = 0; i < 65536; i++) {
		uint8_t flags[2] = { (uint8_t)i, (uint8_t)(i >> 8) };
		const unsigned inactive = !fp_env_active(flags[0], flags[1]);

		fp_env_activate(flags, inactive);
		ck_assert_msg(fp_env_active(flags[0], flags[1]) == inactive, "%u %u", i & 255,
			      i >> 8);
	}
}
END_TEST

/* u-boot env/sf.c writes 1 and 0. */
START_TEST(marks_are_exchanged_and_counters_count)
{
	uint8_t marks[2] = { 1, 0 }, counters[2] = { 6, 7 }, wrapped[2] = { 255, 254 };

	fp_env_activate(marks, 1);
	ck_assert_mem_eq(marks, "\0\1", 2);
	fp_env_activate(counters, 0);
	ck_assert_mem_eq(counters, "\10\7", 2);
	fp_env_activate(wrapped, 1);
	ck_assert_mem_eq(wrapped, "\377\0", 2);
}
END_TEST

static void locate(struct fp_env_place *place, const struct fp_range *range)
{
	struct fp_error err = { 0 };

	ck_assert_msg(fp_env_locate(buf, sizeof buf, range, range != NULL, place, &err) == 0, "%s",
		      err.text);
}

START_TEST(pair_is_changed_in_its_inactive_copy)
{
	static char word[] = "boot=new", *const words[] = { word };
	const struct fp_env_shape shape = { 1024, true, false };
	struct fp_env_place place;
	struct fp_error err = { 0 };
	static uint8_t before[sizeof buf];
	bool is_changed;

	test_random(buf, sizeof buf, 3);
	make(buf + 2048, &shape);
	make(buf + 4096, &shape);
	buf[4096 + 4] = 2;
	memcpy(before, buf, sizeof buf);
	locate(&place, NULL);
	ck_assert_uint_eq(place.n_copies, 2);
	ck_assert_uint_eq(place.active, 1);
	ck_assert_int_eq(fp_env_change(buf, &place, words, 1, &is_changed, &err), 0);
	ck_assert(is_changed);
	ck_assert_mem_eq(buf, before, 2048);
	ck_assert_mem_eq(buf + 3072, before + 3072, sizeof buf - 3072);
	locate(&place, NULL);
	ck_assert_uint_eq(place.active, 0);
	ck_assert_str_eq(fp_env_get(buf + 2048, &shape, "boot"), "new");
	ck_assert_uint_eq(buf[2048 + 4], 3);
}
END_TEST

START_TEST(change_to_what_is_so_already_is_none)
{
	static char same[] = "a=1", unset[] = "b", *const words[] = { same, unset };
	struct fp_env_place place;
	struct fp_error err = { 0 };
	bool is_changed;

	memset(buf, 0xff, sizeof buf);
	make(buf + 1024, &single);
	locate(&place, NULL);
	ck_assert_int_eq(fp_env_change(buf, &place, words, 2, &is_changed, &err), 0);
	ck_assert(!is_changed);
	ck_assert_str_eq(same, "a=1");
}
END_TEST

START_TEST(two_environments_are_no_pair_unless_they_match)
{
	const struct fp_env_shape other = { 1024, true, false };
	struct fp_env_place place;
	struct fp_error err = { 0 };

	memset(buf, 0xff, sizeof buf);
	ck_assert_int_eq(fp_env_locate(buf, sizeof buf, NULL, 0, &place, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "no U-Boot environment");
	make(buf + 1024, &other);
	make(buf + 4096, &single);
	err = (struct fp_error){ 0 };
	ck_assert_int_eq(fp_env_locate(buf, sizeof buf, NULL, 0, &place, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "0x400+0x400 and 0x1000+0x40");
	locate(&place, &(struct fp_range){ 4096, 2048 });
	ck_assert_uint_eq(place.offset[0], 4096);
}
END_TEST

START_TEST(copies_of_other_sizes_are_no_pair)
{
	const struct fp_env_shape small = { 1024, true, false }, large = { 2048, true, false };
	struct fp_env_place place;
	struct fp_error err = { 0 };

	memset(buf, 0xff, sizeof buf);
	make(buf, &small);
	make(buf + 4096, &large);
	ck_assert_int_eq(fp_env_locate(buf, sizeof buf, NULL, 0, &place, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "more than one");
}
END_TEST

/* Each place that begins with a variable costs the checksums of all sizes: a dump full of them must
 * not take long. */
START_TEST(scan_gives_up_among_imitations)
{
	static uint8_t dump[520 * FP_ENV_STEP];
	struct fp_env_copy copy;

	for (size_t i = 0; i < 520; i++)
		memcpy(dump + i * FP_ENV_STEP, "\1\2\3\4x=1", 8);
	make(dump + 511 * FP_ENV_STEP, &single);
	ck_assert_uint_eq(fp_env_scan(dump, sizeof dump, &copy, 1), 1);
	memcpy(dump + 511 * FP_ENV_STEP, "\1\2\3\4x=1", 8);
	make(dump + 512 * FP_ENV_STEP, &single);
	ck_assert_uint_eq(fp_env_scan(dump, sizeof dump, &copy, 1), 0);
}
END_TEST

TEST_MAIN("env", first_string_that_ends_behind_the_checksum_is_no_environment,
	  copies_of_other_sizes_are_no_pair, scan_gives_up_among_imitations,
	  single_environment_is_what_mkenvimage_makes,
	  redundant_environment_has_a_flag_outside_of_its_checksum, change_keeps_order_and_the_rest,
	  last_of_one_name_counts_and_others_go_with_a_change,
	  removal_of_what_is_not_set_changes_no_byte, padding_stays_what_it_is,
	  name_is_compared_whole, full_environment_takes_the_last_byte_and_no_more,
	  strings_without_an_end_are_not_read, name_with_equals_sign_is_refused,
	  number_of_variables_is_limited, text_with_comments_and_continuations,
	  faults_of_a_text_have_their_line, shape_is_found_by_the_checksum,
	  odd_size_is_found_where_it_is_all_there_is,
	  erased_zeroed_and_random_bytes_are_no_environment, activated_copy_is_the_active_one,
	  marks_are_exchanged_and_counters_count, pair_is_changed_in_its_inactive_copy,
	  change_to_what_is_so_already_is_none, two_environments_are_no_pair_unless_they_match)
