/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files: outputs that appear whole or not at all, inputs that stay inside their directory. */
#ifndef FP_BASE_FILE_H
#define FP_BASE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* An output. Regular files: a temporary file beside the target. "-" and targets that exist and are
 * not regular files: an unnamed temporary file that is copied out on commit. */
struct fp_out;

/* The caller frees with fp_out_close(), which removes what was not committed. */
FP_MUST_CHECK int fp_out_open(const char *path, struct fp_out **out, struct fp_error *err);
FP_MUST_CHECK int fp_out_write(struct fp_out *out, const void *buf, size_t n, struct fp_error *err);

/* Refuses an output that is, or would replace, the other file, which stays. "-", NULL and files
 * that are not regular replace nothing. */
FP_MUST_CHECK int fp_out_check(const char *path, const char *other, struct fp_error *err);

/* The descriptor of the temporary file, for reading back what was written. Valid until the close.
 */
int fp_out_fd(const struct fp_out *out);

/* fsync, rename over the target, fsync of the directory. */
FP_MUST_CHECK int fp_out_commit(struct fp_out *out, struct fp_error *err);

/* Accepts NULL. */
void fp_out_close(struct fp_out *out);

/* All of that for one buffer. */
FP_MUST_CHECK int fp_file_replace(const char *path, const void *buf, size_t n,
				  struct fp_error *err);

/* Creates a new file, mode 0600, that must not exist (O_EXCL), writes, fsyncs it and its directory.
 * On failure nothing is left, except that an existing file stays: then errno is EEXIST. */
FP_MUST_CHECK int fp_file_create(const char *path, const void *buf, size_t n, struct fp_error *err);

/* Opens `path`, relative and without leaving it, under dir ("" is the current directory): symbolic
 * links are followed only to places inside. *fd is the caller's to close, -1 where there is no such
 * file (that is no failure); *opened, the path found, is the caller's to free(). */
FP_MUST_CHECK int fp_root_open(const char *dir, const char *path, int *fd, char **opened,
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

/* Reads a whole file of at most max bytes; *text has a 0 byte added and is the caller's to
 * free(). */
FP_MUST_CHECK int fp_file_read(const char *path, size_t max, char **text, size_t *length,
			       struct fp_error *err);

#endif
