/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are read: whole, in parts, and inside of their directory. */
#ifndef FP_BASE_FILE_H
#define FP_BASE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Opens `path`, relative and without leaving it, under dir ("" is the current directory): symbolic
 * links are followed only to places inside. *fd is the caller's to close, -1 where there is no such
 * file (that is no failure); *opened, the path found, is the caller's to free(). */
FP_MUST_CHECK int fp_root_open(const char *dir, const char *path, int *fd, char **opened,
			       struct fp_error *err);

/* Who named a file that is read. */
enum fp_origin {
	FP_BY_USER, /* on the command line: links, pipes and devices are what the user likes */
	FP_BY_PLAN, /* a stranger's plan did: links are followed, to regular files */
	FP_BY_US, /* derived, as BACKUP.json is: a regular file, and no link */
};

/* Opens a file for reading. But for the user's own it never waits, for a pipe's writer or a
 * device. errno is ENOENT where there is none. *fd is the caller's to close, -1 after a failure. */
FP_MUST_CHECK int fp_file_open(const char *path, enum fp_origin origin, int *fd,
			       struct fp_error *err);

/* The name of a file that belongs to another one, such as its manifest: path and suffix. The caller
 * frees; NULL when out of memory. */
char *fp_file_beside(const char *path, const char *suffix);

/* Up to n bytes from offset off of fd; returns how many there were: less at the end, or after an
 * error, which errno tells (0: the end). */
size_t fp_file_pread(int fd, uint64_t off, void *buf, size_t n);

/* Exactly n bytes; path is for the messages. */
FP_MUST_CHECK int fp_file_read_at(int fd, const char *path, uint64_t off, void *buf, size_t n,
				  struct fp_error *err);

/* Reads a whole file of the user's, of at most max bytes; *text has a 0 byte added and is the
 * caller's to free(). */
FP_MUST_CHECK int fp_file_read(const char *path, size_t max, char **text, size_t *length,
			       struct fp_error *err);

FP_MUST_CHECK int fp_file_read_by(const char *path, enum fp_origin origin, size_t max, char **text,
				  size_t *length, struct fp_error *err);

/* The same from a descriptor, which stays open: a socket on standard input cannot be opened by a
 * name. path is for messages. */
FP_MUST_CHECK int fp_file_read_fd(int fd, const char *path, size_t max, char **text, size_t *length,
				  struct fp_error *err);

#endif
