// SPDX-License-Identifier: GPL-2.0-or-later
// In place, all that is known of a file stays; what is cut from a private file is private.

#define _DEFAULT_SOURCE /* xattr */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/file-out.h"
#include "support/test.h"

#define ACL "system.posix_acl_access"

static struct fp_error err;

static struct stat stat_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st;
}

static int edit(const char *path)
{
	const struct stat st = stat_of(path);

	memset(&err, 0, sizeof err);
	return fp_file_replace_by(path, &(struct fp_out_rules){ .whole = &st, .is_in_place = true },
				  "new", 3, &err);
}

static mode_t mode_of_part(const char *path, const char *whole)
{
	const struct stat st = stat_of(whole);

	ck_assert_int_eq(
		fp_file_replace_by(path, &(struct fp_out_rules){ .whole = &st }, "part", 4, &err),
		0);
	return stat_of(path).st_mode & 07777;
}

START_TEST(owner_and_mode_stay_in_place)
{
	const char *path = test_write_file("a", "old", 3);
	const uid_t owner = geteuid() == 0 ? 12345 : geteuid();
	const gid_t group = geteuid() == 0 ? 54321 : getegid();

	umask(077);
	ck_assert_int_eq(chown(path, owner, group), 0);
	ck_assert_int_eq(chmod(path, 06754), 0);
	ck_assert_int_eq(edit(path), 0);
	ck_assert_uint_eq(stat_of(path).st_uid, owner);
	ck_assert_uint_eq(stat_of(path).st_gid, group);
	ck_assert_uint_eq(stat_of(path).st_mode & 07777, 06754);
	ck_assert_int_eq(stat_of(path).st_size, 3);
}
END_TEST

START_TEST(owner_that_cannot_be_kept_is_refused)
{
	const char *path = test_write_file("a", "old", 3);

	/* Only root can make a file of somebody else's. */
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chmod(test_dir(), 0777), 0);
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert_int_eq(seteuid(65534), 0);
	ck_assert_int_eq(edit(path), -FP_REFUSED);
	ck_assert_int_eq(seteuid(0), 0);
	test_assert_error(
		&err, FP_REFUSED,
		"cannot be changed in place: its owner or other attributes would be lost");
	ck_assert_str_eq(err.hint, "name another file for the output: -o FILE");
	ck_assert_uint_eq(stat_of(path).st_uid, 0);
}
END_TEST

START_TEST(extended_attributes_stay_in_place)
{
	const char *path = test_write_file("a", "old", 3);
	char value[8];

	if (setxattr(path, "user.serial", "0815", 4, 0) < 0 && errno == ENOTSUP)
		return; /* the file system has none */
	ck_assert_int_eq(edit(path), 0);
	ck_assert_int_eq(getxattr(path, "user.serial", value, sizeof value), 4);
	ck_assert_mem_eq(value, "0815", 4);
}
END_TEST

/* u::rw-, u:65534:r--, g::---, m::r--, o::--- as linux/posix_acl_xattr.h has it. */
static const unsigned char acl[] = {
	2, 0,	 0,    0,    1,	   0,	 6,    0, 0xff, 0xff, 0xff, 0xff, 2,	0,    4,
	0, 0xfe, 0xff, 0,    0,	   4,	 0,    0, 0,	0xff, 0xff, 0xff, 0xff, 0x10, 0,
	4, 0,	 0xff, 0xff, 0xff, 0xff, 0x20, 0, 0,	0,    0xff, 0xff, 0xff, 0xff,
};

START_TEST(access_control_list_stays_in_place)
{
	const char *path = test_write_file("a", "old", 3);
	unsigned char now[sizeof acl + 1];

	if (setxattr(path, ACL, acl, sizeof acl, 0) < 0 && errno == ENOTSUP)
		return; /* the file system has none */
	ck_assert_int_eq(edit(path), 0);
	ck_assert_int_eq(getxattr(path, ACL, now, sizeof now), sizeof acl);
	ck_assert_mem_eq(now, acl, sizeof acl);
}
END_TEST

START_TEST(list_of_the_directory_is_not_added_in_place)
{
	const char *path = test_write_file("a", "old", 3);
	unsigned char now[sizeof acl + 1];

	ck_assert_int_eq(chmod(path, 0600), 0);
	if (setxattr(test_dir(), "system.posix_acl_default", acl, sizeof acl, 0) < 0 &&
	    errno == ENOTSUP)
		return; /* the file system has none */
	ck_assert_int_eq(edit(path), 0);
	ck_assert_int_eq(getxattr(path, ACL, now, sizeof now), -1);
	ck_assert_uint_eq(stat_of(path).st_mode & 07777, 0600);
}
END_TEST

START_TEST(hard_links_are_refused_in_place)
{
	const char *path = test_write_file("a", "old", 3);

	ck_assert_int_eq(link(path, test_path("b")), 0);
	ck_assert_int_eq(edit(path), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED,
			  "has 2 names (hard links): the others would keep the old contents");
}
END_TEST

START_TEST(file_that_changed_since_it_was_read_is_refused)
{
	const char *path = test_write_file("a", "old", 3);
	const struct stat st = stat_of(path);

	ck_assert_int_eq(unlink(path), 0);
	test_write_file("a", "other", 5);
	ck_assert_int_eq(fp_file_replace_by(
				 path, &(struct fp_out_rules){ .whole = &st, .is_in_place = true },
				 "new", 3, &err),
			 -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "changed since it was read");
}
END_TEST

START_TEST(part_of_a_private_file_is_private)
{
	const char *whole = test_write_file("whole", "whole", 5);

	umask(022);
	ck_assert_int_eq(chmod(whole, 0600), 0);
	ck_assert_uint_eq(mode_of_part(test_path("a"), whole), 0600);
	ck_assert_int_eq(chmod(whole, 0640), 0);
	ck_assert_uint_eq(mode_of_part(test_path("b"), whole), 0640);
	ck_assert_int_eq(chmod(whole, 0777), 0);
	ck_assert_uint_eq(mode_of_part(test_path("c"), whole), 0644);
	ck_assert_int_eq(chmod(whole, 0444), 0);
	ck_assert_uint_eq(mode_of_part(test_path("d"), whole), 0644);
	ck_assert_int_eq(chmod(whole, 0600), 0);
	ck_assert_uint_eq(mode_of_part(test_path("c"), whole), 0600);
}
END_TEST

START_TEST(what_its_group_may_another_group_may_not)
{
	const char *whole = test_write_file("whole", "whole", 5);

	/* Only root can give a file to any group. */
	if (geteuid() != 0)
		return;
	umask(022);
	ck_assert_int_eq(chown(whole, 0, 54321), 0);
	ck_assert_int_eq(chmod(whole, 0640), 0);
	ck_assert_uint_eq(mode_of_part(test_path("a"), whole), 0600);
}
END_TEST

TEST_MAIN("attributes", owner_and_mode_stay_in_place, owner_that_cannot_be_kept_is_refused,
	  extended_attributes_stay_in_place, access_control_list_stays_in_place,
	  list_of_the_directory_is_not_added_in_place, hard_links_are_refused_in_place,
	  file_that_changed_since_it_was_read_is_refused, part_of_a_private_file_is_private,
	  what_its_group_may_another_group_may_not)
