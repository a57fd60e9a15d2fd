/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fields ask of the bytes around them: values that are set, and those of this unit that stay
 * although their partition gets other contents. */
#ifndef FP_SELECTION_AMEND_H
#define FP_SELECTION_AMEND_H

#include "plan/plan.h"
#include "selection/gather.h"
#include "selection/select.h"

/* For gather.c: the holes that fields make in an item's ranges, one call for each. */
struct fp_field_hole {
	struct fp_range range; /* absolute */
	const struct fp_field *field; /* that stays as it is; NULL: others have the say there */
};

/* Lists those of one partition that the item reaches into, at most one for each copy of a field and
 * one more. *holes is the arena's. */
FP_MUST_CHECK int fp_amend_holes(struct fp_gather *b, const struct fp_selected *item,
				 const struct fp_partition *part, struct fp_field_hole **holes,
				 size_t *n, struct fp_error *err);

/* At most so many, in all. */
size_t fp_amend_count(const struct fp_plan *plan, const struct fp_partition *part);

/* For select.c, when all items are there: checks the settings, and makes the selection's values and
 * amendments of them and of what is kept. */
FP_MUST_CHECK int fp_amend_gather(struct fp_gather *b, struct fp_selection *selection,
				  struct fp_error *err);

/* Does it. bytes: what the amendment's range holds, and gets; content: what the range would hold
 * without fields, NULL: what it holds. -FP_REFUSED where a value cannot be kept, or set. */
FP_MUST_CHECK int fp_amend_apply(const struct fp_plan *plan, const struct fp_amendment *amendment,
				 const uint8_t *content, uint8_t *bytes, struct fp_error *err);

#endif
