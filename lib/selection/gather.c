// SPDX-License-Identifier: GPL-2.0-or-later
// The items of a selection, and what is cut out of them.

#include <string.h>

#include "selection/gather.h"

const struct fp_choice *fp_gather_choice(const struct fp_request *request, const char *name,
					 bool is_selected)
{
	for (size_t i = 0; i < request->n_choices; i++)
		if (request->choices[i].is_selected == is_selected &&
		    strcmp(request->choices[i].name, name) == 0)
			return &request->choices[i];
	return NULL;
}

/* The user's file for a partition, from its -i or its --file. */
static const char *chosen_file(const struct fp_request *request, const char *name)
{
	const struct fp_choice *choice = fp_gather_choice(request, name, true);

	if (!choice || !choice->file)
		choice = fp_gather_choice(request, name, false);
	return choice ? choice->file : NULL;
}

bool fp_gather_is_given(const struct fp_gather *b, const struct fp_partition *part)
{
	return part->n_pieces || chosen_file(b->request, part->name);
}

static struct fp_coming come(const struct fp_gather *b, const struct fp_partition *part,
			     enum fp_selector selector)
{
	struct fp_coming coming = { .purpose = b->request->purpose, .selector = selector };

	coming.is_per_device = part->per_device && !b->request->has_per_device;
	coming.is_read_only = part->read_only && !b->request->has_read_only;
	if (fp_gather_is_given(b, part))
		coming.content = FP_CONTENT_STATED;
	else if (b->request->from)
		coming.content = FP_CONTENT_OFFERED;
	return coming;
}

enum fp_decision fp_gather_decide(const struct fp_gather *b, const struct fp_partition *part,
				  enum fp_selector selector, enum fp_left_why *why)
{
	const struct fp_coming coming = come(b, part, selector);

	return fp_decide(&coming, why);
}

/* Grows when the count reaches a power of two: each span may leave another piece of a partition. */
int fp_gather_left(struct fp_gather *b, const struct fp_left *left, struct fp_error *err)
{
	const size_t n = b->n_left;

	for (size_t i = 0; i < n; i++)
		if (b->left[i].range.offset == left->range.offset &&
		    b->left[i].range.size == left->range.size)
			return 0;
	if ((n & (n - 1)) == 0) {
		struct fp_left *more = fp_arena_alloc(b->arena, n ? 2 * n : 1, sizeof *more);

		if (!more)
			return fp_fail(err, FP_REFUSED, "out of memory");
		if (n)
			memcpy(more, b->left, n * sizeof *more);
		b->left = more;
	}
	b->left[b->n_left++] = *left;
	return 0;
}

/* All of a partition that is not in the middle of anything. */
int fp_gather_skip(struct fp_gather *b, const struct fp_partition *part, enum fp_left_why why,
		   struct fp_error *err)
{
	return fp_gather_left(b, &(struct fp_left){ part, part->range, why, false }, err);
}

/* Takes a hole out of the item's ranges and records it. */
static int cut(struct fp_gather *b, struct fp_selected *item, struct fp_range *ranges,
	       const struct fp_left *hole, struct fp_error *err)
{
	const struct fp_range common = fp_range_intersect(item->part->range, hole->range);

	if (!common.size)
		return 0;
	item->n_ranges = fp_range_subtract(ranges, item->n_ranges, common);
	/* What is selected itself is filled by its own item. */
	if (hole->why != FP_LEFT_KEEP && fp_gather_choice(b->request, hole->part->name, true))
		return 0;
	return fp_gather_left(b, &(struct fp_left){ hole->part, common, hole->why, true }, err);
}

static int cut_keeps(struct fp_gather *b, struct fp_selected *item, struct fp_range *ranges,
		     const struct fp_partition *owner, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < owner->n_keeps && code == 0; i++) {
		const struct fp_left keep = { .part = owner,
					      .range = { owner->range.offset +
								 owner->keeps[i].offset,
							 owner->keeps[i].size },
					      .why = FP_LEFT_KEEP };

		code = cut(b, item, ranges, &keep, err);
	}
	return code;
}

static size_t count_holes(const struct fp_plan *plan)
{
	size_t n = plan->n_parts;

	for (size_t i = 0; i < plan->n_parts; i++)
		n += plan->parts[i].n_keeps;
	return n;
}

int fp_gather_item(struct fp_gather *b, const struct fp_partition *part, struct fp_error *err)
{
	const struct fp_plan *const plan = b->plan;
	struct fp_selected *const item = &b->items[b->n];
	struct fp_range *ranges =
		fp_arena_alloc(b->arena, 2 * (count_holes(plan) + 1), sizeof *ranges);
	int code = 0;

	if (!ranges)
		return fp_fail(err, FP_REFUSED, "out of memory");
	b->n++;
	*item = (struct fp_selected){ .part = part,
				      .file = chosen_file(b->request, part->name),
				      .from = b->request->from,
				      .ranges = ranges,
				      .n_ranges = 1,
				      .is_erased = b->request->purpose == FP_FOR_ERASE };
	ranges[0] = part->range;
	for (size_t i = 0; i < plan->n_parts && code == 0; i++) {
		const struct fp_partition *const other = &plan->parts[i];
		struct fp_left hole = { .part = other, .range = other->range };

		if (other != part && fp_gather_decide(b, other, FP_BY_SPAN, &hole.why) == FP_KEEP)
			code = cut(b, item, ranges, &hole, err);
		else if (b->request->purpose != FP_FOR_IMAGE)
			code = cut_keeps(b, item, ranges, other, err);
	}
	return code;
}

bool fp_gather_has(const struct fp_gather *b, const struct fp_partition *part)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->items[i].part == part)
			return true;
	return false;
}
