/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One piece of a source with its file, opened. Internal to source.c and segment.c. */
#ifndef FP_SELECTION_SEGMENT_H
#define FP_SELECTION_SEGMENT_H

#include <nettle/sha2.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "plan/plan.h"
#include "selection/source-file.h"

/* A length that shows only when the file is opened. */
#define FP_LENGTH_UNKNOWN FP_SIZE_REST

struct fp_segment {
	struct fp_piece piece;
	struct fp_range range; /* in the partition */
	int fd; /* -1: no file, or not open at the moment */
	struct stat seen; /* the file as it was when it was judged */
	bool may_be_wrapped; /* unwrap it if it is a firmware update */
	const struct fp_plan *whole; /* the file must be an image of this plan's chip; NULL: any */
	struct fp_source_file file;
	struct sha256_ctx sha256;
	uint32_t crc, data_crc; /* of wrapped data: computed, and as the header says */
	uint8_t *env; /* FP_PIECE_ENV, once it is built: range.size bytes */
};

/* Opens the piece's file, if it has one, and finds the length that is not stated. */
FP_MUST_CHECK int fp_segment_open(struct fp_segment *segment, struct fp_arena *arena,
				  const struct fp_source_dirs *dirs, struct fp_error *err);

/* Lets go of the file until its bytes are read: a plan may name more files than may be open. */
void fp_segment_close(struct fp_segment *segment);

/* The next bytes; part lies inside of the segment and counts from the partition's start. Refuses a
 * file that is not the one that was judged any more. */
FP_MUST_CHECK int fp_segment_read(struct fp_segment *segment, struct fp_range part, uint8_t *buf,
				  struct fp_error *err);

/* After the last byte: are the checksums right? */
FP_MUST_CHECK int fp_segment_finish(struct fp_segment *segment, const struct fp_partition *part,
				    struct fp_error *err);

#endif
