/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a script: their checksums, and copies of them for the device. */
#ifndef FP_SCRIPT_FILES_H
#define FP_SCRIPT_FILES_H

#include "script/script.h"

struct fp_script_digest {
	uint64_t size; /* bytes of the whole file */
	char sha256[65], md5[33]; /* of all of them, lower-case hexadecimal */
};

/* Of the file that the device gets. A file on disk is read anew: refused if it no longer holds the
 * bytes that were checked. */
FP_MUST_CHECK int fp_script_digest(const struct fp_script_file *file,
				   struct fp_script_digest *digest, struct fp_error *err);

/* Puts it into a directory under its name, whole or not at all. Where it is there already, being
 * the file itself, it is left alone. */
FP_MUST_CHECK int fp_script_copy(const struct fp_script_file *file, const char *dir,
				 struct fp_error *err);

#endif
