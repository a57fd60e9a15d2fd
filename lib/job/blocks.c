// SPDX-License-Identifier: GPL-2.0-or-later
// The chip's real erase blocks, found out before the first erase.

#include <inttypes.h>

#include "job/blocks.h"
#include "job/reading.h"

static int take(uint64_t job_block, struct fp_range asked, struct fp_range real, uint64_t chip_size,
		uint32_t *block, struct fp_error *err)
{
	uint64_t size = job_block;

	while (!fp_range_contains(fp_range_widen(asked, size), real) && size < chip_size &&
	       size <= UINT32_MAX / 2)
		size *= 2;
	if (size > *block)
		*block = (uint32_t)size;
	if (chip_size % size == 0 && fp_range_contains(fp_range_widen(asked, size), real))
		return 0;
	return fp_fail(err, FP_REFUSED,
		       "the chip erases 0x%" PRIx64 "+0x%" PRIx64
		       " at once, and cannot be divided into such blocks",
		       real.offset, real.size);
}

static int ask(const struct fp_job *job, const struct fp_programmer *programmer, uint64_t offset,
	       uint32_t *block, struct fp_error *err)
{
	const struct fp_range asked = { offset & ~((uint64_t)job->block - 1), job->block };
	struct fp_range real;

	if (programmer->driver->block(programmer->ctx, asked, &real, err))
		return fp_reading_failed(err, "asking for the erase block of", asked);
	return take(job->block, asked, real, programmer->chip.size, block, err);
}

int fp_blocks_ask(const struct fp_job *job, const struct fp_programmer *programmer, uint32_t *block,
		  struct fp_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < job->n_runs && !ret; i++) {
		const struct fp_range run = job->runs[i].range;

		ret = ask(job, programmer, run.offset, block, err);
		if (!ret && run.size > job->block)
			ret = ask(job, programmer, fp_range_end(run) - 1, block, err);
		if (!ret && run.size > 2 * (uint64_t)job->block)
			ret = ask(job, programmer, run.offset + run.size / 2, block, err);
	}
	return ret;
}
