/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Going on after a job that was interrupted: first it is proved that it was on this chip, then what
 * it lost is taken out of its backup. */
#ifndef FP_JOB_RESUME_H
#define FP_JOB_RESUME_H

#include "job/backup.h"
#include "job/plan.h"
#include "job/reading.h"
#include "job/record.h"

/* Does the record fit the backup: its blocks are in there, and the bytes are those? *why has 160
 * bytes. */
bool fp_resume_fits(const struct fp_record *record, const struct fp_backup *backup, char *why);

/* Reads the blocks that the job had proven, which must hold what was wanted, and those that it had
 * not reached, which must hold what its backup has. *n_proofs: how many did, and not one value
 * only. -FP_REFUSED, and *why (160 bytes): another unit, or it has run since. */
FP_MUST_CHECK int fp_resume_prove(const struct fp_work *work, const struct fp_record *record,
				  const struct fp_backup *backup, unsigned *n_proofs, char *why,
				  struct fp_error *err);

/* Appends to lost, which has room for record->n_blocks more, what the blocks that were being
 * written held. Where two records have lost the same byte: -FP_REFUSED. */
FP_MUST_CHECK int fp_resume_list_lost(const struct fp_record *record,
				      const struct fp_backup *backup, struct fp_job_target *lost,
				      size_t *n_lost, struct fp_error *err);

/* Puts into data, the bytes of the job's touched blocks as they are on the chip, what its backup is
 * to hold in their place: the state before the earlier job. */
void fp_resume_mend(const struct fp_record *record, const struct fp_backup *backup,
		    const struct fp_job *job, uint8_t *data);

/* Does the range hold bytes that the earlier job has lost? */
bool fp_resume_is_lost(const struct fp_record *record, struct fp_range range);

/* Bytes outside of the job's targets that are to be brought back: how many are not as they were. */
FP_MUST_CHECK int fp_resume_count(const struct fp_record *record, const struct fp_job *job,
				  uint64_t *taken, struct fp_error *err);

#endif
