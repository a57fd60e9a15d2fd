/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much a chip really erases at once. */
#ifndef FP_JOB_BLOCKS_H
#define FP_JOB_BLOCKS_H

#include "base/error.h"
#include "job/plan.h"
#include "programmer/programmer.h"

/* Asks what an erase would take at both ends and in the middle of each run; the programmer must
 * have block(). *block (bytes) becomes the least power of two, no smaller than it was, whose blocks
 * cover all that: where it is more than the job's, the job is to be planned again. Nothing is
 * erased. -FP_REFUSED for a chip that cannot be divided so. */
FP_MUST_CHECK int fp_blocks_ask(const struct fp_job *job, const struct fp_programmer *programmer,
				uint32_t *block, struct fp_error *err);

#endif
