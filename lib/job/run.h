/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings a job to a chip: read, compose, backup, write, read back. */
#ifndef FP_JOB_RUN_H
#define FP_JOB_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "job/plan.h"
#include "programmer/programmer.h"

enum fp_phase { FP_PHASE_READ, FP_PHASE_WRITE };

/* What a job needs from its surroundings. Any of them may be NULL. */
struct fp_job_io {
	void *ctx;
	void (*progress)(void *ctx, enum fp_phase phase, uint64_t done, uint64_t total); /* bytes */
	bool (*is_cancelled)(void *ctx); /* asked between operations */
	/* Called once, before the first erase: puts job->old on disk, fsynced. A failure stops the
	 * job. */
	int (*backup)(void *ctx, const struct fp_job *job, struct fp_error *err);
	/* Called before each block is written that also holds bytes outside the targets: notes on
	 * disk where an interruption would lose them (journal.h). With size 0: that block is
	 * proven, and the next has no such bytes. A failure stops the job. */
	int (*mark)(void *ctx, struct fp_range range, struct fp_error *err);
};

/* What was done, also after a failure. Bytes. */
struct fp_job_report {
	uint64_t touched, differing, written; /* written: erased, programmed, read back and equal */
	bool is_issued; /* an erase or program was issued */
};

/* Reads the touched blocks (blocks with bytes outside the targets twice: they must agree),
 * composes, and counts what differs. Nothing is changed. */
FP_MUST_CHECK int fp_job_read(struct fp_job *job, const struct fp_programmer *programmer,
			      const struct fp_job_io *io, struct fp_job_report *report,
			      struct fp_error *err);

/* After fp_job_read(): backup, then every differing block written, read back and compared; where
 * all its bytes are alike, as without a chip, fp_job_identify() too. Nothing to do: no backup, 0.
 * -FP_CHANGED once an erase was issued and anything failed. */
FP_MUST_CHECK int fp_job_write(struct fp_job *job, const struct fp_programmer *programmer,
			       const struct fp_job_io *io, struct fp_job_report *report,
			       struct fp_error *err);

/* Is the chip that was opened still there? 0 too where the programmer cannot tell. */
FP_MUST_CHECK int fp_job_identify(const struct fp_programmer *programmer, struct fp_error *err);

/* Reads count bytes in operations of at most FP_TRANSFER_MAX. */
FP_MUST_CHECK int fp_job_read_range(const struct fp_programmer *programmer, struct fp_range range,
				    uint8_t *buf, struct fp_error *err);

#endif
