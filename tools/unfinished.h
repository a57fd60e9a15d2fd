/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Earlier runs that did not end well: what they lost beside their selection is in their backups. */
#ifndef FP_UNFINISHED_H
#define FP_UNFINISHED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "job/plan.h"
#include "programmer/programmer.h"

/* Zeroed at the start; freed with unfinished_free(). */
struct unfinished {
	struct unfinished_run {
		char *backup; /* its path */
		bool is_ours; /* it was a run on this chip */
	} * runs; /* n of them, the oldest first */
	size_t n;
};

/* Finds those of this plan in the current directory, and those of the backup that --backup names
 * (may be NULL) or that were taken in its place. */
FP_MUST_CHECK int unfinished_find(struct unfinished *u, const char *plan, const char *backup,
				  struct fp_error *err);

bool unfinished_has(const struct unfinished *u, const char *backup);

/* After fp_job_read(): takes what they lost into the job, and says so on standard error. */
FP_MUST_CHECK int unfinished_resume(struct unfinished *u, struct fp_job *job,
				    const struct fp_chip *chip, struct fp_error *err);

/* The job is proven: nothing of these runs that it touched is left to go on with. Marks of other
 * chips, and those that lie outside of what this job touched, stay. */
FP_MUST_CHECK int unfinished_settle(const struct unfinished *u, const struct fp_job *job,
				    struct fp_error *err);

void unfinished_free(struct unfinished *u);

#endif
