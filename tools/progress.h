/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line of progress, on a terminal that can take it away again. */
#ifndef FP_PROGRESS_H
#define FP_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "job/reading.h"

/* Zeroed at the start. */
struct progress {
	const char *what; /* of the line that stands there; NULL: none does */
	int percent;
};

/* Draws the line of a phase again where something on it changed, and tells events of it. */
void progress_phase(struct progress *p, enum fp_phase phase, uint64_t done, uint64_t total);

/* For a struct fp_job_io whose ctx is a struct progress. */
void progress_callback(void *ctx, enum fp_phase phase, uint64_t done, uint64_t total);

/* Takes the line away, so that other text can be written. */
void progress_clear(struct progress *p);

#endif
