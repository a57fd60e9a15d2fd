/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A programming job: which erase blocks are touched, what they hold, what they shall hold. Pure: no
 * chip, no files; run.h brings it to a chip. */
#ifndef FP_JOB_PLAN_H
#define FP_JOB_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/range.h"
#include "selection/contents.h"

/* Neighbouring touched blocks. Their bytes begin at old + at and want + at. */
struct fp_job_run {
	struct fp_range range; /* on block edges */
	size_t at;
};

struct fp_job {
	uint32_t block; /* bytes, a power of two */
	struct fp_job_target *targets;
	size_t n_targets;
	struct fp_job_run *runs; /* in offset order, not touching each other */
	size_t n_runs;
	uint8_t *old, *want; /* size bytes each: the touched blocks in offset order */
	size_t size;
};

/* Widens the targets (disjoint, inside chip_size) to blocks and allocates the buffers. chip_size
 * must be a multiple of block. The caller frees with fp_job_free(), also after a failure. */
FP_MUST_CHECK int fp_job_plan(struct fp_job *job, const struct fp_job_target *targets, size_t n,
			      uint64_t chip_size, uint32_t block, struct fp_error *err);

void fp_job_free(struct fp_job *job);

/* want = old with the targets over it. */
void fp_job_compose(struct fp_job *job);

/* Does the block at that chip offset hold bytes outside of all targets? */
bool fp_job_is_mixed(const struct fp_job *job, uint64_t offset);

/* Finds the next blocks, from the chip offset *from on, in which old and want differ: neighbours,
 * up to FP_TRANSFER_MAX bytes or one block. A block that holds bytes outside of all targets comes
 * alone, so that not more than it is at risk. Sets *dirty and moves *from behind it. False: no
 * more.
 */
bool fp_job_next_dirty(const struct fp_job *job, uint64_t *from, struct fp_range *dirty);

/* Blocks that hold bytes outside of all targets: neighbours, up to FP_TRANSFER_MAX bytes or one
 * block. */
bool fp_job_next_mixed(const struct fp_job *job, uint64_t *from, struct fp_range *mixed);

/* Bytes of all blocks that fp_job_next_dirty(), fp_job_next_mixed() find. */
uint64_t fp_job_count_dirty(const struct fp_job *job);
uint64_t fp_job_count_mixed(const struct fp_job *job);

/* The place in old and want of a chip offset that is inside a run. */
size_t fp_job_index(const struct fp_job *job, uint64_t offset);

#endif
