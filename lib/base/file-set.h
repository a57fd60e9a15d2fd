/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of one command: no output is another of them, however it is spelt. */
#ifndef FP_BASE_FILE_SET_H
#define FP_BASE_FILE_SET_H

#include "base/error.h"

struct fp_file_set;

/* NULL when out of memory. The caller frees with fp_file_set_free(), which accepts NULL. */
struct fp_file_set *fp_file_set_new(void);
void fp_file_set_free(struct fp_file_set *set);

/* Adds a file, there or not. Two are one where directory and last name are, links followed, or
 * where they are names of one file; what is there and not regular (a pipe, /dev/null) is never
 * another. "-" is standard input, or standard output, which is for one output. NULL is no file.
 * Refuses an output that one of the others is; the path is copied. */
FP_MUST_CHECK int fp_file_set_input(struct fp_file_set *set, const char *path,
				    struct fp_error *err);
FP_MUST_CHECK int fp_file_set_output(struct fp_file_set *set, const char *path,
				     struct fp_error *err);

#endif
