// SPDX-License-Identifier: GPL-2.0-or-later
// The items of a selection, and what is cut out of them.

#include <stdlib.h>
#include <string.h>

#include "selection/amend.h"
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

bool fp_gather_is_made(const struct fp_gather *b, const struct fp_partition *part)
{
	return chosen_file(b->request, part->name) || (part->n_pieces && !b->request->from);
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
	return fp_gather_left(b, &(struct fp_left){ part, part->range, why, NULL, false }, err);
}

/* By their ranges; of equal ones the first that was added comes first. */
static int by_range(const void *a, const void *b)
{
	const struct fp_left *const *x = a, *const *y = b;
	const struct fp_range p = (*x)->range, q = (*y)->range;

	if (p.offset != q.offset)
		return p.offset < q.offset ? -1 : 1;
	if (p.size != q.size)
		return p.size < q.size ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

/* A range that several items leave is said once, where it was left first. */
int fp_gather_finish(struct fp_gather *b, struct fp_error *err)
{
	struct fp_left **sorted = fp_arena_alloc(b->arena, b->n_left, sizeof *sorted);
	const struct fp_left *last = NULL;
	size_t kept = 0;

	if (!sorted)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < b->n_left; i++)
		sorted[i] = &b->left[i];
	if (b->n_left)
		qsort(sorted, b->n_left, sizeof *sorted, by_range);
	for (size_t i = 0; i < b->n_left; i++) {
		if (last && fp_range_is_same(last->range, sorted[i]->range))
			sorted[i]->part = NULL;
		else
			last = sorted[i];
	}
	for (size_t i = 0; i < b->n_left; i++)
		if (b->left[i].part)
			b->left[kept++] = b->left[i];
	b->n_left = kept;
	return 0;
}

/* The holes of an item, in the order in which they are found. */
struct holes {
	const struct fp_selected *item;
	struct fp_range *list;
	size_t n;
};

/* Takes note of a hole, where it lies in the item. */
static int add_hole(struct fp_gather *b, struct holes *holes, const struct fp_left *hole,
		    struct fp_error *err)
{
	const struct fp_range common = fp_range_intersect(holes->item->part->range, hole->range);

	if (!common.size)
		return 0;
	holes->list[holes->n++] = common;
	/* What is selected itself is filled by its own item. */
	if (hole->why != FP_LEFT_KEEP && hole->why != FP_LEFT_FIELD &&
	    fp_gather_choice(b->request, hole->part->name, true))
		return 0;
	return fp_gather_left(
		b, &(struct fp_left){ hole->part, common, hole->why, hole->field, true }, err);
}

static int add_keeps(struct fp_gather *b, struct holes *holes, const struct fp_partition *owner,
		     struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < owner->n_keeps && code == 0; i++) {
		const struct fp_left keep = { .part = owner,
					      .range = { owner->range.offset +
								 owner->keeps[i].offset,
							 owner->keeps[i].size },
					      .why = FP_LEFT_KEEP };

		code = add_hole(b, holes, &keep, err);
	}
	return code;
}

/* What is set, or with others, makes a hole too, but nothing is left there. */
static int add_fields(struct fp_gather *b, struct holes *holes, const struct fp_partition *owner,
		      struct fp_error *err)
{
	struct fp_field_hole *list;
	size_t n;
	int code = fp_amend_holes(b, holes->item, owner, &list, &n, err);

	for (size_t i = 0; i < n && code == 0; i++) {
		const struct fp_range common =
			fp_range_intersect(holes->item->part->range, list[i].range);

		if (list[i].field)
			code = add_hole(b, holes,
					&(struct fp_left){ .part = owner,
							   .range = list[i].range,
							   .why = FP_LEFT_FIELD,
							   .field = list[i].field },
					err);
		else if (common.size)
			holes->list[holes->n++] = common;
	}
	return code;
}

/* At most; partitions elsewhere on the chip have none in this one. */
static size_t count_holes(const struct fp_plan *plan, const struct fp_partition *part)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_parts; i++)
		if (fp_range_overlaps(plan->parts[i].range, part->range))
			n += 1 + plan->parts[i].n_keeps + fp_amend_count(plan, &plan->parts[i]);
	return n;
}

static int add_holes(struct fp_gather *b, struct holes *holes, struct fp_error *err)
{
	const struct fp_plan *const plan = b->plan;
	const struct fp_partition *const part = holes->item->part;
	int code = 0;

	for (size_t i = 0; i < plan->n_parts && code == 0; i++) {
		const struct fp_partition *const other = &plan->parts[i];
		struct fp_left hole = { .part = other, .range = other->range };

		if (!fp_range_overlaps(other->range, part->range))
			continue;
		if (other != part && fp_gather_decide(b, other, FP_BY_SPAN, &hole.why) == FP_KEEP)
			code = add_hole(b, holes, &hole, err);
		else if (b->request->purpose != FP_FOR_IMAGE)
			code = add_keeps(b, holes, other, err);
		if (code == 0 && plan->n_fields)
			code = add_fields(b, holes, other, err);
	}
	return code;
}

int fp_gather_item(struct fp_gather *b, const struct fp_partition *part, struct fp_error *err)
{
	const size_t room = count_holes(b->plan, part);
	struct fp_selected *const item = &b->items[b->n];
	struct holes holes = { .item = item,
			       .list = fp_arena_alloc(b->arena, room, sizeof *holes.list) };
	struct fp_range *ranges = fp_arena_alloc(b->arena, room + 1, sizeof *ranges);
	int code;

	if (!ranges || !holes.list)
		return fp_fail(err, FP_REFUSED, "out of memory");
	b->n++;
	*item = (struct fp_selected){ .part = part,
				      .file = chosen_file(b->request, part->name),
				      .from = b->request->from,
				      .ranges = ranges,
				      .is_erased = b->request->purpose == FP_FOR_ERASE,
				      .is_forced = b->request->is_forced };
	code = add_holes(b, &holes, err);
	item->n_ranges = fp_range_subtract(part->range, holes.list, holes.n, ranges);
	return code;
}

bool fp_gather_has(const struct fp_gather *b, const struct fp_partition *part)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->items[i].part == part)
			return true;
	return false;
}
