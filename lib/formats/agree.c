// SPDX-License-Identifier: GPL-2.0-or-later
// Comparison of tables.

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "formats/agree.h"
#include "plan/locate.h"

static bool is_same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static const struct fp_partition *find_range(const struct fp_plan *plan, struct fp_range range)
{
	for (size_t i = 0; i < plan->n_parts; i++)
		if (fp_range_is_same(plan->parts[i].range, range))
			return &plan->parts[i];
	for (size_t i = 0; i < plan->n_spans; i++)
		if (fp_range_is_same(plan->spans[i].range, range))
			return &plan->spans[i];
	return NULL;
}

/* A foreign name that does not fit the rule for names is kept as the label. */
static const struct fp_partition *find_name(const struct fp_plan *plan,
					    const struct fp_partition *part)
{
	for (size_t i = 0; i < plan->n_parts; i++)
		if (is_same(plan->parts[i].name, part->name) ||
		    is_same(plan->parts[i].label, part->label))
			return &plan->parts[i];
	return NULL;
}

static uint64_t end_of(const struct fp_plan *plan)
{
	uint64_t end = 0;

	for (size_t i = 0; i < plan->n_parts; i++)
		if (fp_range_end(plan->parts[i].range) > end)
			end = fp_range_end(plan->parts[i].range);
	return end;
}

static void compare_sizes(const struct fp_plan *plan, const struct fp_plan *other, const char *file,
			  struct fp_faults *faults)
{
	char here[FP_SIZE_WORDS], there[FP_SIZE_WORDS];

	if (other->size != plan->size)
		fp_plan_fault(plan, faults, FP_ERROR, "/flash/size",
			      "the chip has %s here, %s in %s", fp_size_words(plan->size, here),
			      fp_size_words(other->size, there), file);
	else if (end_of(other) < end_of(plan))
		fp_plan_fault(plan, faults, FP_ERROR, "/flash/size",
			      "the table in %s ends at %s, the plan's at %s", file,
			      fp_size_words(end_of(other), there),
			      fp_size_words(end_of(plan), here));
}

static void compare_part(const struct fp_plan *plan, const struct fp_plan *other, const char *file,
			 const struct fp_partition *part, struct fp_faults *faults)
{
	const struct fp_partition *twin;
	char pointer[FP_POINTER_MAX] = "/partitions";

	if (find_range(other, part->range))
		return;
	fp_pointer_push(pointer, part->name);
	twin = find_name(other, part);
	if (twin)
		fp_plan_fault(plan, faults, FP_ERROR, pointer,
			      "`%s` is at 0x%" PRIx64 "+0x%" PRIx64 " here, at 0x%" PRIx64
			      "+0x%" PRIx64 " in %s",
			      part->name, part->range.offset, part->range.size, twin->range.offset,
			      twin->range.size, file);
	else
		fp_plan_fault(plan, faults, FP_ERROR, pointer,
			      "`%s` (0x%" PRIx64 "+0x%" PRIx64 ") is not in %s", part->name,
			      part->range.offset, part->range.size, file);
}

void fp_tables_compare(const struct fp_plan *plan, const struct fp_plan *other, const char *file,
		       struct fp_faults *faults)
{
	compare_sizes(plan, other, file, faults);
	for (size_t i = 0; i < plan->n_parts; i++)
		compare_part(plan, other, file, &plan->parts[i], faults);
	for (size_t i = 0; i < other->n_parts; i++) {
		const struct fp_partition *const part = &other->parts[i];

		/* What has its name in both was told above. */
		if (!find_range(plan, part->range) && !find_name(plan, part))
			fp_plan_fault(plan, faults, FP_ERROR, "/partitions",
				      "%s has `%s` (0x%" PRIx64 "+0x%" PRIx64
				      "), which is no partition or span here",
				      file, part->name, part->range.offset, part->range.size);
	}
}
