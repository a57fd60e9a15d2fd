/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading a chip until readings agree: block by block, and only those again that differ. Of 16 MiB
 * with one wrong byte in a million no two whole readings are ever alike, but most blocks are. */
#ifndef FP_JOB_AGREE_H
#define FP_JOB_AGREE_H

#include "content/contrast.h"
#include "job/reading.h"

#define FP_AGREE_BLOCK	65536 /* bytes */
#define FP_AGREE_PLACES 8

struct fp_agreement {
	uint64_t read; /* bytes, all passes together */
	uint64_t blocks; /* of which the first two readings differed */
	struct fp_contrast contrast; /* of those readings */
	struct fp_range place[FP_AGREE_PLACES]; /* blocks of which no two agree: the first ones */
	uint64_t n_doubtful;
};

/* Fills data, the chip's size. Every block is read twice, at different times, but for what a
 * checksum says to be as in the guess, or as it was read first (checksums.h); where these differ,
 * it is read again until two readings agree, at most `passes` times in all (1: once, but
 * for what holds one value only). Blocks that stay doubtful hold of each byte what most readings
 * say; they are no failure here. */
FP_MUST_CHECK int fp_agree(const struct fp_work *work, const struct fp_guess *guess,
			   unsigned passes, uint8_t *data, struct fp_agreement *agreement,
			   struct fp_error *err);

#endif
