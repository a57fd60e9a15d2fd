/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The earlier jobs that did not end: which of their records count, and what each means for this job
 * (enum fp_ruling in outcome.h). */
#ifndef FP_JOB_EARLIER_H
#define FP_JOB_EARLIER_H

#include <sys/types.h>

#include "job/backup.h"
#include "job/outcome.h"
#include "job/plan.h"
#include "job/record-file.h"

/* Where to look, and what the user says of what is found. */
struct fp_earlier_request {
	const char *const *dirs; /* n_dirs; "" is the current one */
	size_t n_dirs;
	const char *registry; /* a directory; NULL: none */
	const char *const *resumed; /* paths of backups, n_resumed: their jobs were on this unit */
	size_t n_resumed;
	/* Others were on other units, if their own jobs had said so less often: then a job that is
	 * run again by the same words does not deny the record that it left itself. */
	unsigned n_other_units;
	uid_t also_owner; /* whose records count besides the user's own; (uid_t)-1: nobody's */
};

/* One that counts on this chip. */
struct fp_earlier_job {
	struct fp_record_file file;
	struct fp_record record;
	struct fp_backup backup; /* loaded where something is at risk and it is as it was written */
	bool has_backup, is_named; /* named: in resumed */
	size_t index; /* in outcome->earlier */
};

struct fp_earlier_jobs {
	struct fp_earlier_job *items;
	size_t n;
};

/* Finds all of this chip's, and fills in outcome->earlier, each as void, elsewhere or, with
 * `resumed`, resumed. Those of which nothing is lost are removed, unless is_dry. The caller frees
 * with fp_earlier_free(), also after a failure. */
FP_MUST_CHECK int fp_earlier_find(struct fp_earlier_jobs *jobs,
				  const struct fp_earlier_request *request,
				  const struct fp_chip *chip, bool is_dry,
				  struct fp_outcome *outcome, struct fp_error *err);

/* Judges each by what the job touches. -FP_REFUSED where the user has to say more. */
FP_MUST_CHECK int fp_earlier_judge(const struct fp_earlier_jobs *jobs,
				   const struct fp_earlier_request *request,
				   const struct fp_job *job, struct fp_outcome *outcome,
				   struct fp_error *err);

/* Has it left the chip without its protection, and does the user say that this is its unit? */
bool fp_earlier_is_unprotected(const struct fp_earlier_job *job, const struct fp_outcome *outcome);

bool fp_earlier_is_resumed(const struct fp_earlier_job *job, const struct fp_outcome *outcome);

void fp_earlier_free(struct fp_earlier_jobs *jobs);

#endif
