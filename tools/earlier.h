/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What earlier jobs that did not end mean for this one, in words. */
#ifndef FP_EARLIER_WORDS_H
#define FP_EARLIER_WORDS_H

#include "job/outcome.h"
#include "options.h"
#include "plan/plan.h"

/* Whose bytes are where: the plan's, or else the parts of a backup. */
struct owners {
	const struct fp_plan *plan; /* may be NULL */
	const struct fp_backup_part *parts; /* n_parts */
	size_t n_parts;
};

/* Notes on standard error for those that do not stop the job; what is told once they are judged, or
 * once it is known what was taken. */
void earlier_note(const struct options *o, const struct owners *owners,
		  const struct fp_outcome *outcome);
void earlier_note_taken(const struct fp_outcome *outcome);

/* After a refusal: whose bytes are at risk, and in the hint the commands that work. */
void earlier_refused(const struct options *o, const struct owners *owners,
		     const struct fp_outcome *outcome, struct fp_error *err);

#endif
