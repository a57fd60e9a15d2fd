/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a job keeps on disk so that nothing is lost: its backup, and its record where something
 * beside its selection is at risk. */
#ifndef FP_JOB_KEEP_H
#define FP_JOB_KEEP_H

#include "job/course.h"

/* The first five are set by the caller; zeroed: a job without any. */
struct fp_keep {
	const struct fp_course *course;
	const struct fp_chip *chip;
	const struct fp_job *job;
	struct fp_earlier_jobs *earlier;
	struct fp_outcome *outcome;

	struct fp_record record;
	struct fp_record_file file;
	bool *is_inherited; /* of each block: lost bytes of an earlier job are in there */
	bool is_protection_inherited; /* it was lifted by an earlier job, and is not back */
};

/* The backup, what stood where something is brought back, the record; then the records of the jobs
 * that are resumed are removed. All on disk when this returns; after a failure nothing is lost, and
 * nothing was changed. */
FP_MUST_CHECK int fp_keep_begin(struct fp_keep *keep, struct fp_error *err);

/* A letter of the record, for struct fp_run; ctx is the struct fp_keep. */
FP_MUST_CHECK int fp_keep_letter(void *ctx, struct fp_range range, enum fp_letter letter,
				 struct fp_error *err);

/* The job has ended, and the programmer is closed: the record goes, or stays where something is at
 * risk. *ret is the code so far, and after; frees what it holds. */
void fp_keep_end(struct fp_keep *keep, int *ret, struct fp_error *err);

/* Removes the record of an earlier job, and what leads to it. */
FP_MUST_CHECK int fp_keep_retire(struct fp_earlier_job *job, const char *registry,
				 struct fp_error *err);

/* Where nothing is left to write: the chip holds all that the resumed jobs have lost. */
FP_MUST_CHECK int fp_keep_settle_all(struct fp_earlier_jobs *jobs, const struct fp_course *course,
				     const struct fp_outcome *outcome, struct fp_error *err);

#endif
