// SPDX-License-Identifier: GPL-2.0-or-later
// The size of the chip, where the source does not state it.

#include <inttypes.h>
#include <stdio.h>

#include "base/number.h"
#include "formats/format.h"
#include "formats/settle.h"

/* Where the last partition ends; 0 if something of unknown size is the last. */
static uint64_t find_end(const struct fp_plan *plan)
{
	uint64_t next = 0, end = 0, open = 0; /* open: behind it lies a rest */

	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_range r = plan->parts[i].range;
		const uint64_t from = r.offset == FP_OFFSET_NEXT ? next : r.offset;

		if (r.size == FP_SIZE_REST || r.size == FP_SIZE_END) {
			open = from >= open ? from + 1 : open;
			next = from;
		} else if (fp_add(from, r.size, &next) && next > end) {
			end = next;
		}
	}
	return end > open ? end : 0;
}

static uint64_t round_up(uint64_t end)
{
	uint64_t size = 4096;

	while (size < end && size < FP_FLASH_SIZE_MAX)
		size *= 2;
	return size;
}

static int refuse(const char *format, uint64_t end, struct fp_faults *faults)
{
	struct fp_error *const err = fp_faults_next(faults, FP_ERROR);

	if (end)
		fp_fail(err, FP_REFUSED,
			"how large is the chip? %s does not tell, and the last partition ends at "
			"0x%" PRIx64,
			format, end);
	else
		fp_fail(err, FP_REFUSED,
			"how large is the chip? %s does not tell, and the last partition takes the "
			"rest",
			format);
	fp_hint(err, "add --size SIZE, such as --size 16M");
	return -FP_REFUSED;
}

static int take_end(struct fp_plan *plan, const char *format, bool is_whole_chip,
		    struct fp_faults *faults)
{
	const uint64_t end = find_end(plan);
	char size[FP_SIZE_TEXT];

	if (!end || ((end & (end - 1)) && !is_whole_chip) || end > FP_FLASH_SIZE_MAX)
		return refuse(format, end, faults);
	plan->size = round_up(end);
	fp_size_format(plan->size, size);
	if (plan->size == end)
		fp_fail(fp_faults_next(faults, FP_NOTE), FP_REFUSED,
			"%s does not tell the chip's size: %s is taken, where the last partition "
			"ends",
			format, size);
	else
		fp_fail(fp_faults_next(faults, FP_NOTE), FP_REFUSED,
			"%s does not tell the chip's size: %s is taken, the next size of chips "
			"behind 0x%" PRIx64
			", where the last partition ends; --size states another",
			format, size, end);
	return 0;
}

static void end_parts(struct fp_partition *parts, size_t n, uint64_t size)
{
	for (size_t i = 0; i < n; i++) {
		struct fp_range *const r = &parts[i].range;

		if (r->size == FP_SIZE_END)
			r->size = r->offset < size ? size - r->offset : 0;
	}
}

int fp_settle_size(struct fp_plan *plan, const char *format, bool is_whole_chip,
		   struct fp_faults *faults)
{
	if (!plan->size && take_end(plan, format, is_whole_chip, faults) < 0)
		return -FP_REFUSED;
	end_parts(plan->parts, plan->n_parts, plan->size);
	end_parts(plan->spans, plan->n_spans, plan->size);
	return 0;
}
