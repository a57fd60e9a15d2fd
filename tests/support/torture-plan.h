/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random plans: the text for the library, and what it means for a test to judge by. */
#ifndef FP_TORTURE_PLAN_H
#define FP_TORTURE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/range.h"

#define TORTURE_CHIP_MAX 0x100000u /* bytes */
#define TORTURE_PARTS	 10
#define TORTURE_SPANS	 3
#define TORTURE_KEEPS	 2

/* A partition or span. */
struct torture_part {
	char name[8];
	struct fp_range range;
	bool is_span, is_per_device, is_read_only;
	struct fp_range keeps[TORTURE_KEEPS]; /* from the partition's start */
	size_t n_keeps;
	uint8_t *content; /* range.size bytes, padded; NULL: the plan gives none */
};

struct torture_plan {
	uint64_t size; /* of the chip */
	uint32_t erase_size;
	uint8_t erased;
	struct torture_part parts[TORTURE_PARTS + TORTURE_SPANS]; /* spans last */
	size_t n_parts, n; /* n: with the spans */
	char *text; /* JSON; its files are in test_dir() */
	size_t length;
	unsigned n_files;
};

/* Draws one (torture.h). The caller frees with torture_plan_free(). */
void torture_plan_make(struct torture_plan *plan);
void torture_plan_free(struct torture_plan *plan);

/* A file of n random bytes, kept in *data (the caller's to free()) too. Returns its name in
 * test_dir(), valid until 64 calls later. */
const char *torture_file(struct torture_plan *plan, size_t n, uint8_t **data);

#endif
