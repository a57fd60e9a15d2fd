// SPDX-License-Identifier: GPL-2.0-or-later
// Rests of outer partitions.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/listing.h"
#include "formats/rest.h"

#define SUFFIX ".rest"
#define STEM_MAX                                                                                   \
	(FP_NAME_MAX - (int)sizeof SUFFIX - 2) /* characters of the span's name; 3 digits */

static bool is_named_after(const char *name, const char *span)
{
	const size_t n = strnlen(span, STEM_MAX);

	if (strncmp(name, span, n) != 0 || strncmp(name + n, SUFFIX, strlen(SUFFIX)) != 0)
		return false;
	name += n + strlen(SUFFIX);
	return !name[strspn(name, "0123456789")];
}

static bool is_rest_of(const struct fp_partition *part, const struct fp_partition *span)
{
	return fp_range_contains(span->range, part->range) &&
	       is_named_after(part->name, span->name);
}

bool fp_rest_is(const struct fp_plan *plan, const struct fp_partition *part)
{
	for (size_t i = 0; i < plan->n_spans; i++)
		if (is_rest_of(part, &plan->spans[i]))
			return true;
	return false;
}

bool fp_rest_has(const struct fp_plan *plan, const struct fp_partition *span)
{
	for (size_t i = 0; i < plan->n_parts; i++)
		if (is_rest_of(&plan->parts[i], span))
			return true;
	return false;
}

struct adder {
	struct fp_plan *plan;
	struct fp_faults *faults;
	struct fp_listing rests;
	struct fp_range *holes, *left; /* room for all partitions that a plan may have, and one */
};

/* *number: of the last one of this span. */
static const char *make_name(struct fp_plan *plan, const struct fp_partition *span,
			     unsigned *number)
{
	char name[FP_NAME_MAX + 16];

	do {
		snprintf(name, sizeof name, "%.*s" SUFFIX, STEM_MAX, span->name);
		if (++*number > 1)
			snprintf(name, sizeof name, "%.*s" SUFFIX "%u", STEM_MAX, span->name,
				 *number);
	} while (fp_plan_find(plan, name));
	return fp_arena_strdup(plan->arena, name);
}

static int add_rest(struct adder *a, const struct fp_partition *span, struct fp_range range,
		    unsigned *number)
{
	struct fp_partition rest = { .range = range,
				     .per_device = span->per_device,
				     .read_only = span->read_only };
	struct fp_error err = { 0 };

	rest.name = make_name(a->plan, span, number);
	if (!rest.name || fp_plan_add(a->plan, &rest, &err) < 0)
		return fp_fail(fp_faults_next(a->faults, FP_ERROR), FP_REFUSED, "%s",
			       rest.name ? err.text : "out of memory");
	fp_listing_add(&a->rests, "`%s`", rest.name);
	return 0;
}

static int add_rests(struct adder *a, const struct fp_partition *span)
{
	unsigned number = 0;
	size_t n = 0, n_left;
	int code = 0;

	for (size_t i = 0; i < a->plan->n_parts; i++)
		if (fp_range_fits(a->plan->parts[i].range, a->plan->size))
			a->holes[n++] = a->plan->parts[i].range;
	n_left = fp_range_subtract(span->range, a->holes, n, a->left);
	for (size_t i = 0; i < n_left && code == 0; i++)
		code = add_rest(a, span, a->left[i], &number);
	return code;
}

static int by_size(const void *a, const void *b)
{
	const struct fp_partition *const *x = a, *const *y = b;

	if ((*x)->range.size != (*y)->range.size)
		return (*x)->range.size < (*y)->range.size ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

int fp_rest_add(struct fp_plan *plan, struct fp_faults *faults)
{
	struct fp_arena *const arena = plan->arena;
	const struct fp_partition **const sorted =
		fp_arena_alloc(arena, plan->n_spans, sizeof *sorted);
	struct adder a = { .plan = plan, .faults = faults };
	int code = 0;

	if (!plan->n_spans)
		return 0;
	a.holes = fp_arena_alloc(arena, FP_PARTITIONS_MAX, sizeof *a.holes);
	a.left = fp_arena_alloc(arena, FP_PARTITIONS_MAX + 1, sizeof *a.left);
	if (!sorted || !a.holes || !a.left)
		return fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	for (size_t i = 0; i < plan->n_spans; i++)
		sorted[i] = &plan->spans[i];
	qsort(sorted, plan->n_spans, sizeof *sorted, by_size);
	for (size_t i = 0; i < plan->n_spans && code == 0; i++)
		if (sorted[i]->range.size && fp_range_fits(sorted[i]->range, plan->size))
			code = add_rests(&a, sorted[i]);
	fp_listing_note(&a.rests, FP_NOTE,
			"partitions for what the inner ones leave of an outer one", faults);
	return code;
}
