/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan for a dump of which nothing is known: from a table in it, else from its contents. */
#ifndef FP_DUMP_PROPOSE_H
#define FP_DUMP_PROPOSE_H

#include "dump/look.h"
#include "formats/format.h"

enum fp_sureness {
	FP_CERTAIN, /* a table in the dump says so */
	FP_LIKELY, /* a checked structure begins there */
	FP_GUESS, /* the rest */
};

struct fp_proposal {
	const char *file; /* the dump's, after which a plan without a name is named */
	struct fp_plan *plan;
	const struct fp_format *table; /* where the table was taken from; NULL: there is none */
	enum fp_sureness *sureness; /* of each of plan->parts; in the plan's arena */
};

/* name: of the dump. The dump must be in memory. The caller frees proposal->plan. notes: what the
 * reader of a table had to say. -FP_REFUSED: out of memory, or nothing but blank bytes. */
FP_MUST_CHECK int fp_propose(const struct fp_view *dump, const char *name,
			     struct fp_proposal *proposal, struct fp_faults *notes,
			     struct fp_error *err);

#endif
