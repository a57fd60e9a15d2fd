/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings what a job wants to the chip: block by block, each read back. */
#ifndef FP_JOB_RUN_H
#define FP_JOB_RUN_H

#include "base/error.h"
#include "job/plan.h"
#include "job/reading.h"
#include "job/record.h"

struct fp_run {
	const struct fp_job *job; /* after fp_reading_job() */
	struct fp_work work;
	/* Optional: is told what is about to be written, is proven, or was left as it was; a
	 * failure stops the job. */
	int (*letter)(void *ctx, struct fp_range range, enum fp_letter letter,
		      struct fp_error *err);
	void *ctx;
	struct fp_range at; /* set: what failed was in there; size 0: nothing was being written */
};

/* Writes every differing block, reads it back and compares; where all its bytes are alike, as
 * without a chip, asks for the chip too. -FP_CHANGED once an erase was issued and anything failed.
 */
FP_MUST_CHECK int fp_run(struct fp_run *run, struct fp_error *err);

#endif
