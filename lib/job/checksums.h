/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a chip holds, without reading it: where the programmer computes checksums at the chip's end,
 * a guess whose CRC-32 fits is what is there. Guesses are what is wanted and what a dump holds. */
#ifndef FP_JOB_CHECKSUMS_H
#define FP_JOB_CHECKSUMS_H

#include "job/plan.h"
#include "job/reading.h"

/* Fills in those of job->old that are known so. What is left to be read: *n ranges, of whole blocks
 * and in offset order; unknown has room for one for each block. All of the job, where the
 * programmer computes no checksums. */
FP_MUST_CHECK int fp_checksums_job(struct fp_job *job, const struct fp_work *work,
				   struct fp_range *unknown, size_t *n, struct fp_error *err);

/* The same for a part of the chip, and the dump alone. */
FP_MUST_CHECK int fp_checksums_part(const struct fp_work *work, const struct fp_guess *guess,
				    struct fp_range part, uint8_t *buf, bool *is_known,
				    struct fp_error *err);

/* -FP_REFUSED: there is a dump, and it cannot be compared, or is not of such a chip. */
FP_MUST_CHECK int fp_checksums_check(const struct fp_work *work, const struct fp_guess *guess,
				     struct fp_error *err);

#endif
