/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Outputs: files that appear whole or not at all. */
#ifndef FP_BASE_FILE_OUT_H
#define FP_BASE_FILE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/error.h"

/* An output. Regular files: a temporary file beside the target, whose directory is opened once.
 * "-" and targets that exist and are not regular files: an unnamed temporary file that is copied
 * out on commit. */
struct fp_out;

/* Zeroed: a file that the user named, readable for whom the umask says; one that is replaced leaves
 * its mode behind. */
struct fp_out_rules {
	bool is_derived; /* the name is ours (NAME.bin): no link and nothing but a regular file */
	/* The bytes come from this file. In place: it is the target too. Else the output is not
	 * readable for more people than this is. NULL: neither. */
	const struct stat *whole;
	bool is_in_place; /* owner, group, mode, ACL and extended attributes stay, or it fails */
};

/* The caller frees with fp_out_close(), which removes what was not committed. */
FP_MUST_CHECK int fp_out_open(const char *path, struct fp_out **out, struct fp_error *err);
FP_MUST_CHECK int fp_out_open_by(const char *path, const struct fp_out_rules *rules,
				 struct fp_out **out, struct fp_error *err);
FP_MUST_CHECK int fp_out_write(struct fp_out *out, const void *buf, size_t n, struct fp_error *err);

/* Refuses an output that is, or would replace, the other file. fp_file_set does so for many. */
FP_MUST_CHECK int fp_out_check(const char *path, const char *other, struct fp_error *err);

/* The descriptor of the temporary file, for reading back what was written. Valid until the close.
 */
int fp_out_fd(const struct fp_out *out);

/* fsync, rename over the target, fsync of the directory. */
FP_MUST_CHECK int fp_out_commit(struct fp_out *out, struct fp_error *err);

/* The same for n outputs (NULL: none), one step after the other for all: each is on disk before the
 * first gets its name, and they get them in this order; the first failure ends it. */
FP_MUST_CHECK int fp_out_commit_all(struct fp_out *const *outs, size_t n, struct fp_error *err);

/* Accepts NULL. */
void fp_out_close(struct fp_out *out);

/* All of that for one buffer. */
FP_MUST_CHECK int fp_file_replace(const char *path, const void *buf, size_t n,
				  struct fp_error *err);
FP_MUST_CHECK int fp_file_replace_by(const char *path, const struct fp_out_rules *rules,
				     const void *buf, size_t n, struct fp_error *err);

/* Writes all n bytes; -1, and errno, after a failure. */
FP_MUST_CHECK int fp_file_write_all(int fd, const void *buf, size_t n);

/* Puts on disk what was made, renamed or removed in the directory of that path; -1, and errno,
 * after a failure. */
FP_MUST_CHECK int fp_file_sync_dir(const char *path);

/* Creates a new file, mode 0600, that must not exist (O_EXCL), writes, fsyncs it and its directory.
 * On failure nothing is left, except that an existing file stays: then errno is EEXIST. */
FP_MUST_CHECK int fp_file_create(const char *path, const void *buf, size_t n, struct fp_error *err);

#endif
