/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file on its way to its place: without a name where the file system can, else under one beside
 * it that says whose it is. */
#ifndef FP_BASE_TEMPORARY_H
#define FP_BASE_TEMPORARY_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/entry.h"

struct fp_temporary {
	const struct fp_entry *entry; /* where it will be; the caller's */
	int fd; /* -1: none */
	bool is_named;
	char name[NAME_MAX + 1];
};

/* Opens one for reading and writing. Returns 0, or -1 and errno. The caller closes, also after a
 * failure. While it is open it is locked (flock): a name without a lock was left by a process that
 * was killed, and goes when the next temporary file for the same place takes its name. */
FP_MUST_CHECK int fp_temporary_open(struct fp_temporary *temporary, const struct fp_entry *entry,
				    mode_t mode);

/* Puts it in its place, over what is there; neither it nor the directory is synced. */
FP_MUST_CHECK int fp_temporary_publish(struct fp_temporary *temporary);

/* Removes what was not published. */
void fp_temporary_close(struct fp_temporary *temporary);

#endif
