// SPDX-License-Identifier: GPL-2.0-or-later
// The running of a job: nothing is believed that was not read back.

#include <inttypes.h>
#include <stdlib.h>

#include "content/contrast.h"
#include "job/run.h"

struct scratch {
	uint8_t *read_back, *unlike;
};

static int set_letter(const struct fp_run *run, struct fp_range range, enum fp_letter letter,
		      struct fp_error *err)
{
	return run->letter ? run->letter(run->ctx, range, letter, err) : 0;
}

/* Whatever failed, the range is not proven now. */
static int not_proven(struct fp_run *run, struct fp_range range, struct fp_error *err)
{
	run->at = range;
	err->code = FP_CHANGED;
	return -FP_CHANGED;
}

/* What the driver shall take for the old contents. Of a block whose erase was cut nothing that was
 * read counts: it is made to look as unlike as can be, so that all of it is erased and programmed.
 */
static const uint8_t *old_contents(const struct fp_run *run, struct fp_range range, uint8_t *unlike)
{
	const uint8_t *want;

	if (!fp_job_has_lost(run->job, range))
		return run->job->old + fp_job_index(run->job, range.offset);
	want = fp_job_want(run->job, range);
	for (size_t i = 0; i < range.size; i++)
		unlike[i] = (uint8_t)~want[i];
	return unlike;
}

static void count(struct fp_job_report *report, const uint8_t *want, struct fp_range range)
{
	report->written += range.size;
	report->erased += range.size;
	for (size_t i = 0; i < range.size; i++)
		report->programmed += want[i] != 0xff;
}

/* What the differences of a block that was written have in common; NULL: nothing. */
static const char *why_not(const struct fp_job *job, struct fp_range range, const uint8_t *is)
{
	const size_t at = fp_job_index(job, range.offset);
	const uint8_t *const old = fp_job_has_lost(job, range) ? NULL : job->old + at;
	struct fp_contrast contrast = { 0 };

	fp_contrast_add(&contrast, is, fp_job_want(job, range), old, (size_t)range.size);
	return fp_contrast_why(&contrast);
}

static int prove(const struct fp_run *run, struct fp_range range, uint8_t *scratch,
		 struct fp_error *err)
{
	const uint8_t *want = fp_job_want(run->job, range);
	struct fp_difference d;
	const char *why;
	int ret = fp_reading_compare(&run->work, range, want, scratch, &d, err);

	if (!ret && d.count) {
		why = why_not(run->job, range, scratch);
		ret = fp_fail(err, FP_CHANGED,
			      "after writing, 0x%" PRIx64
			      " holds 0x%02x, expected 0x%02x; %zu byte%s of 0x%" PRIx64
			      "+0x%" PRIx64 " differ%s%s%s",
			      range.offset + d.first, scratch[d.first], want[d.first], d.count,
			      d.count == 1 ? "" : "s", range.offset, range.size,
			      d.count == 1 ? "s" : "", why ? ": " : "", why ? why : "");
	}
	/* A clip that has lost contact reads as one value, too. */
	if (!ret && fp_is_filled(want, (size_t)range.size, want[0]))
		ret = fp_reading_identify(run->work.programmer, err);
	return ret;
}

/* Nothing of it reached the chip: neither is anything at risk there. */
static int not_issued(struct fp_run *run, struct fp_range range, struct fp_error *err)
{
	struct fp_error ignored = { 0 };

	set_letter(run, range, FP_LETTER_WAITING, &ignored);
	if (run->work.report->is_issued)
		err->code = FP_CHANGED;
	return -(int)err->code;
}

static int write_range(struct fp_run *run, struct fp_range range, const struct scratch *scratch,
		       struct fp_error *err)
{
	const struct fp_programmer *const p = run->work.programmer;
	const uint8_t *want = fp_job_want(run->job, range);
	const uint8_t *old = old_contents(run, range, scratch->unlike);
	int ret;

	if (p->driver->write(p->ctx, range, old, want, err)) {
		ret = fp_reading_failed(err, "writing", range);
		if (ret == -FP_REFUSED)
			return not_issued(run, range, err);
		run->work.report->is_issued = true;
		return not_proven(run, range, err);
	}
	run->work.report->is_issued = true;
	ret = prove(run, range, scratch->read_back, err);
	if (ret)
		return not_proven(run, range, err);
	count(run->work.report, want, range);
	ret = set_letter(run, range, FP_LETTER_PROVEN, err);
	return ret ? not_proven(run, range, err) : 0;
}

static int cancelled(const struct fp_run *run, uint64_t at, struct fp_error *err)
{
	const struct fp_job_report *const report = run->work.report;

	if (!fp_reading_cancelled(&run->work, err))
		return 0;
	if (!report->is_issued)
		return -FP_CHIP;
	*err = (struct fp_error){ 0 };
	return fp_fail(err, FP_CHANGED,
		       "stopped at 0x%" PRIx64 ", %" PRIu64 " of %" PRIu64 " blocks written", at,
		       report->written / run->job->block, report->differing / run->job->block);
}

static int write_dirty(struct fp_run *run, const struct scratch *scratch, struct fp_error *err)
{
	const struct fp_job_report *const report = run->work.report;
	struct fp_range range;
	uint64_t from = 0;

	fp_reading_progress(&run->work, FP_PHASE_WRITE, 0, report->differing);
	while (fp_job_next_dirty(run->job, &from, &range)) {
		int ret = cancelled(run, range.offset, err);

		if (ret)
			return ret;
		if (set_letter(run, range, FP_LETTER_WRITING, err))
			return not_issued(run, range, err);
		ret = write_range(run, range, scratch, err);
		if (ret)
			return ret;
		fp_reading_progress(&run->work, FP_PHASE_WRITE, report->written, report->differing);
	}
	return 0;
}

int fp_run(struct fp_run *run, struct fp_error *err)
{
	/* All that can run out is taken before the first erase. */
	const struct scratch scratch = { fp_reading_scratch(run->job->block, err),
					 fp_reading_scratch(run->job->block, err) };
	int ret = -FP_REFUSED;

	run->at = (struct fp_range){ 0, 0 };
	if (scratch.read_back && scratch.unlike)
		ret = write_dirty(run, &scratch, err);
	free(scratch.read_back);
	free(scratch.unlike);
	return ret;
}
