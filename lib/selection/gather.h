/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A selection in the making. Internal to select.c, gather.c, amend.c and refuse.c. */
#ifndef FP_SELECTION_GATHER_H
#define FP_SELECTION_GATHER_H

#include "base/arena.h"
#include "selection/select.h"

struct fp_gather {
	const struct fp_plan *plan;
	const struct fp_request *request;
	struct fp_arena *arena;
	struct fp_selected *items; /* room for every partition and span */
	struct fp_left *left;
	size_t n, n_left;
};

/* What the user says about a name: with -i (is_selected), or only its file. NULL: nothing. */
const struct fp_choice *fp_gather_choice(const struct fp_request *request, const char *name,
					 bool is_selected);

/* Does the plan or the user state the partition's content? */
bool fp_gather_is_given(const struct fp_gather *b, const struct fp_partition *part);

/* Do its bytes come from there, and not out of a dump, which may be another unit's? --from wins
 * over what the plan states. */
bool fp_gather_is_made(const struct fp_gather *b, const struct fp_partition *part);

/* As fp_decide(). */
enum fp_decision fp_gather_decide(const struct fp_gather *b, const struct fp_partition *part,
				  enum fp_selector selector, enum fp_left_why *why);

/* Adds an item: the partition's range, less what is protected and kept in it, which is recorded. */
FP_MUST_CHECK int fp_gather_item(struct fp_gather *b, const struct fp_partition *part,
				 struct fp_error *err);

/* Is the partition an item? */
bool fp_gather_has(const struct fp_gather *b, const struct fp_partition *part);

/* Records what is left. */
FP_MUST_CHECK int fp_gather_left(struct fp_gather *b, const struct fp_left *left,
				 struct fp_error *err);

/* The same for all of a partition that is not in the middle of anything. */
FP_MUST_CHECK int fp_gather_skip(struct fp_gather *b, const struct fp_partition *part,
				 enum fp_left_why why, struct fp_error *err);

/* A range that several items leave is said once, where it was left first. */
FP_MUST_CHECK int fp_gather_finish(struct fp_gather *b, struct fp_error *err);

#endif
