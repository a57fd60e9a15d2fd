// SPDX-License-Identifier: GPL-2.0-or-later
// Selections: names to ranges, less what is protected or kept.

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "content/kinds/kind.h"
#include "dump/guard.h"
#include "selection/amend.h"
#include "selection/gather.h"
#include "selection/refuse.h"

/* Linux numbers partitions in the order of their places: "mtd9". */
static const struct fp_partition *find_number(const struct fp_plan *plan, const char *name)
{
	const unsigned long wanted = strncmp(name, "mtd", 3) == 0 && isdigit((unsigned char)name[3])
					     ? strtoul(name + 3, NULL, 10)
					     : ULONG_MAX;

	for (size_t i = 0; wanted < plan->n_parts && i < plan->n_parts; i++) {
		size_t before = 0;

		for (size_t k = 0; k < plan->n_parts; k++)
			before += plan->parts[k].range.offset < plan->parts[i].range.offset;
		if (before == wanted)
			return &plan->parts[i];
	}
	return NULL;
}

static void hint_names(const struct fp_plan *plan, const char *name, struct fp_error *err)
{
	const struct fp_partition *const part = find_number(plan, name);
	char names[400] = "";

	if (part) {
		fp_hint(err, "counted from mtd0, %s is `%s`", name, part->name);
		return;
	}
	if (fp_plan_suggest(plan, name, err))
		return;
	for (size_t i = 0; i < plan->n_parts; i++)
		if (!fp_list_add(names, sizeof names - 5, plan->parts[i].name)) {
			strcat(names, ", ...");
			break;
		}
	for (size_t i = 0; i < plan->n_spans; i++)
		fp_list_add(names, sizeof names - 5, plan->spans[i].name);
	fp_hint(err, "it has %s", names);
}

const struct fp_partition *fp_select_find(const struct fp_plan *plan, const char *name,
					  struct fp_error *err)
{
	const struct fp_partition *part = fp_plan_find(plan, name);

	if (part)
		return part;
	fp_fail(err, FP_USAGE, "the plan %s has no partition or span `%s`", plan->name, name);
	hint_names(plan, name, err);
	return NULL;
}

const struct fp_field *fp_select_field(const struct fp_plan *plan, const char *name,
				       struct fp_error *err)
{
	const struct fp_field *const field = fp_plan_find_field(plan, name);

	if (field)
		return field;
	fp_fail(err, FP_USAGE, "the plan %s has no field `%s`", plan->name, name);
	if (fp_plan_suggest_field(plan, name))
		fp_hint(err, "did you mean `%s`?", fp_plan_suggest_field(plan, name));
	else
		fp_hint(err, "`fields` in the plan give them names; `flashplan show` lists them");
	return NULL;
}

static int check_choice(const struct fp_gather *b, const struct fp_choice *choice,
			struct fp_error *err)
{
	const struct fp_choice *first =
		fp_gather_choice(b->request, choice->name, choice->is_selected);
	const struct fp_choice *other =
		fp_gather_choice(b->request, choice->name, !choice->is_selected);

	if (!fp_select_find(b->plan, choice->name, err))
		return -FP_USAGE;
	if (first != choice || (other && other->file && choice->file))
		return fp_fail(err, FP_USAGE, "`%s` is named twice", choice->name);
	if (choice->file && b->request->purpose == FP_FOR_ERASE)
		return fp_fail(err, FP_USAGE, "`%s` is to be erased: what is %s for?", choice->name,
			       choice->file);
	return 0;
}

/* One of the partitions that a span without content stands for. */
static int add_inner(struct fp_gather *b, const struct fp_partition *span,
		     const struct fp_partition *part, struct fp_error *err)
{
	struct fp_left left = { .part = part,
				.range = fp_range_intersect(span->range, part->range),
				.is_kept = true };

	if (fp_gather_choice(b->request, part->name, true) || fp_gather_has(b, part))
		return 0;
	if (fp_gather_decide(b, part, FP_BY_SPAN, &left.why) == FP_KEEP)
		return fp_gather_left(b, &left, err);
	if (!fp_gather_is_given(b, part))
		return 0;
	if (fp_range_contains(span->range, part->range))
		return fp_gather_item(b, part, err);
	return fp_fail(err, FP_REFUSED, "only a part of `%s` lies in `%s`", part->name, span->name);
}

static int add_inside(struct fp_gather *b, const struct fp_partition *span, struct fp_error *err)
{
	bool is_empty = true;
	int code = 0;

	for (size_t i = 0; i < b->plan->n_parts && code == 0; i++) {
		const struct fp_partition *const part = &b->plan->parts[i];

		if (!fp_range_overlaps(span->range, part->range))
			continue;
		is_empty &= !fp_gather_is_given(b, part);
		code = add_inner(b, span, part, err);
	}
	return code == 0 && is_empty ? fp_refuse_named(span, FP_LEFT_NO_CONTENT, err) : code;
}

static int add_choice(struct fp_gather *b, const struct fp_partition *part, struct fp_error *err)
{
	enum fp_left_why why;

	if (fp_gather_decide(b, part, FP_BY_NAME, &why) == FP_TAKE)
		return fp_gather_item(b, part, err);
	if (why == FP_LEFT_NO_CONTENT && part->is_span && b->request->purpose == FP_FOR_IMAGE)
		return add_inside(b, part, err);
	return fp_refuse_named(part, why, err);
}

static int add_chosen(struct fp_gather *b, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < b->request->n_choices && code == 0; i++) {
		const struct fp_choice *const choice = &b->request->choices[i];

		code = check_choice(b, choice, err);
		if (code == 0 && choice->is_selected)
			code = add_choice(b, fp_plan_find(b->plan, choice->name), err);
	}
	return code;
}

static int check_skips(const struct fp_gather *b, bool is_all, struct fp_error *err)
{
	for (size_t i = 0; i < b->request->n_skips; i++) {
		const char *const name = b->request->skips[i];

		if (!fp_select_find(b->plan, name, err))
			return -FP_USAGE;
		if (fp_gather_choice(b->request, name, true))
			return fp_fail(err, FP_USAGE, "`%s` is both selected and left out", name);
		if (!is_all)
			return fp_fail(err, FP_USAGE, "`%s` is not selected in the first place",
				       name);
	}
	return 0;
}

/* A span stands for the partitions in it. */
static bool is_asked_out(const struct fp_gather *b, const struct fp_partition *part)
{
	for (size_t i = 0; i < b->request->n_skips; i++)
		if (fp_range_contains(fp_plan_find(b->plan, b->request->skips[i])->range,
				      part->range))
			return true;
	return false;
}

/* Every partition that is not named itself. */
static int add_all(struct fp_gather *b, struct fp_error *err)
{
	struct fp_error found = { 0 };
	int code = 0;

	for (size_t i = 0; i < b->plan->n_parts && code == 0; i++) {
		const struct fp_partition *const part = &b->plan->parts[i];
		enum fp_left_why why = FP_LEFT_ASKED;
		enum fp_decision decision = FP_SKIP;

		if (fp_gather_choice(b->request, part->name, true))
			continue;
		if (!is_asked_out(b, part))
			decision = fp_gather_decide(b, part, FP_BY_ALL, &why);
		if (decision == FP_REFUSE)
			fp_refuse_stated(part, why, &found);
		else if (decision == FP_SKIP)
			code = fp_gather_skip(b, part, why, err);
		else
			code = fp_gather_item(b, part, err);
	}
	if (code < 0 || !found.code)
		return code;
	code = fp_fail(err, FP_REFUSED, "there is content for what is not touched unasked: %s",
		       found.text);
	fp_reason(err, found.reason, found.names);
	return code;
}

static int by_offset(const void *a, const void *b)
{
	const struct fp_selected *x = a, *y = b;

	return (x->part->range.offset > y->part->range.offset) -
	       (x->part->range.offset < y->part->range.offset);
}

static int check_items(struct fp_gather *b, struct fp_error *err)
{
	int code = 0;

	if (b->n)
		qsort(b->items, b->n, sizeof *b->items, by_offset);
	for (size_t i = 0; i < b->n && code == 0; i++)
		for (size_t k = i + 1; k < b->n && code == 0; k++)
			if (fp_range_overlaps(b->items[i].part->range, b->items[k].part->range))
				code = fp_refuse_common(&b->items[i], &b->items[k], err);
	return code;
}

static bool is_anything_chosen(const struct fp_request *request)
{
	for (size_t i = 0; i < request->n_choices; i++)
		if (request->choices[i].is_selected)
			return true;
	return false;
}

static struct fp_range selected_range(const struct fp_gather *b,
				      const struct fp_selection *selection)
{
	struct fp_range range = { 0, 0 };

	for (size_t i = 0; i < b->n; i++)
		range = fp_range_join(range, b->items[i].part->range);
	for (size_t i = 0; i < b->request->n_choices; i++)
		if (b->request->choices[i].is_selected)
			range = fp_range_join(
				range, fp_plan_find(b->plan, b->request->choices[i].name)->range);
	for (size_t i = 0; i < selection->n_values; i++)
		range = fp_range_join(range, selection->values[i].range);
	for (size_t i = 0; i < selection->n_amendments; i++)
		range = fp_range_join(range, selection->amendments[i].range);
	return range;
}

int fp_select(const struct fp_plan *plan, const struct fp_request *request, struct fp_arena *arena,
	      struct fp_selection *selection, struct fp_error *err)
{
	struct fp_gather b = { .plan = plan, .request = request, .arena = arena };
	const bool is_chosen = is_anything_chosen(request);
	const bool is_all = request->is_all || (!is_chosen && request->purpose == FP_FOR_IMAGE);
	int code;

	if (!is_chosen && !is_all && !request->n_settings)
		return fp_fail(err, FP_USAGE, "nothing is selected");
	b.items = fp_arena_alloc(arena, plan->n_parts + plan->n_spans, sizeof *b.items);
	if (!b.items)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = check_skips(&b, is_all, err);
	if (code == 0)
		code = add_chosen(&b, err);
	if (code == 0 && is_all)
		code = add_all(&b, err);
	if (code == 0)
		code = check_items(&b, err);
	if (code == 0)
		code = fp_gather_finish(&b, err);
	*selection = (struct fp_selection){
		.items = b.items, .n = b.n, .left = b.left, .n_left = b.n_left
	};
	if (code == 0)
		code = fp_amend_gather(&b, selection, err);
	if (code == 0)
		code = fp_refuse_nothing(&b, selection, err);
	if (code == 0)
		selection->range = selected_range(&b, selection);
	return code;
}

static int check_part(const struct fp_plan *plan, const struct fp_partition *part,
		      const struct fp_selected *item, const struct fp_view *content,
		      struct fp_error *err)
{
	const struct fp_view view = fp_view_part(
		content, part->range.offset - item->part->range.offset, part->range.size);
	int code = fp_kind_check(&view, part->types, part->name, err);

	if (code == 0)
		code = fp_guard(plan, part, &view, err);
	if (code < 0)
		fp_reason(err, FP_REASON_WRONG_CONTENT, part->name);
	return code;
}

bool fp_selected_fills(const struct fp_selected *item, const struct fp_partition *part)
{
	for (size_t i = 0; i < item->n_ranges; i++)
		if (fp_range_overlaps(item->ranges[i], part->range))
			return true;
	return false;
}

int fp_selected_check(const struct fp_plan *plan, const struct fp_selected *item,
		      const struct fp_view *content, struct fp_error *err)
{
	int code = 0;

	if (item->is_forced)
		return 0;
	if (item->part->is_span)
		code = check_part(plan, item->part, item, content, err);
	for (size_t i = 0; i < plan->n_parts && code == 0; i++) {
		const struct fp_partition *const part = &plan->parts[i];

		if (fp_range_contains(item->part->range, part->range) &&
		    fp_selected_fills(item, part))
			code = check_part(plan, part, item, content, err);
	}
	return code;
}
