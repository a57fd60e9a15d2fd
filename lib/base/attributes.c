// SPDX-License-Identifier: GPL-2.0-or-later
// Attributes of one file carried over to another.

#define _DEFAULT_SOURCE /* flistxattr(), fchown() */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/attributes.h"

/* The kernel has no larger ones (xattr(7)). */
#define NAMES_MAX 65536
#define VALUE_MAX 65536
#define ACL	  "system.posix_acl_access" /* acl(5), as extended attributes have it */

/* All attributes in one block, their names first: NULL and errno where they cannot be had. */
static char *list_names(int fd, size_t *length)
{
	char *const names = malloc(NAMES_MAX);
	const ssize_t n = names ? flistxattr(fd, names, NAMES_MAX) : -1;

	*length = n < 0 ? 0 : (size_t)n;
	if (n >= 0 || (names && errno == ENOTSUP))
		return names;
	free(names);
	return NULL;
}

static int copy_extended(int from, int to)
{
	size_t length;
	char *const names = list_names(from, &length);
	char *const value = malloc(VALUE_MAX);
	int code = names && value ? 0 : -1;

	for (size_t at = 0; code == 0 && at < length; at += strlen(names + at) + 1) {
		const ssize_t n = fgetxattr(from, names + at, value, VALUE_MAX);

		if (n < 0 || fsetxattr(to, names + at, value, (size_t)n, 0) < 0)
			code = -1;
	}
	free(names);
	free(value);
	return code;
}

int fp_attributes_copy(int from, int to)
{
	struct stat st, now;

	if (fstat(from, &st) < 0 || fstat(to, &now) < 0)
		return -1;
	if ((st.st_uid != now.st_uid || st.st_gid != now.st_gid) &&
	    fchown(to, st.st_uid, st.st_gid) < 0)
		return -1;
	/* One that the directory gave it. */
	if (fremovexattr(to, ACL) < 0 && errno != ENODATA && errno != ENOTSUP)
		return -1;
	/* The mode after the owner, which takes set-user-ID away. */
	if (fchmod(to, st.st_mode & 07777) < 0 || copy_extended(from, to) < 0 ||
	    fstat(to, &now) < 0)
		return -1;
	/* Set-group-ID is left out in silence. */
	errno = EPERM;
	return st.st_mode == now.st_mode ? 0 : -1;
}

int fp_attributes_limit(const struct stat *whole, int part)
{
	struct stat st;
	mode_t allowed;

	if (fstat(part, &st) < 0)
		return -1;
	allowed = (whole->st_mode & 0666) | 0700;
	/* What the group of the whole may, another group may only where everybody may. */
	if (whole->st_gid != st.st_gid)
		allowed &= (mode_t)~070 | (allowed & 07) << 3;
	return (st.st_mode & 0777 & ~allowed) ? fchmod(part, st.st_mode & 0777 & allowed) : 0;
}
