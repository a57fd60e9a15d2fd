// SPDX-License-Identifier: GPL-2.0-or-later
// What a killed run left goes with the next; what belongs to somebody else stays.

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/temporary.h"
#include "support/test.h"

static struct fp_entry entry;

/* Publishes a new "out" over an old one, so that it needs a name beside it. */
static void replace_out(void)
{
	struct fp_temporary t;

	test_write_file("out", "old", 3);
	ck_assert_int_eq(fp_entry_open(test_path("out"), &entry), 0);
	ck_assert_int_eq(fp_temporary_open(&t, &entry, 0600), 0);
	ck_assert_int_eq(write(t.fd, "new", 3), 3);
	ck_assert_int_eq(fp_temporary_publish(&t), 0);
	fp_temporary_close(&t);
	fp_entry_close(&entry);
}

static bool is_there(const char *name)
{
	struct stat st;

	return lstat(test_path(name), &st) == 0;
}

START_TEST(what_a_killed_run_left_is_removed)
{
	test_write_file("out.flashplan-0.tmp", "left", 4);
	replace_out();
	ck_assert(!is_there("out.flashplan-0.tmp"));
	ck_assert(!is_there("out.flashplan-1.tmp"));
}
END_TEST

START_TEST(that_of_a_run_that_goes_on_stays)
{
	const char *path = test_write_file("out.flashplan-0.tmp", "busy", 4);
	int fd = open(path, O_RDONLY);

	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	replace_out();
	ck_assert(is_there("out.flashplan-0.tmp"));
	ck_assert(!is_there("out.flashplan-1.tmp"));
	close(fd);
}
END_TEST

START_TEST(links_and_second_names_stay)
{
	ck_assert_int_eq(symlink("elsewhere", test_path("out.flashplan-0.tmp")), 0);
	ck_assert_int_eq(link(test_write_file("mine", "mine", 4), test_path("out.flashplan-1.tmp")),
			 0);
	replace_out();
	ck_assert(is_there("out.flashplan-0.tmp"));
	ck_assert(is_there("out.flashplan-1.tmp"));
	ck_assert(!is_there("elsewhere"));
}
END_TEST

START_TEST(an_open_one_is_locked)
{
	struct fp_temporary t;
	char path[48];
	int fd;

	ck_assert_int_eq(fp_entry_open(test_path("out"), &entry), 0);
	ck_assert_int_eq(fp_temporary_open(&t, &entry, 0600), 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", t.fd);
	fd = open(path, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(flock(fd, LOCK_EX | LOCK_NB), -1);
	close(fd);
	fp_temporary_close(&t);
	fp_entry_close(&entry);
}
END_TEST

START_TEST(the_longest_name_can_be_replaced)
{
	char name[NAME_MAX + 1];

	memset(name, 'n', NAME_MAX);
	name[NAME_MAX] = 0;
	ck_assert_int_eq(chdir(test_dir()), 0);
	for (int i = 0; i < 2; i++) {
		struct fp_temporary t;

		ck_assert_int_eq(fp_entry_open(name, &entry), 0);
		ck_assert_int_eq(fp_temporary_open(&t, &entry, 0600), 0);
		ck_assert_int_eq(fp_temporary_publish(&t), 0);
		fp_temporary_close(&t);
		fp_entry_close(&entry);
	}
	ck_assert_int_eq(access(name, F_OK), 0);
}
END_TEST

TEST_MAIN("temporary", what_a_killed_run_left_is_removed, that_of_a_run_that_goes_on_stays,
	  links_and_second_names_stay, an_open_one_is_locked, the_longest_name_can_be_replaced)
