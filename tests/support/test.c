// SPDX-License-Identifier: GPL-2.0-or-later
// What the Check suites share.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ftw.h>
#include <unistd.h>

#include "support/test.h"

static char dir[64];

int test_main_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int test_main(const char *name, SFun setup, SFun teardown, const TTest *const *tests, size_t n)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, setup, teardown);
	for (size_t i = 0; i < n; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	return test_main_suite(suite);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void remove_dir(void)
{
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *test_dir(void)
{
	if (!dir[0]) {
		/* In memory where that is: thousands of runs wait for the disk otherwise. */
		const char *tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

		snprintf(dir, sizeof dir, "%s/flashplan-test-XXXXXX", tmp);
		ck_assert_ptr_nonnull(mkdtemp(dir));
		atexit(remove_dir);
	}
	return dir;
}

const char *test_path(const char *name)
{
	static char paths[8][256];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof paths[0], "%s/%s", test_dir(), name);
	return path;
}

const char *test_write_file(const char *name, const void *data, size_t n)
{
	const char *path = test_path(name);
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, n, file), n);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

uint8_t *test_read_file(const char *path, size_t *n)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data;
	long size;

	ck_assert_msg(file != NULL, "cannot open %s", path);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	data = malloc((size_t)size + 1);
	ck_assert_ptr_nonnull(data);
	*n = fread(data, 1, (size_t)size, file);
	ck_assert_uint_eq(*n, (size_t)size);
	data[*n] = 0;
	fclose(file);
	return data;
}

void test_random(uint8_t *buf, size_t n, uint32_t seed)
{
	uint32_t state = seed * 2654435761u + 1;

	for (size_t i = 0; i < n; i++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		buf[i] = (uint8_t)(state >> 24);
	}
}

void test_assert_error(const struct fp_error *err, enum fp_code code, const char *text)
{
	ck_assert_msg(err->code == code && strstr(err->text, text),
		      "expected code %d, \"%s\"; got %d, \"%s\"", code, text, err->code, err->text);
}
