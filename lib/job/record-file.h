/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records on disk: made whole, then changed by single bytes in their places; locked by the job that
 * they belong to. */
#ifndef FP_JOB_RECORD_FILE_H
#define FP_JOB_RECORD_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "job/record.h"

struct fp_record_file {
	char *path; /* NULL: none is open */
	int fd;
	dev_t device;
	ino_t inode;
};

/* Makes BACKUP.unfinished, which must not exist, mode 0600, locked, fsynced with its directory.
 * After a failure there is none, and nothing to close. */
FP_MUST_CHECK int fp_record_create(const char *backup, const struct fp_record *record,
				   struct fp_record_file *file, struct fp_error *err);

/* Overwrites the letter of a block (-1: of the protection), on disk when this returns. */
FP_MUST_CHECK int fp_record_set(const struct fp_record_file *file, ptrdiff_t block,
				enum fp_letter letter, struct fp_error *err);

/* Removes it for good, fsynced, if it is still that file, and closes it. */
FP_MUST_CHECK int fp_record_remove(struct fp_record_file *file, struct fp_error *err);

void fp_record_close(struct fp_record_file *file);

enum fp_record_state {
	FP_RECORD_ABSENT,
	FP_RECORD_VOID, /* something else, or somebody else's */
	FP_RECORD_BUSY, /* its job runs */
	FP_RECORD_OPEN,
};

/* Reads a record: a regular file with one name, no link, of this user, of also_owner ((uid_t)-1:
 * nobody else), or of whoever owns what we create beside it. Where it is open the caller frees the
 * record and closes the file; else neither, and *why (160 bytes) says why it is void. */
enum fp_record_state fp_record_open(const char *path, uid_t also_owner, struct fp_record_file *file,
				    struct fp_record *record, char *why);

/* So that no other job goes on with it. False if one does, or has: then it is gone. */
bool fp_record_lock(const struct fp_record_file *file);

#endif
