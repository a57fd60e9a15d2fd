// SPDX-License-Identifier: GPL-2.0-or-later
// What every import needs, in its order: names that fit the rule, the chip's size, spans for what
// overlaps, fields that lie in partitions.

#include "base/number.h"
#include "formats/format.h"
#include "formats/settle.h"
#include "plan/check.h"

/* What the user states goes before what the format does. */
static int take_stated(struct fp_plan *plan, const struct fp_input *in,
		       const struct fp_format *format, struct fp_faults *faults)
{
	char size[FP_SIZE_TEXT];

	if (in->mtd_id) {
		plan->mtd_id = fp_arena_strdup(plan->arena, in->mtd_id);
		if (!plan->mtd_id)
			return fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED,
				       "out of memory");
	}
	if (in->size && plan->size && plan->size != in->size)
		fp_fail(fp_faults_next(faults, FP_WARNING), FP_REFUSED,
			"%s says that the chip has %s; the size that you state is taken",
			format->name, fp_size_format(plan->size, size));
	if (in->size)
		plan->size = in->size;
	return 0;
}

/* Blocks of 64K, or what divides a smaller chip. */
static void settle_erase_size(struct fp_plan *plan, const struct fp_format *format)
{
	if (format->carries & FP_CARRY_ERASE_SIZE)
		return;
	while (plan->erase_size > 4096 && plan->size % plan->erase_size)
		plan->erase_size /= 2;
}

int fp_import_settle(struct fp_plan *plan, const struct fp_input *in,
		     const struct fp_format *format, struct fp_faults *faults)
{
	if (take_stated(plan, in, format, faults) < 0 || fp_settle_names(plan, faults) < 0 ||
	    fp_settle_size(plan, format->name, format->is_whole_chip, faults) < 0)
		return -FP_REFUSED;
	settle_erase_size(plan, format);
	fp_plan_resolve(plan);
	if (fp_settle_spans(plan, faults) < 0 || fp_settle_fields(plan, faults) < 0)
		return -FP_REFUSED;
	return fp_plan_finish(plan, faults);
}
