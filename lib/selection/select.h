/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From -i and --file to the ranges that are worked on: what is selected, what is protected. */
#ifndef FP_SELECTION_SELECT_H
#define FP_SELECTION_SELECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "plan/plan.h"
#include "selection/decide.h"

/* One -i NAME[:FILE] (is_selected) or --file NAME=PATH. */
struct fp_choice {
	const char *name, *file; /* file: NULL if none is given */
	bool is_selected;
};

/* --set NAME=VALUE */
struct fp_setting {
	const char *name, *value;
};

struct fp_request {
	const struct fp_choice *choices;
	size_t n_choices;
	const char *from; /* an image that offers content for what is selected; NULL: none */
	enum fp_purpose purpose;
	bool is_all; /* every partition that has content */
	const char *const *skips; /* names that `is_all`, and an image's default, leave out */
	size_t n_skips;
	const struct fp_setting *settings;
	size_t n_settings;
	bool has_per_device, has_read_only; /* partitions of that class are ordinary ones here */
	bool is_forced; /* neither contents nor values are judged */
};

/* One selected partition or span and the ranges of the chip that it may fill. */
struct fp_selected {
	const struct fp_partition *part;
	const char *file; /* the user's file in place of the plan's content; NULL: none */
	const char *from; /* where file is NULL: an image of the chip, in its place too */
	const struct fp_range *ranges; /* absolute, disjoint, in offset order; may be none */
	size_t n_ranges;
	bool is_erased; /* whatever content the plan has, it is not used */
	bool is_forced; /* its content is not judged */
};

/* A range that is left as it is, or stays erased in an image. */
struct fp_left {
	const struct fp_partition *part; /* whose protection or keep it is */
	struct fp_range range; /* absolute */
	enum fp_left_why why;
	const struct fp_field *field; /* FP_LEFT_FIELD */
	bool is_kept; /* in the middle of what is taken; else all of a partition was skipped */
};

/* Bytes that shall be on the chip. data: range.size bytes that must outlive the job. */
struct fp_job_target {
	struct fp_range range;
	const uint8_t *data;
};

/* A field's value: to be set, or (NULL) to stay what it is. */
struct fp_change {
	const struct fp_field *field;
	const char *value;
};

/* Values in one partition that depend on the bytes around them: what the range holds has to be read
 * first, then fp_amend_apply() tells what it shall hold. No item's ranges reach into it. */
struct fp_amendment {
	struct fp_range range; /* absolute */
	const struct fp_partition *part;
	const struct fp_partition *content; /* the item that has content for the range; or NULL */
	bool is_offered; /* that content is another unit's, perhaps */
	const struct fp_change *changes;
	size_t n;
};

/* All memory belongs to the arena given to fp_select(). Items are in offset order, their ranges
 * disjoint. */
struct fp_selection {
	const struct fp_selected *items;
	size_t n;
	const struct fp_job_target *values; /* plain fields that are set */
	size_t n_values;
	const struct fp_amendment *amendments;
	size_t n_amendments;
	const struct fp_field *const *settings; /* the fields that are set */
	size_t n_settings;
	const struct fp_left *left;
	size_t n_left;
	struct fp_range range; /* from the first selected byte to the last */
};

/* The partition or span of that name; where there is none NULL, -FP_USAGE in err, and a
 * suggestion. */
const struct fp_partition *fp_select_find(const struct fp_plan *plan, const char *name,
					  struct fp_error *err);

/* The same for a field. */
const struct fp_field *fp_select_field(const struct fp_plan *plan, const char *name,
				       struct fp_error *err);

/* Decides by fp_decide(). Refuses unknown names (with a suggestion), what must not be touched, what
 * has no content, two contents for one byte, and a selection of which nothing is left to do, but
 * for an image. The error has a reason and the names; how to mend it is the caller's to say. The
 * request's strings must outlive the selection. For an image, a span without content stands for its
 * partitions that have some. */
FP_MUST_CHECK int fp_select(const struct fp_plan *plan, const struct fp_request *request,
			    struct fp_arena *arena, struct fp_selection *selection,
			    struct fp_error *err);

/* Does the item fill anything of the partition? Not where that is protected. */
bool fp_selected_fills(const struct fp_selected *item, const struct fp_partition *part);

struct fp_view;

/* Judges every partition that lies whole inside the ranges of the selection by its types, and by
 * what would brick the device (dump/guard.h), in a view on the item's content. `content` starts at
 * the item's partition's first byte. */
FP_MUST_CHECK int fp_selected_check(const struct fp_plan *plan, const struct fp_selected *item,
				    const struct fp_view *content, struct fp_error *err);

#endif
