// SPDX-License-Identifier: GPL-2.0-or-later
// Guessing what a chip holds, and proving it.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/number.h"
#include "job/checksums.h"

int fp_checksums_check(const struct fp_work *work, const struct fp_guess *guess,
		       struct fp_error *err)
{
	char has[FP_SIZE_TEXT], wants[FP_SIZE_TEXT];
	const uint64_t size = work->programmer->chip.size;

	if (!guess->size)
		return 0;
	if (!work->programmer->driver->crc32)
		return fp_fail(
			err, FP_REFUSED,
			"the programmer computes no checksums: what a dump holds cannot be compared with the chip so");
	if (guess->size != size)
		return fp_fail(err, FP_REFUSED, "the dump to compare with has %s, the chip has %s",
			       fp_size_format(guess->size, has), fp_size_format(size, wants));
	return 0;
}

static int sum_part(const struct fp_work *work, struct fp_range part, uint32_t *crc,
		    struct fp_error *err)
{
	const struct fp_programmer *const p = work->programmer;
	int ret = fp_reading_cancelled(work, err);

	if (!ret && p->driver->crc32(p->ctx, part, crc, err))
		ret = fp_reading_failed(err, "computing the checksum of", part);
	return ret;
}

static bool fits(const uint8_t *guess, struct fp_range part, uint32_t crc)
{
	return crc == (uint32_t)crc32(0, guess, (uInt)part.size);
}

int fp_checksums_part(const struct fp_work *work, const struct fp_guess *guess,
		      struct fp_range part, uint8_t *buf, bool *is_known, struct fp_error *err)
{
	uint32_t crc;
	int ret;

	*is_known = false;
	if (!guess->size || !work->programmer->driver->crc32)
		return 0;
	ret = sum_part(work, part, &crc, err);
	*is_known = !ret && fits(guess->data + part.offset, part, crc);
	if (*is_known)
		memcpy(buf, guess->data + part.offset, (size_t)part.size);
	return ret;
}

/* Puts the targets over buf, the bytes of part; NULL: counts only. Returns how many they are. */
static uint64_t lay_targets(const struct fp_job *job, struct fp_range part, uint8_t *buf)
{
	uint64_t n = 0;

	for (size_t i = 0; i < job->n_targets; i++) {
		const struct fp_job_target *const t = &job->targets[i];
		const struct fp_range common = fp_range_intersect(t->range, part);

		if (common.size && buf)
			memcpy(buf + (common.offset - part.offset),
			       t->data + (common.offset - t->range.offset), (size_t)common.size);
		n += common.size;
	}
	return n;
}

static bool can_guess(const struct fp_job *job, struct fp_range part)
{
	return fp_range_end(part) <= job->guess.size || lay_targets(job, part, NULL) == part.size;
}

/* Does it hold what the dump does, what is wanted, or what is wanted over what the dump holds? buf
 * is then that. */
static bool guess_part(const struct fp_job *job, struct fp_range part, uint32_t crc, uint8_t *buf)
{
	if (fp_range_end(part) <= job->guess.size) {
		memcpy(buf, job->guess.data + part.offset, (size_t)part.size);
		if (fits(buf, part, crc))
			return true;
	}
	lay_targets(job, part, buf);
	return fits(buf, part, crc);
}

static void add(struct fp_range *list, size_t *n, struct fp_range part)
{
	if (*n && fp_range_end(list[*n - 1]) == part.offset)
		list[*n - 1].size += part.size;
	else
		list[(*n)++] = part;
}

/* Cut down to blocks where it is not known as a whole: a checksum costs less than reading. */
static int learn_part(struct fp_job *job, const struct fp_work *work, struct fp_range part,
		      struct fp_range *unknown, size_t *n, struct fp_error *err)
{
	struct fp_range block = { part.offset, job->block };
	uint32_t crc = 0;
	int ret = 0;

	if (can_guess(job, part)) {
		ret = sum_part(work, part, &crc, err);
		if (ret || guess_part(job, part, crc, job->old + fp_job_index(job, part.offset)))
			return ret;
	}
	if (part.size <= job->block) {
		add(unknown, n, part);
		return 0;
	}
	for (; block.offset < fp_range_end(part) && !ret; block.offset += block.size)
		ret = learn_part(job, work, block, unknown, n, err);
	return ret;
}

static int learn_run(struct fp_job *job, const struct fp_work *work, const struct fp_job_run *run,
		     struct fp_range *unknown, size_t *n, struct fp_error *err)
{
	const uint64_t most = job->block > FP_TRANSFER_MAX ? job->block : FP_TRANSFER_MAX;
	struct fp_range part = run->range;
	uint64_t left = run->range.size;
	int ret = 0;

	for (; left && !ret; left -= part.size, part.offset += part.size) {
		part.size = left < most ? left : most;
		fp_reading_progress(work, FP_PHASE_COMPARE, run->at + run->range.size - left,
				    job->size);
		ret = learn_part(job, work, part, unknown, n, err);
	}
	return ret;
}

int fp_checksums_job(struct fp_job *job, const struct fp_work *work, struct fp_range *unknown,
		     size_t *n, struct fp_error *err)
{
	int ret = fp_checksums_check(work, &job->guess, err);

	*n = 0;
	for (size_t i = 0; i < job->n_runs && !ret; i++) {
		if (work->programmer->driver->crc32)
			ret = learn_run(job, work, &job->runs[i], unknown, n, err);
		else
			add(unknown, n, job->runs[i].range);
	}
	return ret;
}
