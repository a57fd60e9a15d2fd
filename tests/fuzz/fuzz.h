/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One fuzz target: bytes through one reader, and what comes out through every writer. */
#ifndef FP_FUZZ_H
#define FP_FUZZ_H

#include "formats/format.h"

/* Aborts where a promise is broken. Not assert(), which a build may leave out. */
void fuzz_must(bool is_kept);

/* Imports the bytes without and with a chip's size. A plan that comes out must keep the rules and
 * go through every writer. Aborts where a promise is broken. */
int fuzz_format(const struct fp_format *format, const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The whole of a target's file. */
#define FUZZ_FORMAT(format)                                                                        \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)                                  \
	{                                                                                          \
		return fuzz_format(&(format), data, n);                                            \
	}

#endif
