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

/* Neighbouring touched blocks. Their bytes begin at old + at. */
struct fp_job_run {
	struct fp_range range; /* on block edges */
	size_t at;
};

/* A dump that the chip may hold the same as, from offset 0 on. Its bytes must outlive the job. */
struct fp_guess {
	const uint8_t *data;
	uint64_t size; /* bytes; 0: there is none */
};

/* Ranges whose wanted bytes depend on what is there: a field in a structure with a checksum. They
 * count as bytes beside the targets, which they must not touch: an interruption would lose them. */
struct fp_job_amend {
	const struct fp_range *ranges; /* n of them, disjoint */
	size_t n;
	/* bytes: what range i holds, lost bytes brought back; becomes what it shall hold. */
	int (*run)(void *ctx, size_t i, uint8_t *bytes, struct fp_error *err);
	void *ctx;
};

struct fp_job {
	uint32_t block; /* bytes, a power of two */
	struct fp_guess guess; /* set by the caller after planning, or not */
	struct fp_job_target *targets;
	size_t n_targets;
	struct fp_job_target *lost; /* what an earlier job has lost, out of its backup */
	size_t n_lost;
	const struct fp_job_amend *amend; /* the wish's; NULL: none */
	struct fp_job_target *amended; /* what it makes, n_amended; the bytes are the job's */
	size_t n_amended;
	struct fp_job_run *runs; /* in offset order, not touching each other */
	size_t n_runs;
	uint8_t *old; /* size bytes: the touched blocks in offset order */
	size_t size;
	uint8_t *piece; /* where fp_job_want() puts together what lies in no one target */
};

/* What is to be there, for planning. Both lists are disjoint in themselves; where they overlap the
 * targets count. Their bytes must outlive the job. */
struct fp_job_wish {
	const struct fp_job_target *targets;
	size_t n_targets;
	const struct fp_job_target *lost;
	size_t n_lost;
	const struct fp_job_amend *amend; /* NULL: none */
};

/* Widens the ranges of the wish, inside chip_size, to blocks and allocates the buffers, which have
 * the touched blocks once. chip_size must be a multiple of block. The caller frees with
 * fp_job_free(), also after a failure. */
FP_MUST_CHECK int fp_job_plan(struct fp_job *job, const struct fp_job_wish *wish,
			      uint64_t chip_size, uint32_t block, struct fp_error *err);

void fp_job_free(struct fp_job *job);

/* After job->old is known: makes what the amended ranges shall hold, from what they do. */
FP_MUST_CHECK int fp_job_make_amended(struct fp_job *job, struct fp_error *err);

/* What a range inside of a run, of up to FP_TRANSFER_MAX bytes or one block, shall hold: old, what
 * was lost over it, and the targets and what is amended over both. Where one target has all of it
 * these are its own bytes; else they are valid until the next call. */
const uint8_t *fp_job_want(const struct fp_job *job, struct fp_range range);

/* How many bytes of a range inside of a run, of any size, are not as wanted. */
uint64_t fp_job_count_differing(const struct fp_job *job, struct fp_range range);

/* Does the block at that chip offset hold bytes outside of all targets? */
bool fp_job_is_mixed(const struct fp_job *job, uint64_t offset);

/* Does the range hold bytes that were lost? They may read as anything, and each time otherwise. */
bool fp_job_has_lost(const struct fp_job *job, struct fp_range range);

/* Does the job touch a block that the range reaches into? */
bool fp_job_is_touching(const struct fp_job *job, struct fp_range range);

/* What of the range is in no target. list has room for one range more than there are targets;
 * returns how many it has got. */
size_t fp_job_list_slack(const struct fp_job *job, struct fp_range range, struct fp_range *list);

/* Finds the next blocks, from the chip offset *from on, that are not as wanted: neighbours,
 * up to FP_TRANSFER_MAX bytes or one block. A block that holds bytes outside of all targets comes
 * alone, so that not more than it is at risk. Sets *dirty and moves *from behind it. False: no
 * more.
 */
bool fp_job_next_dirty(const struct fp_job *job, uint64_t *from, struct fp_range *dirty);

/* Blocks of which one reading is not enough: those that hold bytes outside of all targets, and
 * those that need no writing and hold one value only, as a line without contact reads. Neighbours,
 * up to FP_TRANSFER_MAX bytes or one block. */
bool fp_job_next_doubtful(const struct fp_job *job, uint64_t *from, struct fp_range *doubtful);

/* Bytes of all blocks that fp_job_next_dirty(), fp_job_next_doubtful() find. */
uint64_t fp_job_count_dirty(const struct fp_job *job);
uint64_t fp_job_count_doubtful(const struct fp_job *job);

/* The place in old of a chip offset that is inside a run. */
size_t fp_job_index(const struct fp_job *job, uint64_t offset);

#endif
