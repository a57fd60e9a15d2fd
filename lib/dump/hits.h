/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where in a dump contents begin that are recognised by themselves. */
#ifndef FP_DUMP_HITS_H
#define FP_DUMP_HITS_H

#include "content/kinds/kind.h"

#define FP_HITS_MAX  1024
#define FP_HITS_STEP 4096 /* bytes: contents are looked for at its multiples, and behind others */

struct fp_hit {
	uint64_t offset;
	const struct fp_kind *kind;
	struct fp_found found; /* of good content; used may be 0 */
};

/* Zeroed at the start; the caller frees `item` with free(). */
struct fp_hits {
	struct fp_hit *item; /* in the order of their offsets, none inside another */
	size_t n;
};

/* The dump must be in memory. -FP_REFUSED: out of memory. */
FP_MUST_CHECK int fp_hits_find(const struct fp_view *dump, struct fp_hits *hits,
			       struct fp_error *err);

#endif
