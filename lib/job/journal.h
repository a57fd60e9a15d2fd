/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which backups belong to jobs that did not end well. Beside BACKUP lies, from before the first
 * erase until the job is proven, BACKUP.unfinished: { "flashplan-unfinished": 1, "offset": BYTES,
 * "size": BYTES } the block that was being written and also held bytes that were not selected; size
 * 0: none was. */
#ifndef FP_JOB_JOURNAL_H
#define FP_JOB_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "job/backup.h"
#include "base/error.h"
#include "job/plan.h"
#include "base/range.h"

/* Writes or replaces BACKUP.unfinished, fsynced. */
FP_MUST_CHECK int fp_journal_mark(const char *backup, struct fp_range at, struct fp_error *err);

/* Removes it; there may be none. */
FP_MUST_CHECK int fp_journal_clear(const char *backup, struct fp_error *err);

/* Reads it. *is_there is false, without a failure, if there is none. */
FP_MUST_CHECK int fp_journal_read(const char *backup, bool *is_there, struct fp_range *at,
				  struct fp_error *err);

/* Those of the backups PREFIX, PREFIX-N.bak and PREFIX-DATE-N.bak that have one, oldest first (by
 * date, then number). *paths, n of them, and the array are the caller's to free(), also after a
 * failure. */
FP_MUST_CHECK int fp_journal_find(const char *prefix, char ***paths, size_t *n,
				  struct fp_error *err);

/* After fp_job_read(): an earlier job was interrupted while it wrote `at`, and the bytes in there
 * that are in no target may be lost. Takes them out of its backup into job->want, block by block.
 * *taken: how many differed. Refuses a block where these bytes hold what an interrupted erase
 * cannot leave: somebody else wrote them, or this is another chip. Where a resumed job was
 * interrupted too, its backup holds what was lost already: call this with the oldest backup first,
 * and give the n_older marks that were gone on from; blocks in there are left as they are. */
FP_MUST_CHECK int fp_journal_resume(struct fp_job *job, const struct fp_backup *backup,
				    struct fp_range at, const struct fp_range *older,
				    size_t n_older, uint64_t *taken, struct fp_error *err);

#endif
