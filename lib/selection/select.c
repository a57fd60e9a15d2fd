// SPDX-License-Identifier: GPL-2.0-or-later
// Selections: names to ranges, less what is protected or kept.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "content/kinds/kind.h"
#include "selection/select.h"

struct builder {
	const struct fp_plan *plan;
	const struct fp_request *request;
	struct fp_arena *arena;
	struct fp_selected *items;
	struct fp_left *left;
	size_t n, n_left;
};

static bool is_protected(const struct fp_partition *part)
{
	return part->per_device || part->read_only;
}

static const struct fp_choice *find_choice(const struct fp_request *request, const char *name,
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
	const struct fp_choice *choice = find_choice(request, name, true);

	if (!choice || !choice->file)
		choice = find_choice(request, name, false);
	return choice ? choice->file : NULL;
}

const struct fp_partition *fp_select_find(const struct fp_plan *plan, const char *name,
					  struct fp_error *err)
{
	const struct fp_partition *part = fp_plan_find(plan, name);

	if (part)
		return part;
	fp_fail(err, FP_USAGE, "the plan %s has no partition or span `%s`", plan->name, name);
	if (fp_plan_suggest(plan, name))
		fp_hint(err, "did you mean `%s`?", fp_plan_suggest(plan, name));
	return NULL;
}

static int check_choice(const struct builder *b, const struct fp_choice *choice,
			struct fp_error *err)
{
	const struct fp_choice *first = find_choice(b->request, choice->name, choice->is_selected);
	const struct fp_choice *other = find_choice(b->request, choice->name, !choice->is_selected);

	if (!fp_select_find(b->plan, choice->name, err))
		return -FP_USAGE;
	if (first != choice || (other && other->file && choice->file))
		return fp_fail(err, FP_USAGE, "`%s` is named twice", choice->name);
	if (choice->file && b->request->purpose == FP_FOR_ERASE)
		return fp_fail(err, FP_USAGE, "`%s` is to be erased: what is %s for?", choice->name,
			       choice->file);
	return 0;
}

static int refuse_protected(const struct fp_partition *part, struct fp_error *err)
{
	fp_fail(err, FP_REFUSED, "`%s` is %s", part->name,
		part->per_device ? "per-device: it belongs to one unit" : "read-only");
	fp_hint(err, "add --per-device if this is really meant%s%s", part->note ? ". " : "",
		part->note ? part->note : "");
	return -FP_REFUSED;
}

static int refuse_empty(const struct fp_partition *part, struct fp_error *err)
{
	fp_fail(err, FP_REFUSED, "the plan gives no content for `%s`", part->name);
	fp_hint(err, "name a file: -i %s:FILE", part->name);
	return -FP_REFUSED;
}

static bool has_content(const struct builder *b, const struct fp_partition *part)
{
	return part->n_pieces || b->request->from || chosen_file(b->request, part->name);
}

/* Grows when the count reaches a power of two: each span may leave another piece of a partition. */
static int add_left(struct builder *b, const struct fp_partition *part, struct fp_range range,
		    bool is_keep, struct fp_error *err)
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
	b->left[b->n_left++] = (struct fp_left){ part, range, is_keep };
	return 0;
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
static int drop_doubles(struct builder *b, struct fp_error *err)
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
static int add_hole(struct builder *b, struct holes *holes, const struct fp_partition *owner,
		    struct fp_range hole, bool is_keep, struct fp_error *err)
{
	const struct fp_range common = fp_range_intersect(holes->item->part->range, hole);

	if (!common.size)
		return 0;
	holes->list[holes->n++] = common;
	/* What is selected itself is filled by its own item. */
	if (!is_keep && find_choice(b->request, owner->name, true))
		return 0;
	return add_left(b, owner, common, is_keep, err);
}

static int add_keeps(struct builder *b, struct holes *holes, const struct fp_partition *owner,
		     struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < owner->n_keeps && code == 0; i++) {
		const struct fp_range keep = { owner->range.offset + owner->keeps[i].offset,
					       owner->keeps[i].size };

		code = add_hole(b, holes, owner, keep, true, err);
	}
	return code;
}

/* At most; partitions elsewhere on the chip have none in this one. */
static size_t count_holes(const struct fp_plan *plan, const struct fp_partition *part)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_parts; i++)
		if (fp_range_overlaps(plan->parts[i].range, part->range))
			n += 1 + plan->parts[i].n_keeps;
	return n;
}

/* A protected partition is written only as an item of its own, never as a part of a span. */
static int add_holes(struct builder *b, struct holes *holes, struct fp_error *err)
{
	const struct fp_plan *const plan = b->plan;
	const struct fp_partition *const part = holes->item->part;
	int code = 0;

	for (size_t i = 0; i < plan->n_parts && code == 0; i++) {
		const struct fp_partition *const other = &plan->parts[i];

		if (!fp_range_overlaps(other->range, part->range))
			continue;
		if (other != part && is_protected(other))
			code = add_hole(b, holes, other, other->range, false, err);
		else if (b->request->purpose != FP_FOR_IMAGE)
			code = add_keeps(b, holes, other, err);
	}
	return code;
}

static int add_item(struct builder *b, const struct fp_partition *part, struct fp_error *err)
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
				      .is_erased = b->request->purpose == FP_FOR_ERASE };
	code = add_holes(b, &holes, err);
	item->n_ranges = fp_range_subtract(part->range, holes.list, holes.n, ranges);
	return code;
}

static bool is_added(const struct builder *b, const struct fp_partition *part)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->items[i].part == part)
			return true;
	return false;
}

/* What a span without content stands for in an image: its partitions, less those named themselves.
 */
static int add_inside(struct builder *b, const struct fp_partition *span, struct fp_error *err)
{
	bool is_empty = true;
	int code = 0;

	for (size_t i = 0; i < b->plan->n_parts && code == 0; i++) {
		const struct fp_partition *const part = &b->plan->parts[i];

		if (!fp_range_overlaps(span->range, part->range))
			continue;
		is_empty &= !has_content(b, part);
		if (find_choice(b->request, part->name, true) || is_added(b, part))
			continue;
		if (is_protected(part))
			code = add_left(b, part, part->range, false, err);
		else if (has_content(b, part) && fp_range_contains(span->range, part->range))
			code = add_item(b, part, err);
		else if (has_content(b, part))
			code = fp_fail(err, FP_REFUSED, "only a part of `%s` lies in `%s`",
				       part->name, span->name);
	}
	return code == 0 && is_empty ? refuse_empty(span, err) : code;
}

static int add_chosen(struct builder *b, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < b->request->n_choices && code == 0; i++) {
		const struct fp_choice *const choice = &b->request->choices[i];
		const struct fp_partition *part;

		code = check_choice(b, choice, err);
		if (code < 0 || !choice->is_selected)
			continue;
		part = fp_plan_find(b->plan, choice->name);
		if (is_protected(part) && !b->request->has_per_device)
			code = refuse_protected(part, err);
		else if (!has_content(b, part) && part->is_span &&
			 b->request->purpose == FP_FOR_IMAGE)
			code = add_inside(b, part, err);
		else if (b->request->purpose != FP_FOR_ERASE && !has_content(b, part))
			code = refuse_empty(part, err);
		else
			code = add_item(b, part, err);
	}
	return code;
}

/* Every partition with content that is not named itself; protected ones are left. */
static int add_all(struct builder *b, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < b->plan->n_parts && code == 0; i++) {
		const struct fp_partition *const part = &b->plan->parts[i];

		if (find_choice(b->request, part->name, true))
			continue;
		if (is_protected(part))
			code = add_left(b, part, part->range, false, err);
		else if (has_content(b, part))
			code = add_item(b, part, err);
	}
	return code;
}

static int by_offset(const void *a, const void *b)
{
	const struct fp_selected *x = a, *y = b;

	return (x->part->range.offset > y->part->range.offset) -
	       (x->part->range.offset < y->part->range.offset);
}

/* The ranges of both are in offset order. */
static int refuse_common(const struct fp_selected *a, const struct fp_selected *b,
			 struct fp_error *err)
{
	size_t i = 0, k = 0;

	while (i < a->n_ranges && k < b->n_ranges) {
		const struct fp_range common = fp_range_intersect(a->ranges[i], b->ranges[k]);

		if (common.size)
			return fp_fail(err, FP_REFUSED,
				       "`%s` and `%s` both give content for 0x%" PRIx64
				       "+0x%" PRIx64 ": select one of them",
				       a->part->name, b->part->name, common.offset, common.size);
		if (fp_range_end(a->ranges[i]) < fp_range_end(b->ranges[k]))
			i++;
		else
			k++;
	}
	return 0;
}

static int check_items(struct builder *b, struct fp_error *err)
{
	int code = 0;

	if (b->n)
		qsort(b->items, b->n, sizeof *b->items, by_offset);
	for (size_t i = 0; i < b->n && code == 0; i++)
		for (size_t k = i + 1; k < b->n && code == 0; k++)
			if (fp_range_overlaps(b->items[i].part->range, b->items[k].part->range))
				code = refuse_common(&b->items[i], &b->items[k], err);
	return code;
}

static bool is_anything_chosen(const struct fp_request *request)
{
	for (size_t i = 0; i < request->n_choices; i++)
		if (request->choices[i].is_selected)
			return true;
	return false;
}

static void extend(struct fp_range *range, struct fp_range by)
{
	const uint64_t end =
		fp_range_end(*range) > fp_range_end(by) ? fp_range_end(*range) : fp_range_end(by);

	if (!range->size)
		*range = by;
	if (by.offset < range->offset)
		range->offset = by.offset;
	range->size = end - range->offset;
}

static struct fp_range selected_range(const struct builder *b)
{
	struct fp_range range = { 0, 0 };

	for (size_t i = 0; i < b->n; i++)
		extend(&range, b->items[i].part->range);
	for (size_t i = 0; i < b->request->n_choices; i++)
		if (b->request->choices[i].is_selected)
			extend(&range, fp_plan_find(b->plan, b->request->choices[i].name)->range);
	return range;
}

int fp_select(const struct fp_plan *plan, const struct fp_request *request, struct fp_arena *arena,
	      struct fp_selection *selection, struct fp_error *err)
{
	struct builder b = { .plan = plan, .request = request, .arena = arena };
	const bool is_chosen = is_anything_chosen(request);
	int code;

	if (!is_chosen && !request->is_all && request->purpose != FP_FOR_IMAGE) {
		fp_fail(err, FP_USAGE, "nothing is selected");
		fp_hint(err, "%s",
			request->purpose == FP_FOR_ERASE
				? "name partitions with -i NAME"
				: "name partitions with -i NAME[:FILE], or take all that have content with --all");
		return -FP_USAGE;
	}
	b.items = fp_arena_alloc(arena, plan->n_parts + plan->n_spans, sizeof *b.items);
	if (!b.items)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = add_chosen(&b, err);
	if (code == 0 && (request->is_all || !is_chosen))
		code = add_all(&b, err);
	if (code == 0)
		code = check_items(&b, err);
	if (code == 0)
		code = drop_doubles(&b, err);
	if (code == 0)
		*selection =
			(struct fp_selection){ b.items, b.n, b.left, b.n_left, selected_range(&b) };
	return code;
}

static int check_part(const struct fp_partition *part, const struct fp_selected *item,
		      const struct fp_view *content, struct fp_error *err)
{
	const struct fp_view view = fp_view_part(
		content, part->range.offset - item->part->range.offset, part->range.size);

	return fp_kind_check(&view, part->types, part->name, err);
}

int fp_selected_check(const struct fp_plan *plan, const struct fp_selected *item,
		      const struct fp_view *content, struct fp_error *err)
{
	int code = 0;

	if (item->part->is_span)
		code = check_part(item->part, item, content, err);
	for (size_t i = 0; i < plan->n_parts && code == 0; i++) {
		const struct fp_partition *const part = &plan->parts[i];

		if (part != item->part && is_protected(part))
			continue;
		if (fp_range_contains(item->part->range, part->range))
			code = check_part(part, item, content, err);
	}
	return code;
}
