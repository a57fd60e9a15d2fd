// SPDX-License-Identifier: GPL-2.0-or-later
// Reading, and reading again.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "job/checksums.h"
#include "job/reading.h"

#define SLOW_MS 30000 /* what takes longer is said beforehand */

const char fp_contact_hint[] =
	"a contact fault: reseat the clip, check the wiring and the supply, or lower the speed";

int fp_reading_cancelled(const struct fp_work *work, struct fp_error *err)
{
	if (!work->io->is_cancelled || !work->io->is_cancelled(work->io->ctx))
		return 0;
	return fp_fail(err, FP_CHIP, "cancelled, nothing written");
}

void fp_reading_progress(const struct fp_work *work, enum fp_phase phase, uint64_t done,
			 uint64_t total)
{
	if (work->io->progress)
		work->io->progress(work->io->ctx, phase, done, total);
}

uint8_t *fp_reading_scratch(uint32_t block, struct fp_error *err)
{
	uint8_t *scratch = malloc(block > FP_TRANSFER_MAX ? block : FP_TRANSFER_MAX);

	if (!scratch)
		fp_fail(err, FP_REFUSED, "out of memory for one block");
	return scratch;
}

int fp_reading_failed(struct fp_error *err, const char *doing, struct fp_range range)
{
	char before[96], where[48];
	size_t n;

	fp_fail(err, FP_CHIP, "the programmer gives no reason");
	snprintf(where, sizeof where, "0x%" PRIx64 "+0x%" PRIx64, range.offset, range.size);
	if (strstr(err->text, where))
		return -(int)err->code;
	n = (size_t)snprintf(before, sizeof before, "while %s %s: ", doing, where);
	memmove(err->text + n, err->text, sizeof err->text - n);
	memcpy(err->text, before, n);
	err->text[sizeof err->text - 1] = 0;
	return -(int)err->code;
}

int fp_reading_range(const struct fp_work *work, struct fp_range range, uint8_t *buf,
		     struct fp_error *err)
{
	const struct fp_programmer *const p = work->programmer;

	while (range.size) {
		const uint64_t n = range.size < FP_TRANSFER_MAX ? range.size : FP_TRANSFER_MAX;
		const struct fp_range part = { range.offset, n };

		if (p->driver->read(p->ctx, part, buf, err))
			return fp_reading_failed(err, "reading", part);
		work->report->read += n;
		range.offset += n;
		range.size -= n;
		buf += n;
	}
	return 0;
}

int fp_reading_compare(const struct fp_work *work, struct fp_range range, const uint8_t *expected,
		       uint8_t *scratch, struct fp_difference *d, struct fp_error *err)
{
	const struct fp_driver *driver = work->programmer->driver;
	uint32_t crc;
	int ret;

	*d = (struct fp_difference){ 0, 0 };
	if (driver->crc32) {
		if (driver->crc32(work->programmer->ctx, range, &crc, err))
			return fp_reading_failed(err, "computing the checksum of", range);
		if (crc == crc32(0, expected, (uInt)range.size))
			return 0;
	}
	ret = fp_reading_range(work, range, scratch, err);
	if (ret)
		return ret;
	*d = fp_compare(scratch, expected, (size_t)range.size);
	if (driver->crc32 && !d->count) {
		ret = fp_fail(err, FP_CHIP,
			      "the checksum of 0x%" PRIx64 "+0x%" PRIx64
			      " does not fit the bytes that were read there",
			      range.offset, range.size);
		fp_hint(err, "%s", fp_contact_hint);
	}
	return ret;
}

int fp_reading_identify(const struct fp_programmer *programmer, struct fp_error *err)
{
	const struct fp_chip *const was = &programmer->chip;
	struct fp_chip chip = { 0 };
	int ret;

	if (!programmer->driver->identify)
		return 0;
	ret = programmer->driver->identify(programmer->ctx, &chip, err);
	if (!ret && (strcmp(chip.id, was->id) != 0 || strcmp(chip.name, was->name) != 0 ||
		     chip.size != was->size))
		ret = fp_fail(err, FP_CHIP,
			      "the chip was %s (id %s) at first and is %s (id %s) now", was->name,
			      was->id, chip.name, chip.id);
	if (ret)
		fp_hint(err, "%s", fp_contact_hint);
	return ret;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct fp_estimate fp_estimate_begin(const struct fp_work *work)
{
	return (struct fp_estimate){ .start = now_ms(), .read = work->report->read };
}

void fp_estimate_say(struct fp_estimate *e, const struct fp_work *work, uint64_t left)
{
	const uint64_t ms = (uint64_t)(now_ms() - e->start);
	const uint64_t done = work->report->read - e->read;

	if (e->is_said || !work->io->estimate || !done)
		return;
	e->is_said = true;
	if (ms * left / done >= SLOW_MS)
		work->io->estimate(work->io->ctx, left, (unsigned)(ms * left / done / 1000));
}

static int read_unknown(struct fp_job *job, const struct fp_work *work,
			const struct fp_range *unknown, size_t n, struct fp_error *err)
{
	struct fp_estimate estimate = fp_estimate_begin(work);
	uint64_t total = 0, done = 0;
	int ret = 0;

	for (size_t i = 0; i < n; i++)
		total += unknown[i].size;
	fp_reading_progress(work, FP_PHASE_READ, 0, total);
	for (size_t i = 0; i < n && !ret; i++) {
		struct fp_range part = unknown[i];
		uint8_t *old = job->old + fp_job_index(job, part.offset);

		for (uint64_t left = unknown[i].size; left && !ret; left -= part.size) {
			part.size = left < FP_TRANSFER_MAX ? left : FP_TRANSFER_MAX;
			ret = fp_reading_cancelled(work, err);
			if (!ret)
				ret = fp_reading_range(work, part, old, err);
			part.offset += part.size;
			old += part.size;
			done += part.size;
			if (!ret)
				fp_estimate_say(&estimate, work, total - done);
			fp_reading_progress(work, FP_PHASE_READ, done, total);
		}
	}
	return ret;
}

static int read_runs(struct fp_job *job, const struct fp_work *work, struct fp_error *err)
{
	struct fp_range *unknown = calloc(job->size / job->block + 1, sizeof *unknown);
	size_t n = 0;
	int ret;

	if (!unknown)
		return fp_fail(err, FP_REFUSED, "out of memory");
	ret = fp_checksums_job(job, work, unknown, &n, err);
	if (!ret)
		ret = read_unknown(job, work, unknown, n, err);
	free(unknown);
	return ret;
}

/* Cells whose erase was cut may read otherwise each time. They are written whatever they hold, so
 * their disagreement only means that they are not as wanted: it is taken out of the new reading. */
static void settle_lost(struct fp_job *job, struct fp_range range, uint8_t *again)
{
	const uint8_t *const want = fp_job_want(job, range);

	for (size_t i = 0; i < job->n_lost; i++) {
		const struct fp_range common = fp_range_intersect(job->lost[i].range, range);
		const size_t at = common.size ? fp_job_index(job, common.offset) : 0;
		uint8_t *const now = again + (common.offset - range.offset);

		for (size_t k = 0; k < common.size; k++)
			if (now[k] != job->old[at + k])
				job->old[at + k] = now[k] =
					(uint8_t)~want[common.offset - range.offset + k];
	}
}

static int read_doubtful(struct fp_job *job, const struct fp_work *work, struct fp_range range,
			 uint8_t *scratch, struct fp_difference *d, struct fp_error *err)
{
	const uint8_t *old = job->old + fp_job_index(job, range.offset);
	int ret;

	if (!fp_job_has_lost(job, range))
		return fp_reading_compare(work, range, old, scratch, d, err);
	ret = fp_reading_range(work, range, scratch, err);
	if (ret)
		return ret;
	settle_lost(job, range, scratch);
	*d = fp_compare(scratch, old, (size_t)range.size);
	return 0;
}

/* A wrong byte read outside the targets would be written back, and one that was read by nobody
 * would be called as wanted. */
static int read_again(struct fp_job *job, const struct fp_work *work, uint8_t *scratch,
		      struct fp_error *err)
{
	const uint64_t total = fp_job_count_doubtful(job);
	uint64_t from = 0, done = 0;
	struct fp_range range;
	struct fp_difference d;
	int ret = 0;

	while (!ret && fp_job_next_doubtful(job, &from, &range)) {
		ret = fp_reading_cancelled(work, err);
		if (!ret)
			ret = read_doubtful(job, work, range, scratch, &d, err);
		if (!ret && d.count) {
			ret = fp_fail(err, FP_CHIP,
				      "read twice, 0x%" PRIx64 "+0x%" PRIx64
				      " differs in %zu byte%s, first at 0x%" PRIx64,
				      range.offset, range.size, d.count, d.count == 1 ? "" : "s",
				      range.offset + d.first);
			fp_hint(err, "%s", fp_contact_hint);
		}
		done += range.size;
		fp_reading_progress(work, FP_PHASE_READ_AGAIN, done, total);
	}
	return ret;
}

int fp_reading_job(struct fp_job *job, const struct fp_work *work, struct fp_error *err)
{
	uint8_t *scratch = fp_reading_scratch(job->block, err);
	int ret;

	work->report->touched = job->size;
	if (!scratch)
		return -FP_REFUSED;
	ret = read_runs(job, work, err);
	if (!ret)
		ret = fp_job_make_amended(job, err);
	if (!ret)
		ret = read_again(job, work, scratch, err);
	if (!ret)
		ret = fp_reading_identify(work->programmer, err);
	if (!ret)
		work->report->differing = fp_job_count_dirty(job);
	free(scratch);
	return ret;
}
