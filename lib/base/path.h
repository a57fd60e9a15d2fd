/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a path, as text: no file is looked at. */
#ifndef FP_BASE_PATH_H
#define FP_BASE_PATH_H

#include <stddef.h>

/* Characters of the path that name its directory: "a/b" 1, "/b" 1, "b" 0, which is the current
 * one. */
size_t fp_path_dir_length(const char *path);

/* What stands behind the last slash; the path itself where there is none. */
const char *fp_path_last(const char *path);

#endif
