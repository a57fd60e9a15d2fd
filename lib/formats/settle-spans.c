// SPDX-License-Identifier: GPL-2.0-or-later
// Which entries are partitions and which lie over them as spans.

#include "formats/listing.h"
#include "formats/settle.h"
#include "plan/check.h"

static bool is_placed(const struct fp_plan *plan, const struct fp_partition *part)
{
	return fp_range_is_known(part->range) && part->range.size &&
	       fp_range_fits(part->range, plan->size);
}

static bool is_container(const struct fp_plan *plan, const struct fp_partition *part)
{
	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_partition *const other = &plan->parts[i];

		if (other != part && is_placed(plan, other) &&
		    other->range.size < part->range.size &&
		    fp_range_contains(part->range, other->range))
			return true;
	}
	return false;
}

static bool overlaps_kept(const struct fp_plan *plan, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!plan->parts[k].is_span && is_placed(plan, &plan->parts[k]) &&
		    fp_range_overlaps(plan->parts[i].range, plan->parts[k].range))
			return true;
	return false;
}

/* Those that are marked go to the list of spans. */
static int move_spans(struct fp_plan *plan, struct fp_faults *faults)
{
	const size_t n_all = plan->n_parts + plan->n_spans;
	struct fp_partition *const spans = fp_arena_alloc(plan->arena, n_all, sizeof *spans);
	size_t n_parts = 0, n_spans = 0;

	if (!spans)
		return fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	for (size_t i = 0; i < plan->n_parts; i++) {
		if (plan->parts[i].is_span)
			spans[n_spans++] = plan->parts[i];
		else
			plan->parts[n_parts++] = plan->parts[i];
	}
	for (size_t i = 0; i < plan->n_spans; i++)
		spans[n_spans++] = plan->spans[i];
	plan->n_parts = n_parts;
	plan->n_spans = n_spans;
	plan->spans = spans;
	return 0;
}

/* What contains others lies over them as a span; of two that overlap in part, or are equal, the
 * first stays. */
int fp_settle_spans(struct fp_plan *plan, struct fp_faults *faults)
{
	struct fp_listing containers = { 0 }, overlaps = { 0 };

	for (size_t i = 0; i < plan->n_parts; i++) {
		struct fp_partition *const part = &plan->parts[i];

		if (!is_placed(plan, part) || !is_container(plan, part))
			continue;
		part->is_span = true;
		fp_listing_add(&containers, "`%s`", part->name);
	}
	for (size_t i = 0; i < plan->n_parts; i++) {
		struct fp_partition *const part = &plan->parts[i];

		if (part->is_span || !is_placed(plan, part) || !overlaps_kept(plan, i))
			continue;
		part->is_span = true;
		fp_listing_add(&overlaps, "`%s`", part->name);
	}
	fp_listing_note(&containers, FP_NOTE, "spans, as they lie over other partitions", faults);
	fp_listing_note(&overlaps, FP_WARNING, "spans, as they overlap an earlier partition",
			faults);
	return move_spans(plan, faults);
}
