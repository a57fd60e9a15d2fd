/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A job on an open chip, from options to its words: job/course.h does it, here it is said. */
#ifndef FP_PROGRAMMING_H
#define FP_PROGRAMMING_H

#include "earlier.h"
#include "job/course.h"
#include "options.h"
#include "progress.h"

/* The first ones are set by the caller, and stay its own; zeroed otherwise. */
struct programming {
	const struct options *o;
	struct fp_programmer *programmer; /* is closed */
	const char *name; /* for the backup: the plan's */
	const struct fp_plan *plan; /* NULL: there is none */
	struct fp_course course; /* targets, items, block, parts; the rest comes from the options */
	const struct fp_contents
		*contents; /* of the first items, in their order; NULL: there are none */
	const char *restored; /* the backup that is restored; NULL: none is */
	/* Says what will be done, once it is known. */
	void (*announce)(const struct programming *p);
	void *ctx; /* for it */

	struct fp_outcome outcome;
	struct progress progress;
};

/* Runs it, and describes what came of it. From here on signals stop it between blocks. */
FP_MUST_CHECK int programming_run(struct programming *p, struct fp_error *err);

/* Says on standard error what will happen to an item. Returns whether anything will. */
bool programming_announce(const struct programming *p, const struct fp_item *item);

#endif
