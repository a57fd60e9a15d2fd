/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that a content comes from, and where they are looked for. */
#ifndef FP_SELECTION_SOURCE_FILE_H
#define FP_SELECTION_SOURCE_FILE_H

#include <stddef.h>
#include <stdint.h>

/* Directories (-I) in which a plan's files are looked for after the plan's own. */
struct fp_source_dirs {
	const char *const *dirs;
	size_t n;
};

/* A file that a source reads. */
struct fp_source_file {
	const char *path; /* as the plan or the user names it */
	const char *opened; /* the path under which it was found */
	uint64_t skip, size; /* bytes that are left out at its start, and used of it */
};

#endif
