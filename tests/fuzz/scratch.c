// SPDX-License-Identifier: GPL-2.0-or-later
// A scratch directory, in memory where there is such a place.

#define _XOPEN_SOURCE 700 /* nftw(), mkdtemp() */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "scratch.h"

static char dir[64];
static int before; /* the current directory that was */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	return ftw->level ? remove(path) : 0;
}

void scratch_clear(void)
{
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void remove_all(void)
{
	scratch_clear();
	rmdir(dir);
}

void scratch_enter(void)
{
	if (!dir[0]) {
		snprintf(dir, sizeof dir, "%s/flashplan-fuzz-XXXXXX",
			 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
		fuzz_must(mkdtemp(dir) != NULL);
		atexit(remove_all);
		before = open(".", O_RDONLY | O_DIRECTORY);
	}
	fuzz_must(chdir(dir) == 0);
}

void scratch_leave(void)
{
	fuzz_must(fchdir(before) == 0);
}

void scratch_write(const char *name, const void *data, size_t n)
{
	const int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);

	fuzz_must(fd >= 0 && write(fd, data, n) == (ssize_t)n);
	close(fd);
}
