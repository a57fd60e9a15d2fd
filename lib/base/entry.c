// SPDX-License-Identifier: GPL-2.0-or-later
// Directories of outputs, opened.

#define _GNU_SOURCE /* O_PATH */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/entry.h"

#define LINKS_MAX 40 /* as the kernel follows (path_resolution(7)) */

/* From where the place is now. */
static int enter(struct fp_entry *entry, const char *path)
{
	const size_t length = fp_path_dir_length(path);
	const int from = entry->dir < 0 ? AT_FDCWD : entry->dir;
	char *dir = length ? strndup(path, length) : strdup(".");
	int fd = dir ? openat(from, dir, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;

	free(dir);
	if (fd < 0)
		return -1;
	fp_entry_close(entry);
	entry->dir = fd;
	return 0;
}

static int take_name(struct fp_entry *entry, const char *path)
{
	const char *const name = fp_path_last(path);

	errno = EISDIR;
	if (!name[0] || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return -1;
	errno = ENAMETOOLONG;
	if (strlen(name) >= sizeof entry->name)
		return -1;
	strcpy(entry->name, name);
	return 0;
}

/* Where the link at the place leads: text of PATH_MAX bytes, empty where it is none. */
static int read_link(const struct fp_entry *entry, char *text)
{
	const ssize_t n = readlinkat(entry->dir, entry->name, text, PATH_MAX - 1);

	text[n < 0 ? 0 : n] = 0;
	return n < 0 && errno != EINVAL && errno != ENOENT ? -1 : 0;
}

static int resolve(const char *path, unsigned links_max, struct fp_entry *entry)
{
	char text[PATH_MAX];

	entry->dir = -1;
	errno = path[0] ? ENAMETOOLONG : ENOENT;
	if (!path[0] || strlen(path) >= sizeof text)
		return -1;
	strcpy(text, path);
	for (unsigned links = 0; links <= links_max; links++) {
		if (enter(entry, text) < 0 || take_name(entry, text) < 0 ||
		    read_link(entry, text) < 0)
			return -1;
		if (!text[0])
			return 0;
	}
	errno = ELOOP;
	return -1;
}

int fp_entry_open(const char *path, struct fp_entry *entry)
{
	return resolve(path, LINKS_MAX, entry);
}

int fp_entry_derive(const char *path, struct fp_entry *entry)
{
	return resolve(path, 0, entry);
}

int fp_entry_stat(const struct fp_entry *entry, struct stat *st)
{
	return fstatat(entry->dir, entry->name, st, AT_SYMLINK_NOFOLLOW);
}

int fp_entry_sync(const struct fp_entry *entry)
{
	int fd = openat(entry->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int code = fd < 0 ? -1 : fsync(fd);

	/* Some file systems cannot sync a directory, and one may be for writing only. */
	if (code < 0 && (errno == EINVAL || errno == EACCES))
		code = 0;
	if (fd >= 0)
		close(fd);
	return code;
}

void fp_entry_close(struct fp_entry *entry)
{
	if (entry->dir >= 0)
		close(entry->dir);
	entry->dir = -1;
}
