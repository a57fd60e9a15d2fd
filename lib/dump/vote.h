/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One right dump out of several readings of one chip that disagree. Pure. */
#ifndef FP_DUMP_VOTE_H
#define FP_DUMP_VOTE_H

#include "base/view.h"
#include "plan/plan.h"

#define FP_VOTE_BLOCK                                                                              \
	65536 /* bytes: readings of which at least two agree decide a block at once                \
	       */
#define FP_DOUBTS_MAX 64

struct fp_vote {
	const struct fp_view *dumps; /* n of them, of one size, in memory; the caller's */
	size_t n;
	uint8_t *out; /* as many bytes; the caller's */
	uint64_t blocks, bytes; /* that were decided block by block, and byte by byte */
	uint64_t settled, open; /* bytes without a majority: settled by a checksum, and not */
	/* Where no vote decides, joined: the first FP_DOUBTS_MAX, and what settling cuts in two. */
	struct fp_range doubt[2 * FP_DOUBTS_MAX];
	size_t n_doubts;
};

/* Votes per block, then per byte. plan (may be NULL): where there is no majority, the content whose
 * checksum is right decides. Bytes that stay open are those of the first dump. -FP_REFUSED: out of
 * memory, or the dumps' sizes differ. */
FP_MUST_CHECK int fp_vote(struct fp_vote *vote, const struct fp_plan *plan, struct fp_error *err);

#endif
