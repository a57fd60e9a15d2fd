// SPDX-License-Identifier: GPL-2.0-or-later
// Comparing a chip with what is wanted there.

#include <stdlib.h>
#include <string.h>

#include "job/verify.h"

struct verification {
	const struct fp_work *work;
	const struct fp_job_wish *wish;
	struct fp_item *items;
	size_t n_items;
	uint8_t *scratch;
	uint64_t done, total;
};

/* What of a part that differs belongs to which item. */
static void note_differences(struct verification *v, struct fp_range part, const uint8_t *chip,
			     const uint8_t *want)
{
	for (size_t i = 0; i < v->n_items; i++) {
		struct fp_item *const item = &v->items[i];
		const struct fp_range common = fp_range_intersect(item->range, part);
		const size_t at = (size_t)(common.offset - part.offset);
		struct fp_difference d;

		if (!common.size)
			continue;
		d = fp_compare(chip + at, want + at, (size_t)common.size);
		if (d.count && !item->bytes_differing)
			item->first_difference = common.offset + d.first;
		item->bytes_differing += d.count;
		fp_contrast_add(&item->contrast, chip + at, want + at, NULL, (size_t)common.size);
	}
}

static int compare_part(struct verification *v, struct fp_range part, const uint8_t *want,
			struct fp_error *err)
{
	struct fp_difference d;
	int ret = fp_reading_compare(v->work, part, want, v->scratch, &d, err);

	if (!ret && d.count)
		note_differences(v, part, v->scratch, want);
	return ret;
}

/* A line without contact reads as one value: that it is wanted proves little. */
static bool is_doubtful(const uint8_t *want, struct fp_range part)
{
	return fp_is_filled(want, (size_t)part.size, want[0]);
}

static int compare_targets(struct verification *v, bool is_again, struct fp_error *err)
{
	int ret = 0;

	v->done = 0;
	for (size_t t = 0; t < v->wish->n_targets && !ret; t++) {
		const struct fp_job_target *const target = &v->wish->targets[t];
		const uint64_t end = fp_range_end(target->range);
		struct fp_range part = { target->range.offset, 0 };

		for (; part.offset < end && !ret; part.offset += part.size) {
			const uint8_t *want = target->data + (part.offset - target->range.offset);

			part.size = end - part.offset;
			if (part.size > FP_TRANSFER_MAX)
				part.size = FP_TRANSFER_MAX;
			fp_reading_progress(v->work,
					    is_again ? FP_PHASE_READ_AGAIN : FP_PHASE_VERIFY,
					    v->done, v->total);
			if (!is_again || is_doubtful(want, part))
				ret = compare_part(v, part, want, err);
			v->done += part.size;
		}
	}
	return ret;
}

/* What these ranges shall hold shows when they are read. */
static int compare_amended(struct verification *v, struct fp_error *err)
{
	const struct fp_job_amend *const amend = v->wish->amend;
	int code = 0;

	for (size_t i = 0; amend && i < amend->n && code == 0; i++) {
		const struct fp_range range = amend->ranges[i];
		uint8_t *const chip = malloc(2 * (size_t)range.size);

		if (!chip)
			return fp_fail(err, FP_REFUSED, "out of memory");
		code = fp_reading_range(v->work, range, chip, err);
		if (code == 0) {
			memcpy(chip + range.size, chip, (size_t)range.size);
			code = amend->run(amend->ctx, i, chip + range.size, err);
		}
		if (code == 0)
			note_differences(v, range, chip, chip + range.size);
		free(chip);
	}
	return code;
}

int fp_verify(const struct fp_work *work, const struct fp_job_wish *wish, struct fp_item *items,
	      size_t n_items, struct fp_error *err)
{
	struct verification v = { .work = work, .wish = wish, .items = items, .n_items = n_items };
	bool is_equal = true;
	int ret;

	v.scratch = fp_reading_scratch(0, err);
	if (!v.scratch)
		return -FP_REFUSED;
	for (size_t t = 0; t < wish->n_targets; t++)
		v.total += wish->targets[t].range.size;
	ret = compare_targets(&v, false, err);
	if (!ret)
		ret = compare_amended(&v, err);
	for (size_t i = 0; i < n_items; i++)
		is_equal &= !items[i].bytes_differing;
	/* What differs already is no success that could be a false one. */
	if (!ret && is_equal)
		ret = compare_targets(&v, true, err);
	/* A clip that came off reads as erased, and then erased is not proven. */
	if (!ret)
		ret = fp_reading_identify(work->programmer, err);
	free(v.scratch);
	return ret;
}
