/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs between two dumps of one chip, range by range. */
#ifndef FP_DUMP_DIFF_H
#define FP_DUMP_DIFF_H

#include "content/contrast.h"
#include "dump/dump.h"
#include "base/error.h"
#include "base/range.h"

enum fp_diff_result {
	FP_DIFF_EQUAL,
	FP_DIFF_DIFFERS,
	FP_DIFF_ERASED_IN_A, /* all of it, and not in B */
	FP_DIFF_ERASED_IN_B,
	FP_DIFF_PADDING, /* the same content, padded with 0x00 in one and erased in the other */
};

struct fp_diff {
	enum fp_diff_result result;
	uint64_t first; /* offset on the chip of the first differing byte */
	uint64_t bytes, blocks; /* how many differ; blocks are of the given size */
	struct fp_contrast contrast; /* of B, to what A holds */
};

/* A place where they differ: up to FP_DIFF_LINE bytes of both, from an offset on the chip that is a
 * multiple of FP_DIFF_LINE, or the range's first. */
#define FP_DIFF_LINE 16

struct fp_diff_line {
	uint64_t offset;
	size_t n;
	const uint8_t *a, *b; /* valid during the call */
};

struct fp_diff_options {
	uint8_t erased; /* the value of an erased byte */
	uint32_t block; /* a power of two, at least FP_DIFF_LINE */
	void (*line)(void *ctx, const struct fp_diff_line *line); /* NULL: nobody asks */
	void *ctx;
};

/* Compares a range of both in constant memory. */
FP_MUST_CHECK int fp_diff_range(const struct fp_dump *a, const struct fp_dump *b,
				struct fp_range range, const struct fp_diff_options *options,
				struct fp_diff *diff, struct fp_error *err);

#endif
