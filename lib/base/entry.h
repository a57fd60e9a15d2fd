/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an output is, or would be: its directory, resolved once, and its last name. Whatever is
 * done to links on the way afterwards leads nowhere else. */
#ifndef FP_BASE_ENTRY_H
#define FP_BASE_ENTRY_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/error.h"

struct fp_entry {
	int dir; /* opened (O_PATH); -1: none */
	char name[NAME_MAX + 1]; /* in it; neither a link, when it was looked at, nor a directory */
};

/* Opens the directory of a path that a user named. Symbolic links are followed, also where the last
 * leads to a file that is not there yet. Returns 0, or -1 and errno: EISDIR for a directory. The
 * caller closes, also after a failure. */
FP_MUST_CHECK int fp_entry_open(const char *path, struct fp_entry *entry);

/* The same for a name that was derived (NAME.bin, BACKUP.json): its directory is the user's, but
 * where the name itself is a link it fails with ELOOP. */
FP_MUST_CHECK int fp_entry_derive(const char *path, struct fp_entry *entry);

/* What is at the place, as lstat() tells. -1 and errno: ENOENT where nothing is. */
FP_MUST_CHECK int fp_entry_stat(const struct fp_entry *entry, struct stat *st);

/* fsync of the directory, where the file system and the permissions allow it. */
FP_MUST_CHECK int fp_entry_sync(const struct fp_entry *entry);

void fp_entry_close(struct fp_entry *entry);

#endif
