/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A job on an open chip, and what belongs around it: progress, backup, journal, interrupts, result.
 */
#ifndef FP_PROGRAMMING_H
#define FP_PROGRAMMING_H

#include <jansson.h>

#include "job/backup.h"
#include "job/run.h"
#include "options.h"
#include "progress.h"
#include "unfinished.h"

/* The first four are set by the caller, and stay its own. */
struct programming {
	const struct options *o;
	const struct fp_programmer *programmer;
	const char *name; /* for the backup: the plan's */
	const struct fp_backup_part *parts; /* for the backup's manifest, n_parts of them */
	size_t n_parts;

	struct fp_job job;
	struct fp_job_report report;
	struct progress progress;
	json_t *rows; /* what programming_announce() said */
	char *backup; /* its path; NULL: none was taken */
	struct unfinished unfinished; /* earlier runs */
};

/* Reads and composes, and takes what an interrupted run has lost out of that run's backup. block:
 * the plan's, bytes; a larger one of the programmer goes before it. The caller frees with
 * programming_free(), also after a failure. */
FP_MUST_CHECK int programming_read(struct programming *p, const struct fp_job_target *targets,
				   size_t n, uint32_t block, struct fp_error *err);

/* Says on standard error what will happen to a range, under its name, and keeps it for the result.
 * Returns whether anything will. */
bool programming_announce(struct programming *p, const char *name, struct fp_range range);

/* Unless --dry-run: backup, erase, program, read back. From here on signals stop it between blocks.
 */
FP_MUST_CHECK int programming_write(struct programming *p, struct fp_error *err);

/* After the programmer was closed. Prints the result if code, the outcome so far, is 0; returns
 * what the outcome means: -FP_CHANGED after any failure, once something was issued. */
FP_MUST_CHECK int programming_finish(struct programming *p, int code, struct fp_error *err);

void programming_free(struct programming *p);

#endif
