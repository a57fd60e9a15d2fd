// SPDX-License-Identifier: GPL-2.0-or-later
// Why nothing is selected.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "selection/refuse.h"

static const char *class_of(const struct fp_partition *part)
{
	if (part->per_device)
		return part->read_only ? "per-device and read-only" : "per-device";
	return part->read_only ? "read-only" : "ordinary";
}

int fp_refuse_named(const struct fp_partition *part, enum fp_left_why why, struct fp_error *err)
{
	if (why == FP_LEFT_NO_CONTENT)
		fp_fail(err, FP_REFUSED, "the plan gives no content for `%s`", part->name);
	else
		fp_fail(err, FP_REFUSED, "`%s` is %s%s", part->name, class_of(part),
			part->per_device ? ": it belongs to one unit" : "");
	fp_reason(err, fp_left_reason(why), part->name);
	return -FP_REFUSED;
}

/* All of them in one message: who mends one should not meet the next. */
void fp_refuse_stated(const struct fp_partition *part, enum fp_left_why why, struct fp_error *found)
{
	const size_t n = strlen(found->text);

	found->code = FP_REFUSED;
	if (found->reason != FP_REASON_PER_DEVICE)
		found->reason = fp_left_reason(why);
	snprintf(found->text + n, sizeof found->text - n, "%s`%s` (%s)", n ? ", " : "", part->name,
		 class_of(part));
	fp_list_add(found->names, sizeof found->names, part->name);
}

/* The ranges of both are in offset order. */
int fp_refuse_common(const struct fp_selected *a, const struct fp_selected *b, struct fp_error *err)
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

/* Would it be touched, if it were not left? What has no content would not. */
static bool is_reason(const struct fp_gather *b, const struct fp_left *left)
{
	return left->is_kept || left->why == FP_LEFT_ASKED ||
	       (left->why != FP_LEFT_NO_CONTENT &&
		(b->request->from || fp_gather_is_given(b, left->part)));
}

/* "Done" would be a lie where everything was left. */
int fp_refuse_nothing(const struct fp_gather *b, const struct fp_selection *selection,
		      struct fp_error *err)
{
	size_t n_ranges = selection->n_values + selection->n_amendments;
	const struct fp_left *why = NULL;

	for (size_t i = 0; i < b->n; i++)
		n_ranges += b->items[i].n_ranges;
	if (n_ranges || b->request->purpose == FP_FOR_IMAGE)
		return 0;
	for (size_t i = 0; i < b->n_left && !why; i++)
		if (is_reason(b, &b->left[i]))
			why = &b->left[i];
	if (!why)
		fp_fail(err, FP_REFUSED, "no partition of the plan %s has content", b->plan->name);
	else
		fp_fail(err, FP_REFUSED, "nothing is left to do: `%s` is %s", why->part->name,
			why->why == FP_LEFT_KEEP || why->why == FP_LEFT_FIELD ? "kept as it is"
			: why->why == FP_LEFT_ASKED			      ? "left out"
						    : class_of(why->part));
	fp_reason(err, fp_left_reason(why ? why->why : FP_LEFT_NO_CONTENT),
		  why ? why->part->name : NULL);
	return -FP_REFUSED;
}
