/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record of a job that may lose something when it is interrupted: BACKUP.unfinished, from
 * before its first erase until its result is proven. JSON in this order:
 *     { "flashplan-unfinished": 2, "letters": LETTERS, "about": { "id": HEX,
 *       "backup": { "size": BYTES, "sha256": HEX }, "chip": { "name": TEXT, "id": HEX,
 *       "size": BYTES }, "command": [ TEXT ... ], "directory": TEXT,
 *       "other-units": COUNT, "protection":
 *       { "offset": BYTES, "size": BYTES, "mode": TEXT }, "selected": [ [ OFFSET, SIZE ] ... ],
 * "blocks": [ { "offset": BYTES, "size": BYTES, "wanted": HEX } ... ], "inherits": [ HEX ... ] },
 *       "sha256": HEX }
 * LETTERS: one for the protection, then one for each of the blocks, which stand in the order in
 * which they are written. Only letters ever change, in their places. wanted is the SHA-256 of the
 * block's selected bytes, the last sha256 that of "about" as it stands there. "inherits": the ids
 * of records that this one has taken over: they do not count any more. */
#ifndef FP_JOB_RECORD_H
#define FP_JOB_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/range.h"
#include "job/plan.h"

#define FP_RECORD_SUFFIX ".unfinished"
#define FP_RECORD_MAX	 ((size_t)16 << 20) /* bytes of the file */
#define FP_RECORD_ID	 33 /* 32 digits, and the end */

enum fp_letter {
	FP_LETTER_WAITING = '.', /* holds what the backup has; of the protection: as it was found */
	FP_LETTER_WRITING = 'w', /* may hold anything */
	FP_LETTER_PROVEN = 'd', /* was read back */
	FP_LETTER_LIFTED = 'l', /* the protection is off */
};

struct fp_record_block {
	struct fp_range range;
	char wanted[FP_DIGEST_TEXT];
	bool is_shared; /* it holds bytes that are not selected */
	char letter;
};

struct fp_record {
	char id[FP_RECORD_ID], backup_sha256[FP_DIGEST_TEXT];
	uint64_t backup_size; /* bytes */
	char chip_name[64], chip_id[16]; /* as in struct fp_chip */
	uint64_t chip_size;
	const char *const *command; /* the words, n_command of them */
	size_t n_command;
	const char *directory; /* where it was run; empty: not known */
	unsigned n_other_units; /* how often the user had said that this is another unit */
	struct fp_range protection; /* as it was found; size 0: there was none in the way */
	char protection_mode[16]; /* as in struct fp_protection */
	char protection_letter;
	struct fp_range *selected; /* disjoint, in offset order */
	size_t n_selected;
	struct fp_record_block *blocks; /* in offset order */
	size_t n_blocks;
	char (*inherits)[FP_RECORD_ID];
	size_t n_inherits;
	void *owned; /* what the loaded strings live in */
};

/* Fills in blocks from the job: those that differ, each with the letter of one that waits. The
 * caller frees with fp_record_free(), also after a failure. */
FP_MUST_CHECK int fp_record_take_job(struct fp_record *record, const struct fp_job *job,
				     struct fp_error *err);

/* A random id. */
FP_MUST_CHECK int fp_record_draw_id(struct fp_record *record, struct fp_error *err);

/* The text of the file, the caller's to free(); NULL when out of memory. */
char *fp_record_text(const struct fp_record *record, size_t *n);

/* The other way. False, and nothing to free, if it is not what fp_record_text() makes. */
bool fp_record_parse(const char *text, size_t n, struct fp_record *record);

void fp_record_free(struct fp_record *record);

/* Is anything lost if nobody goes on with it? The first shared block that is being written; -1:
 * none. */
ptrdiff_t fp_record_at_risk(const struct fp_record *record);

/* Where the letter of block i (-1: of the protection) stands in the file. */
uint64_t fp_record_letter_at(ptrdiff_t i);

/* The SHA-256 of those bytes of a block (data: all of it) that are in the n selected ranges. */
void fp_record_digest(const struct fp_range *selected, size_t n, struct fp_range block,
		      const uint8_t *data, char *text);

#endif
