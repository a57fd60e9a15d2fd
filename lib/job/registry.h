/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where records are: in directories that are looked through, and in one directory that leads to all
 * open ones: a file for each, named by the record's id, that holds the record's path and a newline.
 */
#ifndef FP_JOB_REGISTRY_H
#define FP_JOB_REGISTRY_H

#include <stddef.h>

#include "base/error.h"

/* Paths of what may be records; the caller frees each, and the list. */
struct fp_paths {
	char **items;
	size_t n;
};

/* Adds one (a copy). */
FP_MUST_CHECK int fp_paths_add(struct fp_paths *paths, const char *path, struct fp_error *err);
void fp_paths_free(struct fp_paths *paths);

/* Adds what ends in .unfinished in that directory ("": the current one). One that cannot be read
 * holds nothing. */
FP_MUST_CHECK int fp_registry_look(const char *dir, struct fp_paths *paths, struct fp_error *err);

/* Adds what the entries of a registry lead to, and forgets those whose record is gone. There may be
 * no such directory. */
FP_MUST_CHECK int fp_registry_find(const char *registry, struct fp_paths *paths,
				   struct fp_error *err);

/* Notes and forgets where a record is. A registry that cannot be written is no failure: the record
 * is found where it is. */
void fp_registry_add(const char *registry, const char *id, const char *record);
void fp_registry_remove(const char *registry, const char *id);

#endif
