// SPDX-License-Identifier: GPL-2.0-or-later
// The course of a job that changes a chip.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/blocks.h"
#include "job/course.h"
#include "job/keep.h"
#include "job/resume.h"
#include "job/run.h"

struct state {
	const struct fp_course *course;
	struct fp_programmer *programmer;
	const struct fp_course_io *io;
	struct fp_outcome *outcome;
	struct fp_work work;
	struct fp_earlier_jobs earlier;
	struct fp_job_target *lost; /* by those that are resumed */
	size_t n_lost;
	uint32_t block; /* the largest that the chip was found to erase at once; 0: not known */
	struct fp_job job;
	struct fp_keep keep; /* its backup and record */
	bool is_mending; /* closing brings back what an earlier job lifted */
};

static void say(const struct state *s, enum fp_news news)
{
	if (s->io->say)
		s->io->say(s->io->job.ctx, news, s->outcome);
}

/* The largest of the plan's block, what the chip was found to have, and those of the windows that
 * the targets lie in. */
static uint32_t block_size(const struct state *s)
{
	const struct fp_chip *const chip = &s->programmer->chip;
	uint32_t block = s->course->block > s->block ? s->course->block : s->block;

	for (unsigned i = 0; i < chip->n_windows; i++)
		for (size_t k = 0; k < s->course->n_targets; k++)
			if (chip->window[i].erase_size > block &&
			    fp_range_overlaps(chip->window[i].range, s->course->targets[k].range))
				block = chip->window[i].erase_size;
	return block;
}

/* Why a part of the range cannot be written, in the programmer's words; "" where it has none. */
static const char *reason(const struct fp_chip *chip, struct fp_range range)
{
	for (unsigned i = 0; i < chip->n_windows; i++)
		if (!chip->window[i].writable && chip->window[i].why[0] &&
		    fp_range_overlaps(chip->window[i].range, range))
			return chip->window[i].why;
	return "";
}

/* Can all that the job touches be reached and written? */
static int check_windows(const struct fp_job *job, const struct fp_chip *chip, struct fp_error *err)
{
	for (size_t i = 0; i < job->n_runs && chip->n_windows; i++) {
		const struct fp_range run = job->runs[i].range;
		uint64_t covered = 0;

		for (unsigned w = 0; w < chip->n_windows; w++)
			if (chip->window[w].writable)
				covered += fp_range_intersect(chip->window[w].range, run).size;
		if (covered < run.size)
			return fp_fail(err, FP_REFUSED,
				       "the programmer cannot write all of 0x%" PRIx64 "+0x%" PRIx64
				       "%s%s",
				       run.offset, run.size, *reason(chip, run) ? ": " : "",
				       reason(chip, run));
	}
	return 0;
}

/* Plans, or plans again, now with what was lost. */
static int plan(struct state *s, struct fp_error *err)
{
	const struct fp_job_wish wish = { .targets = s->course->targets,
					  .n_targets = s->course->n_targets,
					  .lost = s->lost,
					  .n_lost = s->n_lost,
					  .amend = s->course->amend };
	int ret;

	fp_job_free(&s->job);
	s->outcome->block = block_size(s);
	ret = fp_job_plan(&s->job, &wish, s->programmer->chip.size, s->outcome->block, err);
	s->job.guess = s->course->guess;
	return ret ? ret : check_windows(&s->job, &s->programmer->chip, err);
}

/* The first touched range that the chip protects; size 0 if there is none. */
static struct fp_range find_protected(const struct fp_job *job, struct fp_range protection)
{
	struct fp_range common = { 0, 0 };

	for (size_t i = 0; i < job->n_runs && !common.size; i++)
		common = fp_range_intersect(job->runs[i].range, protection);
	return common;
}

static int fail_protected(const struct fp_protection *found, struct fp_range touched,
			  struct fp_error *err)
{
	if (found->is_vague)
		fp_fail(err, FP_REFUSED,
			"the chip's status register is %s: it write-protects something, and the programmer does not know what",
			found->mode);
	else
		fp_fail(err, FP_REFUSED,
			"the chip write-protects 0x%" PRIx64 "+0x%" PRIx64
			", of which this job touches 0x%" PRIx64 "+0x%" PRIx64,
			found->range.offset, found->range.size, touched.offset, touched.size);
	fp_reason(err, FP_REASON_PROTECTED, NULL);
	return -FP_REFUSED;
}

/* The programmer lifts the protection for the job and brings it back: here is decided whether it
 * may. */
static int check_protection(struct state *s, struct fp_error *err)
{
	const struct fp_driver *const driver = s->programmer->driver;
	struct fp_protection found;
	struct fp_range common;
	int ret;

	if (!driver->get_protection)
		return 0;
	ret = driver->get_protection(s->programmer->ctx, &found, err);
	if (ret)
		return ret;
	common = find_protected(&s->job, found.range);
	s->outcome->protection.is_known = true;
	s->outcome->protection.range = found.range;
	s->outcome->protection.is_vague = found.is_vague;
	memcpy(s->outcome->protection.mode, found.mode, sizeof found.mode);
	return common.size && !s->course->may_unprotect ? fail_protected(&found, common, err) : 0;
}

/* A question lifts the chip's protection as a write does: a dry run does not ask then. */
static bool can_ask(const struct state *s)
{
	return s->programmer->driver->block &&
	       !(s->course->is_dry_run && s->outcome->protection.range.size);
}

/* Plans until the job's blocks are no smaller than the chip's. */
static int plan_blocks(struct state *s, struct fp_error *err)
{
	const uint32_t before = s->job.block;
	int ret;

	do {
		ret = plan(s, err);
		if (!ret)
			ret = check_protection(s, err);
		if (!ret && can_ask(s))
			ret = fp_blocks_ask(&s->job, s->programmer, &s->block, err);
	} while (!ret && s->block > s->job.block);
	if (!ret && s->job.block > before)
		say(s, FP_NEWS_BLOCK);
	return ret;
}

/* A job that lifted the protection, and lost nothing else, is done with once that is back. */
static void judge_unprotected(struct state *s)
{
	const struct fp_range now = s->outcome->protection.range;

	for (size_t i = 0; i < s->earlier.n; i++) {
		struct fp_earlier_job *const job = &s->earlier.items[i];
		struct fp_earlier *const e = &s->outcome->earlier[job->index];
		struct fp_error why = { 0 };

		if (e->verdict != FP_EARLIER_UNPROTECTED || !s->outcome->protection.is_known ||
		    !fp_range_is_same(now, e->protection))
			continue;
		e->verdict = FP_EARLIER_ENDED;
		if (!s->course->is_dry_run &&
		    fp_keep_retire(job, s->course->earlier.registry, &why) < 0) {
			e->verdict = FP_EARLIER_VOID;
			snprintf(e->why, sizeof e->why, "%.150s", why.text);
		}
	}
}

static int judge_earlier(struct state *s, struct fp_error *err)
{
	int ret = fp_earlier_find(&s->earlier, &s->course->earlier, &s->programmer->chip,
				  s->course->is_dry_run, s->outcome, err);

	if (!ret)
		ret = fp_earlier_judge(&s->earlier, &s->course->earlier, &s->job, s->outcome, err);
	if (!ret) {
		judge_unprotected(s);
		say(s, FP_NEWS_EARLIER);
	}
	return ret;
}

/* What an earlier job lifted, where the user says that this is its unit: closing brings it back in
 * place of what was found. */
static int mend_protection(struct state *s, struct fp_error *err)
{
	const struct fp_driver *const driver = s->programmer->driver;

	for (size_t i = 0; i < s->earlier.n && !s->course->is_dry_run; i++) {
		const struct fp_record *const record = &s->earlier.items[i].record;
		struct fp_protection was = { .range = record->protection };

		if (!fp_earlier_is_unprotected(&s->earlier.items[i], s->outcome) ||
		    !driver->set_protection)
			continue;
		snprintf(was.mode, sizeof was.mode, "%s", record->protection_mode);
		if (driver->set_protection(s->programmer->ctx, &was, err))
			return -(int)err->code;
		s->is_mending = true;
	}
	return 0;
}

static int prove_one(struct state *s, const struct fp_earlier_job *job, struct fp_error *err)
{
	struct fp_earlier *const e = &s->outcome->earlier[job->index];
	int ret = fp_resume_prove(&s->work, &job->record, &job->backup, &e->n_proofs, e->why, err);

	if (ret == -FP_REFUSED)
		e->verdict = FP_EARLIER_CONTRADICTED;
	return ret ? ret
		   : fp_resume_list_lost(&job->record, &job->backup, s->lost, &s->n_lost, err);
}

/* First it is proved that they were on this chip; then what they lost is planned in. */
static int resume(struct state *s, struct fp_error *err)
{
	size_t n = 0;
	int ret = 0;

	for (size_t i = 0; i < s->earlier.n; i++)
		n += s->earlier.items[i].record.n_blocks;
	s->lost = calloc(n + 1, sizeof *s->lost);
	if (!s->lost)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < s->earlier.n && !ret; i++)
		if (fp_earlier_is_resumed(&s->earlier.items[i], s->outcome))
			ret = prove_one(s, &s->earlier.items[i], err);
	if (!ret && s->n_lost && !s->course->has_backup)
		ret = fp_fail(
			err, FP_REFUSED,
			"what an earlier job has lost is at risk until it is written: this takes a backup");
	if (!ret)
		ret = mend_protection(s, err);
	return ret || !s->n_lost ? ret : plan_blocks(s, err);
}

/* Blocks that a range reaches into. */
static void count_blocks(const struct fp_job *job, struct fp_item *item)
{
	const struct fp_range wide = fp_range_widen(item->range, job->block);
	struct fp_range dirty;
	uint64_t from = wide.offset;

	item->blocks = wide.size / job->block;
	while (fp_job_next_dirty(job, &from, &dirty) && dirty.offset < fp_range_end(wide))
		item->blocks_differing += fp_range_intersect(dirty, wide).size / job->block;
}

static void count_bytes(const struct fp_job *job, struct fp_item *item)
{
	for (size_t i = 0; i < job->n_targets; i++) {
		const struct fp_range common =
			fp_range_intersect(job->targets[i].range, item->range);
		const uint8_t *const want =
			job->targets[i].data + (common.offset - job->targets[i].range.offset);
		struct fp_difference d;

		if (!common.size)
			continue;
		d = fp_compare(job->old + fp_job_index(job, common.offset), want,
			       (size_t)common.size);
		if (d.count && !item->bytes_differing)
			item->first_difference = common.offset + d.first;
		item->bytes_differing += d.count;
	}
}

/* The first block whose other bytes an interruption would cost. */
static struct fp_range find_shared(const struct fp_job *job)
{
	struct fp_range dirty = { 0, 0 };
	uint64_t from = 0;

	while (fp_job_next_dirty(job, &from, &dirty))
		if (fp_job_is_mixed(job, dirty.offset))
			return dirty;
	return (struct fp_range){ 0, 0 };
}

static int read_chip(struct state *s, struct fp_error *err)
{
	int ret = fp_reading_job(&s->job, &s->work, err);

	for (size_t i = 0; i < s->earlier.n && !ret; i++)
		if (fp_earlier_is_resumed(&s->earlier.items[i], s->outcome))
			ret = fp_resume_count(&s->earlier.items[i].record, &s->job,
					      &s->outcome->earlier[s->earlier.items[i].index].taken,
					      err);
	if (ret)
		return ret;
	for (size_t i = 0; i < s->course->n_items; i++) {
		count_blocks(&s->job, &s->course->items[i]);
		count_bytes(&s->job, &s->course->items[i]);
	}
	if (!s->course->has_backup)
		s->outcome->at_risk = find_shared(&s->job);
	say(s, FP_NEWS_PLANNED);
	return 0;
}

static int run(struct state *s, struct fp_error *err)
{
	struct fp_run r = {
		.job = &s->job, .work = s->work, .letter = fp_keep_letter, .ctx = &s->keep
	};
	int ret = fp_run(&r, err);

	s->outcome->at_risk = (struct fp_range){ 0, 0 };
	if (ret && r.at.size && !s->course->has_backup && fp_job_is_mixed(&s->job, r.at.offset))
		s->outcome->at_risk = r.at;
	return ret;
}

/* Backup and record first, then the records that they take over are removed, then the first erase
 * comes. */
static int keep_and_run(struct state *s, struct fp_error *err)
{
	int ret = 0;

	s->keep = (struct fp_keep){ .course = s->course,
				    .chip = &s->programmer->chip,
				    .job = &s->job,
				    .earlier = &s->earlier,
				    .outcome = s->outcome };
	if (s->course->has_backup)
		ret = fp_keep_begin(&s->keep, err);
	if (!ret && s->course->has_backup)
		say(s, FP_NEWS_BACKUP);
	return ret ? ret : run(s, err);
}

/* All that comes before the chip is changed. */
static int prepare(struct state *s, struct fp_error *err)
{
	int ret = plan(s, err);

	/* Before anything is read: even that lifts it. */
	if (!ret)
		ret = check_protection(s, err);
	if (!ret && s->course->judge)
		ret = s->course->judge(s->course->judge_ctx, &s->work, err);
	if (!ret)
		ret = plan_blocks(s, err);
	if (!ret)
		ret = judge_earlier(s, err);
	if (!ret)
		ret = resume(s, err);
	return ret ? ret : read_chip(s, err);
}

static int perform(struct state *s, struct fp_error *err)
{
	int ret = prepare(s, err);

	if (ret)
		return ret;
	if (!s->outcome->report.differing)
		s->outcome->result = FP_RESULT_ALREADY;
	else if (s->course->is_dry_run)
		s->outcome->result = FP_RESULT_DRY_RUN;
	if (s->course->is_dry_run)
		return 0;
	if (!s->outcome->report.differing)
		return fp_keep_settle_all(&s->earlier, s->course, s->outcome, err);
	ret = keep_and_run(s, err);
	if (!ret)
		s->outcome->result = FP_RESULT_DONE;
	return ret;
}

/* They are written in their order: the first ones were. */
static void count_written(const struct state *s, struct fp_item *item)
{
	const struct fp_range wide = fp_range_widen(item->range, s->outcome->block);
	uint64_t from = 0, left = s->outcome->report.written;
	struct fp_range dirty;

	while (left && fp_job_next_dirty(&s->job, &from, &dirty)) {
		item->blocks_written += fp_range_intersect(dirty, wide).size / s->outcome->block;
		left -= dirty.size;
	}
}

/* What earlier jobs lifted is back, as far as this one had to do with them. */
static int retire_mended(struct state *s, struct fp_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < s->earlier.n && !ret; i++)
		if (s->earlier.items[i].file.path &&
		    fp_earlier_is_unprotected(&s->earlier.items[i], s->outcome) &&
		    fp_record_at_risk(&s->earlier.items[i].record) < 0)
			ret = fp_keep_retire(&s->earlier.items[i], s->course->earlier.registry,
					     err);
	return ret;
}

/* Whether the protection was lifted is the programmer's to say; one that is no process lifts what
 * is there when it writes. */
static void judge_protection(struct state *s, int closed)
{
	const struct fp_programmer *const p = s->programmer;

	s->outcome->protection.is_lifted = p->was_lifted || (s->outcome->report.is_issued &&
							     s->outcome->protection.range.size);
	s->outcome->protection.is_restored =
		s->outcome->protection.is_lifted && !closed && !p->is_lifted;
	s->outcome->protection.is_mended = s->is_mending && !closed && !p->is_lifted;
}

/* The first failure is the one to report; what closing said of protection only counts where it
 * could be off. */
static int end(struct state *s, int ret, struct fp_error *err)
{
	struct fp_error also = { 0 };
	int closed = fp_programmer_close(s->programmer, ret ? &also : err);

	judge_protection(s, closed);
	if (s->outcome->protection.is_mended && !ret)
		closed = retire_mended(s, err);
	if (!ret)
		ret = closed;
	else if (closed && s->outcome->protection.is_lifted)
		s->outcome->unrestored = strdup(also.text);
	fp_keep_end(&s->keep);
	for (size_t i = 0; i < s->course->n_items; i++)
		count_written(s, &s->course->items[i]);
	if (!ret)
		return 0;
	s->outcome->result = FP_RESULT_FAILED;
	if (s->outcome->report.is_issued)
		err->code = FP_CHANGED;
	return -(int)err->code;
}

int fp_course_run(const struct fp_course *course, struct fp_programmer *programmer,
		  const struct fp_course_io *io, struct fp_outcome *outcome, struct fp_error *err)
{
	struct state s = { .course = course,
			   .programmer = programmer,
			   .io = io,
			   .outcome = outcome,
			   .work = { programmer, &io->job, &outcome->report } };
	int ret;

	*outcome = (struct fp_outcome){ 0 };
	for (size_t i = 0; i < course->n_items; i++)
		course->items[i] = (struct fp_item){ .name = course->items[i].name,
						     .range = course->items[i].range };
	ret = end(&s, perform(&s, err), err);
	fp_job_free(&s.job);
	free(s.lost);
	fp_earlier_free(&s.earlier);
	return ret;
}
