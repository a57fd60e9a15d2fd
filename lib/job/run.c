// SPDX-License-Identifier: GPL-2.0-or-later
// The running of a job: nothing is believed that was not read back.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "job/run.h"

#define CONTACT_HINT                                                                               \
	"a contact fault: reseat the clip, check the wiring and the supply, or lower the speed"

static bool is_cancelled(const struct fp_job_io *io)
{
	return io->is_cancelled && io->is_cancelled(io->ctx);
}

static void progress(const struct fp_job_io *io, enum fp_phase phase, uint64_t done, uint64_t total)
{
	if (io->progress)
		io->progress(io->ctx, phase, done, total);
}

/* The driver's words, after what was being done, unless they say it themselves. */
static int driver_failed(struct fp_error *err, const char *doing, struct fp_range range)
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

int fp_job_read_range(const struct fp_programmer *programmer, struct fp_range range, uint8_t *buf,
		      struct fp_error *err)
{
	while (range.size) {
		const uint64_t n = range.size < FP_TRANSFER_MAX ? range.size : FP_TRANSFER_MAX;
		const struct fp_range part = { range.offset, n };

		if (programmer->driver->read(programmer->ctx, part, buf, err))
			return driver_failed(err, "reading", part);
		range.offset += n;
		range.size -= n;
		buf += n;
	}
	return 0;
}

/* Compares what the chip holds with what is expected: by a checksum where the programmer computes
 * one at the chip's end, else, and to name what differs, by reading into scratch. */
static int look(const struct fp_programmer *programmer, struct fp_range range,
		const uint8_t *expected, uint8_t *scratch, struct fp_difference *d,
		struct fp_error *err)
{
	const struct fp_driver *driver = programmer->driver;
	uint32_t crc;
	int ret;

	*d = (struct fp_difference){ 0, 0 };
	if (driver->crc32) {
		if (driver->crc32(programmer->ctx, range, &crc, err))
			return driver_failed(err, "computing the checksum of", range);
		if (crc == crc32(0, expected, (uInt)range.size))
			return 0;
	}
	ret = fp_job_read_range(programmer, range, scratch, err);
	if (ret)
		return ret;
	*d = fp_compare(scratch, expected, (size_t)range.size);
	if (driver->crc32 && !d->count) {
		ret = fp_fail(err, FP_CHIP,
			      "the checksum of 0x%" PRIx64 "+0x%" PRIx64
			      " does not fit the bytes that were read there",
			      range.offset, range.size);
		fp_hint(err, CONTACT_HINT);
	}
	return ret;
}

int fp_job_identify(const struct fp_programmer *programmer, struct fp_error *err)
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
		fp_hint(err, CONTACT_HINT);
	return ret;
}

static uint8_t *new_scratch(const struct fp_job *job, struct fp_error *err)
{
	uint8_t *scratch = malloc(job->block > FP_TRANSFER_MAX ? job->block : FP_TRANSFER_MAX);

	if (!scratch)
		fp_fail(err, FP_REFUSED, "out of memory for one block");
	return scratch;
}

static int read_runs(struct fp_job *job, const struct fp_programmer *programmer,
		     const struct fp_job_io *io, uint64_t total, struct fp_error *err)
{
	size_t run = 0, done = 0;

	while (done < job->size) {
		const struct fp_range *r = &job->runs[run].range;
		const size_t gone = done - job->runs[run].at;
		const uint64_t left = r->size - gone;
		const uint64_t n = left < FP_TRANSFER_MAX ? left : FP_TRANSFER_MAX;
		const struct fp_range part = { r->offset + gone, n };
		int ret;

		if (is_cancelled(io))
			return fp_fail(err, FP_CHIP, "cancelled, nothing written");
		ret = fp_job_read_range(programmer, part, job->old + done, err);
		if (ret)
			return ret;
		done += (size_t)n;
		run += n == left;
		progress(io, FP_PHASE_READ, done, total);
	}
	return 0;
}

/* A wrong byte read outside the targets would be written back: such blocks are read again. */
static int read_mixed_again(const struct fp_job *job, const struct fp_programmer *programmer,
			    const struct fp_job_io *io, uint64_t total, uint8_t *scratch,
			    struct fp_error *err)
{
	uint64_t from = 0, done = job->size;
	struct fp_range range;
	struct fp_difference d;
	int ret = 0;

	while (!ret && fp_job_next_mixed(job, &from, &range)) {
		const uint8_t *old = job->old + fp_job_index(job, range.offset);

		if (is_cancelled(io))
			return fp_fail(err, FP_CHIP, "cancelled, nothing written");
		ret = look(programmer, range, old, scratch, &d, err);
		if (!ret && d.count) {
			ret = fp_fail(err, FP_CHIP,
				      "read twice, 0x%" PRIx64 "+0x%" PRIx64
				      " differs in %zu byte%s, first at 0x%" PRIx64,
				      range.offset, range.size, d.count, d.count == 1 ? "" : "s",
				      range.offset + d.first);
			fp_hint(err, CONTACT_HINT);
		}
		done += range.size;
		progress(io, FP_PHASE_READ, done, total);
	}
	return ret;
}

int fp_job_read(struct fp_job *job, const struct fp_programmer *programmer,
		const struct fp_job_io *io, struct fp_job_report *report, struct fp_error *err)
{
	const uint64_t total = job->size + fp_job_count_mixed(job);
	uint8_t *scratch;
	int ret;

	*report = (struct fp_job_report){ .touched = job->size };
	scratch = new_scratch(job, err);
	if (!scratch)
		return -FP_REFUSED;
	progress(io, FP_PHASE_READ, 0, total);
	ret = read_runs(job, programmer, io, total, err);
	if (!ret)
		ret = read_mixed_again(job, programmer, io, total, scratch, err);
	if (!ret)
		ret = fp_job_identify(programmer, err);
	if (!ret) {
		fp_job_compose(job);
		report->differing = fp_job_count_dirty(job);
	}
	free(scratch);
	return ret;
}

/* Whatever failed, the range is not proven now. A further run finds the targets again; what else a
 * half-written block held is in the backup, and the mark says that it must be taken from there. */
static int not_proven(const struct fp_job *job, const struct fp_job_io *io, struct fp_range range,
		      struct fp_error *err)
{
	const bool is_mixed = fp_job_is_mixed(job, range.offset);
	const char *advice = "run the same command again";
	const size_t n = strlen(err->hint);

	if (is_mixed && !io->backup)
		advice =
			"these blocks also held bytes that were not selected, and there is no backup of this job";
	else if (is_mixed && !io->mark)
		advice =
			"restore from the backup, then run the same command again: these blocks also hold bytes that were not selected";
	else if (io->backup)
		advice = "run the same command again, or restore from the backup";
	snprintf(err->hint + n, sizeof err->hint - n, "%s%s", n ? "; then: " : "", advice);
	err->code = FP_CHANGED;
	return -FP_CHANGED;
}

static int write_range(const struct fp_job *job, const struct fp_programmer *programmer,
		       const struct fp_job_io *io, struct fp_range range, uint8_t *scratch,
		       struct fp_job_report *report, struct fp_error *err)
{
	const size_t at = fp_job_index(job, range.offset);
	const uint8_t *want = job->want + at;
	struct fp_difference d;
	int ret;

	if (programmer->driver->write(programmer->ctx, range, job->old + at, want, err)) {
		ret = driver_failed(err, "writing", range);
		report->is_issued |= ret != -FP_REFUSED;
		return report->is_issued ? not_proven(job, io, range, err) : ret;
	}
	report->is_issued = true;
	ret = look(programmer, range, want, scratch, &d, err);
	if (!ret && d.count)
		ret = fp_fail(err, FP_CHANGED,
			      "after writing, 0x%" PRIx64
			      " holds 0x%02x, expected 0x%02x; %zu byte%s of 0x%" PRIx64
			      "+0x%" PRIx64 " differ%s",
			      range.offset + d.first, scratch[d.first], want[d.first], d.count,
			      d.count == 1 ? "" : "s", range.offset, range.size,
			      d.count == 1 ? "s" : "");
	/* A clip that has lost contact reads as one value, too. */
	if (!ret && fp_is_filled(want, (size_t)range.size, want[0]))
		ret = fp_job_identify(programmer, err);
	return ret ? not_proven(job, io, range, err) : 0;
}

static int cancelled(const struct fp_job *job, uint64_t at, const struct fp_job_report *report,
		     struct fp_error *err)
{
	if (!report->is_issued)
		return fp_fail(err, FP_CHIP, "cancelled, nothing written");
	fp_fail(err, FP_CHANGED,
		"stopped at 0x%" PRIx64 ", %" PRIu64 " of %" PRIu64 " blocks written", at,
		report->written / job->block, report->differing / job->block);
	fp_hint(err, "run the same command again to go on");
	return -FP_CHANGED;
}

/* Keeps the mark on what is at risk, and on nothing that is proven: bytes that somebody changes
 * there later must not be taken for lost ones. */
static int move_mark(const struct fp_job_io *io, bool is_mixed, struct fp_range range,
		     bool *is_marked, struct fp_error *err)
{
	const struct fp_range nothing = { 0, 0 };

	if (!io->mark || (!is_mixed && !*is_marked))
		return 0;
	*is_marked = is_mixed;
	return io->mark(io->ctx, is_mixed ? range : nothing, err);
}

static int write_dirty(const struct fp_job *job, const struct fp_programmer *programmer,
		       const struct fp_job_io *io, uint8_t *scratch, struct fp_job_report *report,
		       struct fp_error *err)
{
	bool is_marked = false;
	struct fp_range range;
	uint64_t from = 0;

	while (fp_job_next_dirty(job, &from, &range)) {
		const bool is_mixed = fp_job_is_mixed(job, range.offset);
		int ret;

		if (is_cancelled(io))
			return cancelled(job, range.offset, report, err);
		ret = move_mark(io, is_mixed, range, &is_marked, err);
		if (ret)
			return report->is_issued ? not_proven(job, io, range, err) : ret;
		ret = write_range(job, programmer, io, range, scratch, report, err);
		if (ret)
			return ret;
		report->written += range.size;
		progress(io, FP_PHASE_WRITE, report->written, report->differing);
	}
	return 0;
}

int fp_job_write(struct fp_job *job, const struct fp_programmer *programmer,
		 const struct fp_job_io *io, struct fp_job_report *report, struct fp_error *err)
{
	uint8_t *scratch;
	int ret = 0;

	*report = (struct fp_job_report){ .touched = job->size,
					  .differing = fp_job_count_dirty(job) };
	if (!report->differing)
		return 0;
	/* All that can run out is taken before the first erase. */
	scratch = new_scratch(job, err);
	if (!scratch)
		return -FP_REFUSED;
	if (io->backup && io->backup(io->ctx, job, err))
		ret = fp_fail(err, FP_REFUSED, "the backup failed");
	if (ret) {
		free(scratch);
		return -(int)err->code;
	}
	progress(io, FP_PHASE_WRITE, 0, report->differing);
	ret = write_dirty(job, programmer, io, scratch, report, err);
	free(scratch);
	return ret;
}
