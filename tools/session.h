/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command that works on a chip: the plan, what is selected of it, and the open programmer. */
#ifndef FP_SESSION_H
#define FP_SESSION_H

#include <stdbool.h>

#include "job/backup.h"
#include "job/outcome.h"
#include "job/plan.h"
#include "selection/contents.h"
#include "options.h"
#include "plan/plan.h"
#include "programmer/programmer.h"
#include "selection/select.h"

struct session {
	const struct options *o;
	struct fp_plan *plan;
	struct fp_selection selection;
	struct fp_contents contents;
	struct fp_job_amend amend; /* for jobs: the selection's amendments */
	struct fp_programmer programmer;
	bool is_open;
};

/* Opens -p PROG and probes; plan (may be NULL) names the chip where -c does not, and its size must
 * be the chip's. The caller closes with fp_programmer_close(). */
FP_MUST_CHECK int open_programmer(const struct options *o, const struct fp_plan *plan,
				  struct fp_programmer *programmer, struct fp_error *err);

/* The same to know which chip is there: several that it can be are an answer (chip.candidates).
 * What the programmer says goes to host. */
FP_MUST_CHECK int ask_programmer(const struct options *o, const struct fp_plan *plan,
				 const struct fp_host *host, struct fp_programmer *programmer,
				 struct fp_error *err);

/* Closes an open programmer; returns as session_close(). Says on standard error what went wrong
 * with the chip's protection. */
FP_MUST_CHECK int close_programmer(const struct options *o, struct fp_programmer *programmer,
				   int code, struct fp_error *err);

/* Says on standard error which protection the chip may lack now; after close, if is_lifted. */
void note_lifted(const struct options *o, const struct fp_programmer *programmer);

/* What a programmer says, to standard error, as far as -v wants it. */
void print_log(const struct options *o, enum fp_log_level level, const char *line);

/* For the backup's manifest, from the plan's arena; NULL when out of memory. */
struct fp_backup_part *list_parts(const struct fp_plan *plan);

/* How programmers are started and where their log goes, from -v and --timeout. */
struct fp_programmer_options programmer_options(const struct options *o);

/* Loads the plan, selects, reads and checks the contents, and only then opens the programmer. The
 * caller closes with session_close(), also after a failure. */
FP_MUST_CHECK int session_open(struct session *s, const struct options *o, enum fp_purpose purpose,
			       struct fp_error *err);

/* Returns code, or what closing the programmer said if code is 0. */
FP_MUST_CHECK int session_close(struct session *s, int code, struct fp_error *err);

/* What is selected, for a job, *n of them: the selection's items, then fields that are set alone;
 * from the plan's arena, NULL when out of memory. */
struct fp_item *session_items(const struct session *s, size_t *n);

#endif
