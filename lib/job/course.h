/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole course of a job that changes a chip: from an open programmer and contents to a proven
 * outcome. Whoever runs it keeps the promise; it prints nothing, and names no option. */
#ifndef FP_JOB_COURSE_H
#define FP_JOB_COURSE_H

#include "job/backup.h"
#include "job/earlier.h"
#include "job/outcome.h"
#include "job/plan.h"

/* What is to be done. All of it stays the caller's, and in use until the end. */
struct fp_course {
	const struct fp_job_target *targets; /* what shall be on the chip */
	size_t n_targets;
	const struct fp_job_amend *amend; /* NULL: nothing depends on what is there */
	struct fp_item *items; /* what they are called; their counts are filled in */
	size_t n_items;
	uint32_t block; /* bytes, the plan's; a larger one of the programmer goes before it */

	const char *plan; /* its name, for the backup's manifest */
	const struct fp_backup_part *parts; /* for it too */
	size_t n_parts;
	struct fp_guess guess; /* what the chip may hold */
	bool has_backup;
	const char *backup; /* its name; NULL: the first free PREFIX-N.bak */
	const char *prefix;

	struct fp_earlier_request earlier;
	const char *const *command; /* the words of this job, for its record */
	size_t n_command;
	const char *directory; /* the current one; may be NULL */

	bool is_dry_run;
	bool may_unprotect;
	/* Optional: may this chip be written so? Called once the chip is known to be the right
	 * one, before anything is issued. */
	int (*judge)(void *ctx, const struct fp_work *work, struct fp_error *err);
	void *judge_ctx;
};

enum fp_news {
	FP_NEWS_BLOCK, /* the chip erases more at once than planned: outcome->block is what */
	FP_NEWS_EARLIER, /* outcome->earlier is judged; nothing was read yet */
	FP_NEWS_PLANNED, /* what would be done is known: items, report->differing, at_risk */
	FP_NEWS_BACKUP, /* outcome->backup (and found) is on disk */
};

struct fp_course_io {
	struct fp_job_io job;
	/* With job.ctx; may be NULL. */
	void (*say)(void *ctx, enum fp_news news, const struct fp_outcome *outcome);
};

/* Runs it, and closes the programmer, whatever happens. 0: outcome->result says what was done, and
 * it is proven. -FP_CHANGED after any failure once something was issued; then outcome->record,
 * where it is not NULL, is what a further job must resume. The caller frees the outcome with
 * fp_outcome_free(), also after a failure. */
FP_MUST_CHECK int fp_course_run(const struct fp_course *course, struct fp_programmer *programmer,
				const struct fp_course_io *io, struct fp_outcome *outcome,
				struct fp_error *err);

#endif
