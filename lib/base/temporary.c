// SPDX-License-Identifier: GPL-2.0-or-later
// Temporary files that do not outlive the next run.

#define _GNU_SOURCE /* O_TMPFILE */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/temporary.h"

#define NAMES_MAX 1000
#define STEM_MAX  200 /* bytes of the target's name: what is added must fit */

static bool is_at(const struct fp_temporary *t, int fd)
{
	struct stat of_name, of_fd;

	return fstatat(t->entry->dir, t->name, &of_name, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(fd, &of_fd) == 0 && of_name.st_dev == of_fd.st_dev &&
	       of_name.st_ino == of_fd.st_ino;
}

/* Removes the file of that name if its process is gone. Only who has the lock may remove a name,
 * and who has it looks whether the name still leads to what is locked. */
static bool remove_stale(const struct fp_temporary *t)
{
	int fd = openat(t->entry->dir, t->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool is_removed = false;
	struct stat st;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 &&
	    st.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0 && is_at(t, fd))
		is_removed = unlinkat(t->entry->dir, t->name, 0) == 0;
	close(fd);
	return is_removed;
}

/* Gives the unnamed file in fd the name; EEXIST where it is taken. */
static int link_name(struct fp_temporary *t, const char *name)
{
	char proc[48];

	snprintf(proc, sizeof proc, "/proc/self/fd/%d", t->fd);
	return linkat(AT_FDCWD, proc, t->entry->dir, name, AT_SYMLINK_FOLLOW);
}

static int create_named(struct fp_temporary *t, mode_t mode)
{
	t->fd = openat(t->entry->dir, t->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (t->fd < 0)
		return -1;
	/* Where there are no locks nothing is ever taken for stale. */
	(void)flock(t->fd, LOCK_EX | LOCK_NB);
	if (is_at(t, t->fd))
		return 0;
	close(t->fd); /* another run took it for stale before it was locked */
	t->fd = -1;
	errno = EEXIST;
	return -1;
}

/* The first name that is free: for the file that is open, or for a new one. */
static int take_name(struct fp_temporary *t, mode_t mode)
{
	const bool has_fd = t->fd >= 0;

	for (unsigned i = 0; i < NAMES_MAX; i++) {
		snprintf(t->name, sizeof t->name, "%.*s.flashplan-%u.tmp", STEM_MAX, t->entry->name,
			 i);
		for (unsigned tries = 0; tries < 2; tries++) {
			if ((has_fd ? link_name(t, t->name) : create_named(t, mode)) == 0) {
				t->is_named = true;
				return 0;
			}
			if (errno != EEXIST)
				return -1;
			if (!remove_stale(t))
				break;
		}
	}
	errno = EEXIST;
	return -1;
}

/* Without a name at first: then nothing stays even after SIGKILL. To get one it needs /proc, which
 * a bare chroot may lack. */
int fp_temporary_open(struct fp_temporary *t, const struct fp_entry *entry, mode_t mode)
{
	*t = (struct fp_temporary){ .entry = entry, .fd = -1 };
	if (access("/proc/self/fd", X_OK) == 0)
		t->fd = openat(entry->dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	if (t->fd < 0)
		return take_name(t, mode);
	(void)flock(t->fd, LOCK_EX | LOCK_NB);
	return 0;
}

int fp_temporary_publish(struct fp_temporary *t)
{
	/* At once where nothing is replaced. */
	if (!t->is_named && link_name(t, t->entry->name) == 0)
		return 0;
	if (!t->is_named && (errno != EEXIST || take_name(t, 0) < 0))
		return -1;
	if (renameat(t->entry->dir, t->name, t->entry->dir, t->entry->name) < 0)
		return -1;
	t->is_named = false;
	return 0;
}

void fp_temporary_close(struct fp_temporary *t)
{
	if (t->is_named && is_at(t, t->fd))
		unlinkat(t->entry->dir, t->name, 0);
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
	t->is_named = false;
}
