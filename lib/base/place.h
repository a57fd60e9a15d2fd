/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an output is, or would be: its directory, resolved once, and its last name. Whatever is
 * done to links on the way afterwards leads nowhere else. */
#ifndef FP_BASE_PLACE_H
#define FP_BASE_PLACE_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/error.h"

struct fp_place {
	int dir; /* opened (O_PATH); -1: none */
	char name[NAME_MAX + 1]; /* in it; neither a link, when it was looked at, nor a directory */
};

/* Opens the directory of a path that a user named. Symbolic links are followed, also where the last
 * leads to a file that is not there yet. Returns 0, or -1 and errno: EISDIR for a directory. The
 * caller closes, also after a failure. */
FP_MUST_CHECK int fp_place_open(const char *path, struct fp_place *place);

/* The same for a name that was derived (NAME.bin, BACKUP.json): its directory is the user's, but
 * where the name itself is a link it fails with ELOOP. */
FP_MUST_CHECK int fp_place_derive(const char *path, struct fp_place *place);

/* What is at the place, as lstat() tells. -1 and errno: ENOENT where nothing is. */
FP_MUST_CHECK int fp_place_stat(const struct fp_place *place, struct stat *st);

/* fsync of the directory, where the file system and the permissions allow it. */
FP_MUST_CHECK int fp_place_sync(const struct fp_place *place);

void fp_place_close(struct fp_place *place);

#endif
