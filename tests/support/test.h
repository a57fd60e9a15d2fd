/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frame of a Check suite, and what several suites use. */
#ifndef FP_TEST_H
#define FP_TEST_H

#include <check.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The main() of a suite: TEST_MAIN("name", test, test, ...). Results go out as TAP where
 * CK_TAP_LOG_FILE_NAME says so (tests/run sets it). */
#define TEST_MAIN(name, ...) TEST_MAIN_WITH(name, NULL, NULL, __VA_ARGS__)

/* The same with functions to call before and after each test. */
#define TEST_MAIN_WITH(name, setup, teardown, ...)                                                 \
	int main(void)                                                                             \
	{                                                                                          \
		const TTest *const tests[] = { __VA_ARGS__ };                                      \
                                                                                                   \
		return test_main(name, setup, teardown, tests, sizeof tests / sizeof *tests);      \
	}

int test_main(const char *name, SFun setup, SFun teardown, const TTest *const *tests, size_t n);

/* The same for a suite that makes its own cases. */
int test_main_suite(Suite *suite);

/* A directory of this test's own, made on first use and removed at its end. */
const char *test_dir(void);

/* The path of a file in it; valid until 8 calls later. */
const char *test_path(const char *name);

/* Writes a file into it and returns its path. */
const char *test_write_file(const char *name, const void *data, size_t n);

/* Reads a whole file; the caller frees. Fails the test if there is none. */
uint8_t *test_read_file(const char *path, size_t *n);

/* n bytes from a fixed generator; the same seed gives the same bytes. */
void test_random(uint8_t *buf, size_t n, uint32_t seed);

/* Asserts that err holds this code and that its text contains this. */
void test_assert_error(const struct fp_error *err, enum fp_code code, const char *text);

#endif
