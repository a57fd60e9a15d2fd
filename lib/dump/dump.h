/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Images and dumps of a whole chip, opened for reading. */
#ifndef FP_DUMP_DUMP_H
#define FP_DUMP_DUMP_H

#include <stdint.h>

#include "base/error.h"
#include "plan/plan.h"

struct fp_dump {
	const char *path; /* the caller's */
	int fd; /* -1: not open */
	uint64_t size; /* bytes */
};

/* Opens a regular file that must have exactly the size of the plan's chip. The caller closes with
 * fp_dump_close(), also after a failure. */
FP_MUST_CHECK int fp_dump_open(struct fp_dump *dump, const char *path, const struct fp_plan *plan,
			       struct fp_error *err);

void fp_dump_close(struct fp_dump *dump);

/* The bytes of a range, all of them. */
FP_MUST_CHECK int fp_dump_read(const struct fp_dump *dump, struct fp_range range, uint8_t *buf,
			       struct fp_error *err);

#endif
