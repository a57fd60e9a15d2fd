/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one range of a dump really holds. */
#ifndef FP_DUMP_LOOK_H
#define FP_DUMP_LOOK_H

#include "base/range.h"
#include "content/kinds/kind.h"
#include "plan/plan.h"

/* Valid as long as the plan is. */
struct fp_look {
	const struct fp_partition *part; /* NULL: a gap between partitions */
	struct fp_range range;
	struct fp_view view; /* of the range, with the rest of the dump beyond it */
	const struct fp_kind *kind; /* NULL: none is recognised */
	enum fp_verdict verdict;
	struct fp_found found;
	uint64_t used; /* bytes: what the content says, else up to the last one that is not blank */
	uint64_t erased, zeros; /* bytes with the erased value, with 0x00 */
	uint64_t zero_tail; /* bytes of 0x00 at the end, behind other bytes */
	double entropy; /* bits a byte, of what is used */
};

/* Looks at a range of a dump; what is in it is cut at the dump's end. */
struct fp_look fp_look_at(const struct fp_view *dump, struct fp_range range,
			  const struct fp_partition *part);

/* Nothing but erased bytes, or zeros? */
bool fp_look_is_blank(const struct fp_look *look);

#endif
