/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came of a job: the facts, for those who word them. */
#ifndef FP_JOB_OUTCOME_H
#define FP_JOB_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/range.h"
#include "content/contrast.h"
#include "job/reading.h"

/* A partition, span or range that a job is about. The name is the caller's. */
struct fp_item {
	const char *name;
	struct fp_range range;
	uint64_t blocks, blocks_differing, blocks_written; /* those that the range reaches into */
	uint64_t bytes_differing; /* selected bytes that were not as wanted before */
	uint64_t first_difference; /* chip offset of the first of them */
	struct fp_contrast contrast; /* of a verification: what they have in common */
};

enum fp_result {
	FP_RESULT_FAILED,
	FP_RESULT_DRY_RUN, /* something would be done */
	FP_RESULT_ALREADY, /* the chip held it */
	FP_RESULT_DONE, /* written and read back */
};

/* What an earlier job that did not end means for this one. */
enum fp_ruling {
	FP_EARLIER_VOID, /* its record does not count: why */
	FP_EARLIER_ELSEWHERE, /* bytes are at risk, this job does not touch their block */
	FP_EARLIER_REFUSED, /* this job touches it, and nobody says which unit this is */
	FP_EARLIER_NO_BACKUP, /* the same, and its backup is not as it was written: why */
	FP_EARLIER_OTHER_UNIT, /* this job touches it, on another unit, as the user says */
	FP_EARLIER_CONTRADICTED, /* to be resumed, but this is another unit, or it has run: why */
	FP_EARLIER_BUSY, /* to be resumed, but that job runs */
	FP_EARLIER_ENDED, /* to be resumed, but it has no record: nothing is left to go on with */
	FP_EARLIER_RESUMED,
	FP_EARLIER_UNPROTECTED, /* lifted the protection, which is not back */
};

struct fp_earlier {
	char *record, *backup; /* paths */
	enum fp_ruling verdict;
	bool is_named; /* to be resumed */
	struct fp_range block; /* the first one that was being written */
	struct fp_range *lost; /* what of its blocks is in the backup alone, n_lost */
	size_t n_lost;
	uint64_t taken; /* resumed: bytes that differed from the backup */
	unsigned n_other_units; /* as in its record: to deny it takes one more */
	unsigned n_proofs; /* resumed: blocks that showed that it is that unit */
	struct fp_range protection; /* unprotected: as that job found it */
	char protection_mode[16];
	char why[160];
};

struct fp_outcome {
	enum fp_result result;
	struct fp_job_report report;
	uint32_t block; /* bytes; 0: not known yet */
	char *backup, *found; /* paths; NULL: none. found: what stood in blocks that were resumed */
	char backup_sha256[FP_DIGEST_TEXT];
	char *record; /* path of this job's, where it stays: something is at risk; else NULL */
	struct fp_range at_risk; /* without a backup: the first shared block that would be written,
				  * and after a failure the one that was; size 0: none */
	char *unrestored; /* what closing said, where a lifted protection may be off; else NULL */
	struct fp_earlier *earlier;
	size_t n_earlier;
	struct {
		bool is_known;
		struct fp_range range; /* as it was found; size 0: none */
		char mode[16]; /* as in struct fp_protection */
		bool is_vague;
		bool is_lifted, is_restored;
		bool is_mended; /* restored: what an earlier job had lifted, too */
	} protection;
};

/* Frees what it holds, and empties it. */
void fp_outcome_free(struct fp_outcome *outcome);

#endif
