/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file of `env`: only where an environment can be is it read, and changed. */
#ifndef FP_ENV_FILE_H
#define FP_ENV_FILE_H

#include <sys/stat.h>

#include "base/error.h"
#include "base/range.h"
#include "content/env.h"

struct env_file {
	const char *path; /* the caller's */
	int fd; /* -1: not open */
	struct stat st;
	uint64_t size; /* bytes */
	const struct fp_range *ranges; /* in the file, n_ranges of them; the caller's */
	size_t n_ranges;
	uint8_t *buf; /* the ranges one after the other */
	size_t n;
	struct fp_env_place place; /* in buf */
};

/* Opens the file. What is not regular is read whole: then buf is set. The caller closes, also after
 * a failure. */
FP_MUST_CHECK int env_file_open(struct env_file *file, const char *path, struct fp_error *err);

/* The size of the environment that begins at that offset, by its checksum. */
FP_MUST_CHECK int env_file_size(const struct env_file *file, uint64_t offset, uint64_t *size,
				struct fp_error *err);

/* Reads the ranges (n 0: all of it) and finds the environment in them. size, if it is not 0, is
 * what it must have. */
FP_MUST_CHECK int env_file_find(struct env_file *file, const struct fp_range *ranges, size_t n,
				uint64_t size, struct fp_error *err);

/* Where a byte of buf is in the file. */
uint64_t env_file_offset(const struct env_file *file, size_t at);

/* The file with what buf holds now: in place where path leads to it, else to that file. */
FP_MUST_CHECK int env_file_write(const struct env_file *file, const char *path,
				 struct fp_error *err);

void env_file_close(struct env_file *file);

#endif
