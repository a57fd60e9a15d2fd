// SPDX-License-Identifier: GPL-2.0-or-later
// Values of fields in the bytes of a chip: copies, checksums, variables.

#include <stdlib.h>
#include <string.h>

#include "content/env.h"
#include "plan/value.h"
#include "support/plans.h"
#include "support/test.h"

static struct fp_error err;
static struct fp_plan *plan;
static uint8_t *chip, *before;
static struct fp_value value;

static void make_copy(uint8_t *copy, const char *mac)
{
	test_random(copy, 128, 3);
	memcpy(copy, mac, 6);
	fp_field_checksum_seal(FP_CHECKSUM_INTEL_GBE, copy);
}

static void setup(void)
{
	static const struct fp_env_shape shape = { .size = 4096 };

	plan = plan_of(
		"64K",
		"{ 'name': 'gbe', 'size': '8K' }, { 'name': 'env', 'size': '8K', 'type': 'env' },"
		"{ 'name': 'data', 'size': 'rest' } ], 'fields': ["
		"{ 'name': 'mac', 'partition': 'gbe', 'offset': 0, 'format': 'mac',"
		"  'copies': [ '4K' ], 'checksum': 'intel-gbe' },"
		"{ 'name': 'eth', 'partition': 'env', 'env': 'ethaddr', 'format': 'mac-text' },"
		"{ 'name': 'sn', 'partition': 'data', 'offset': 8, 'format': 'text', 'size': 8,"
		"  'copies': [ '0x100' ] } ]");
	chip = calloc(1, 65536);
	before = malloc(65536);
	make_copy(chip, "\0\x11\x22\xaa\xbb\xcc");
	make_copy(chip + 4096, "\0\x11\x22\xaa\xbb\xcc");
	fp_env_init(chip + 8192, &shape);
	ck_assert_int_eq(fp_env_set(chip + 8192, &shape, "ethaddr", "00:aa:bb:cc:dd:ee", &err), 0);
	ck_assert_int_eq(fp_env_set(chip + 8192, &shape, "bootdelay", "3", &err), 0);
	fp_env_seal(chip + 8192, &shape);
	memcpy(chip + 16384 + 8, "SN1", 4);
	memcpy(chip + 16384 + 0x108, "SN1", 4);
	memcpy(before, chip, 65536);
}

static void teardown(void)
{
	free(value.text);
	value.text = NULL;
	free(chip);
	free(before);
	fp_plan_free(plan);
}

static const struct fp_field *field(const char *name)
{
	return fp_plan_find_field(plan, name);
}

static uint8_t *bytes_of(const char *name)
{
	return chip + fp_field_extent(plan, field(name)).offset;
}

static void get(const char *name)
{
	free(value.text);
	ck_assert_int_eq(fp_value_read(plan, field(name), bytes_of(name), &value, &err), 0);
}

static int set(const char *name, const char *text)
{
	memset(&err, 0, sizeof err);
	return fp_value_write(plan, field(name), text, bytes_of(name), &err);
}

START_TEST(values_are_read)
{
	get("mac");
	ck_assert_str_eq(value.text, "00:11:22:aa:bb:cc");
	ck_assert_uint_eq(value.n_valid, 2);
	ck_assert(value.is_same);
	get("eth");
	ck_assert_str_eq(value.text, "00:aa:bb:cc:dd:ee");
	get("sn");
	ck_assert_str_eq(value.text, "SN1");
}
END_TEST

START_TEST(both_copies_are_written_and_sealed_and_nothing_else)
{
	ck_assert_int_eq(set("mac", "00:0c:43:26:60:10"), 0);
	for (size_t i = 0; i < 8192; i++) {
		const size_t at = i % 4096;

		if (at >= 6 && at != 126 && at != 127)
			ck_assert_uint_eq(chip[i], before[i]);
	}
	get("mac");
	ck_assert_str_eq(value.text, "00:0c:43:26:60:10");
	ck_assert_uint_eq(value.n_valid, 2);
	ck_assert_int_eq(set("sn", "XYZ"), 0);
	ck_assert_mem_eq(chip + 16384 + 8, "XYZ\0\0\0\0\0", 8);
	ck_assert_mem_eq(chip + 16384 + 0x108, "XYZ\0\0\0\0\0", 8);
}
END_TEST

START_TEST(a_copy_that_is_not_valid_stays_and_does_not_count)
{
	chip[10] ^= 1;
	memcpy(before, chip, 65536);
	memcpy(chip + 4096, "\0\x11\x22\xaa\xbb\xdd", 6);
	fp_field_checksum_seal(FP_CHECKSUM_INTEL_GBE, chip + 4096);
	get("mac");
	ck_assert_str_eq(value.text, "00:11:22:aa:bb:dd");
	ck_assert_uint_eq(value.n_valid, 1);
	ck_assert_int_eq(set("mac", "00:0c:43:26:60:10"), 0);
	ck_assert_mem_eq(chip, before, 4096);
	ck_assert_mem_eq(chip + 4096, "\0\x0c\x43\x26\x60\x10", 6);
}
END_TEST

START_TEST(without_a_valid_copy_nothing_is_set)
{
	chip[10] ^= 1;
	chip[4096 + 10] ^= 1;
	memcpy(before, chip, 65536);
	get("mac");
	ck_assert_uint_eq(value.n_valid, 0);
	ck_assert_int_eq(set("mac", "00:0c:43:26:60:10"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "no copy in `gbe` has a right intel-gbe checksum");
	ck_assert_mem_eq(chip, before, 65536);
}
END_TEST

START_TEST(a_variable_is_set_and_removed)
{
	const struct fp_env_shape shape = { .size = 4096 };

	ck_assert_int_eq(set("eth", "00:0c:43:26:60:11"), 0);
	ck_assert(fp_env_is_sound(chip + 8192, &shape));
	ck_assert_str_eq(fp_env_get(chip + 8192, &shape, "ethaddr"), "00:0c:43:26:60:11");
	ck_assert_str_eq(fp_env_get(chip + 8192, &shape, "bootdelay"), "3");
	ck_assert_int_eq(set("eth", NULL), 0);
	ck_assert(fp_env_is_sound(chip + 8192, &shape));
	get("eth");
	ck_assert_ptr_null(value.text);
	ck_assert_uint_eq(value.n_valid, 1);
	ck_assert_int_eq(set("eth", "none"), -FP_USAGE);
}
END_TEST

START_TEST(without_an_environment_nothing_is_set)
{
	memset(chip + 8192, 0xff, 8192);
	get("eth");
	ck_assert_ptr_null(value.text);
	ck_assert_uint_eq(value.n_valid, 0);
	ck_assert_int_eq(set("eth", "00:0c:43:26:60:11"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "`env`: no U-Boot environment is there");
}
END_TEST

START_TEST(half_of_a_redundant_environment_is_refused)
{
	static const struct fp_env_shape shape = { .size = 8192, .is_redundant = true };

	fp_env_init(chip + 8192, &shape);
	ck_assert_int_eq(fp_env_set(chip + 8192, &shape, "ethaddr", "00:aa:bb:cc:dd:ee", &err), 0);
	fp_env_seal(chip + 8192, &shape);
	ck_assert_int_eq(set("eth", "00:0c:43:26:60:11"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "one of two copies");
}
END_TEST

TEST_MAIN_WITH("value", setup, teardown, values_are_read,
	       both_copies_are_written_and_sealed_and_nothing_else,
	       a_copy_that_is_not_valid_stays_and_does_not_count,
	       without_a_valid_copy_nothing_is_set, a_variable_is_set_and_removed,
	       without_an_environment_nothing_is_set, half_of_a_redundant_environment_is_refused)
