// SPDX-License-Identifier: GPL-2.0-or-later
// A fake chip and the surroundings of a job.

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/job-bench.h"
#include "job/journal.h"
#include "support/test.h"

static void *copy(const void *data, size_t n)
{
	void *p = malloc(n ? n : 1);

	ck_assert_ptr_nonnull(p);
	return memcpy(p, data, n);
}

/* The ranges and bytes of the touched blocks, as a backup file would hold them. */
static struct fp_backup make_backup(const struct job_bench *b, const struct fp_job *job)
{
	struct fp_range *ranges = calloc(job->n_runs, sizeof *ranges);

	ck_assert_ptr_nonnull(ranges);
	for (size_t i = 0; i < job->n_runs; i++)
		ranges[i] = job->runs[i].range;
	return (struct fp_backup){ .chip_size = b->chip.size,
				   .erase_size = job->block,
				   .ranges = ranges,
				   .n_ranges = job->n_runs,
				   .data = copy(job->old, job->size),
				   .size = job->size };
}

static int save(void *ctx, const struct fp_job *job, struct fp_error *err)
{
	struct job_bench *b = ctx;

	b->n_backups++;
	b->operations_before_backup = b->chip.n_writes + b->chip.n_erases + b->chip.n_programs;
	if (b->has_failing_backup)
		return fp_fail(err, FP_REFUSED, "the disk is full");
	ck_assert_uint_lt(b->n_kept, JOB_BACKUPS_MAX);
	b->kept[b->n_kept++] = (struct job_backup){ make_backup(b, job), true, { 0, 0 } };
	return 0;
}

/* What is at risk is on disk before the chip is touched there. */
static int mark(void *ctx, struct fp_range range, struct fp_error *err)
{
	struct job_bench *b = ctx;

	ck_assert_uint_gt(b->n_kept, 0);
	if (++b->n_marks == b->failing_mark)
		return fp_fail(err, FP_REFUSED, "the disk is full");
	b->kept[b->n_kept - 1].at = range;
	return 0;
}

static bool is_cancelled(void *ctx)
{
	struct job_bench *b = ctx;

	return ++b->n_asked == b->cancel_at;
}

static void progress(void *ctx, enum fp_phase phase, uint64_t done, uint64_t total)
{
	struct job_bench *b = ctx;

	ck_assert_uint_le(done, total);
	ck_assert_uint_ge(done, b->done[phase]);
	b->done[phase] = done;
	b->total[phase] = total;
}

void job_bench_open(struct job_bench *b, uint64_t size, uint32_t erase_size, uint32_t seed)
{
	memset(b, 0, sizeof *b);
	b->chip.size = size;
	b->chip.erase_size = erase_size;
	b->chip.data = malloc((size_t)size);
	ck_assert_ptr_nonnull(b->chip.data);
	test_random(b->chip.data, (size_t)size, seed);
	b->before = copy(b->chip.data, (size_t)size);
	b->io = (struct fp_job_io){ .ctx = b,
				    .progress = progress,
				    .is_cancelled = is_cancelled,
				    .backup = save,
				    .mark = mark };
}

static void forget(struct job_bench *b)
{
	for (size_t i = 0; i < b->n_kept; i++)
		fp_backup_free(&b->kept[i].backup);
	b->n_kept = 0;
	b->n_backups = 0;
	b->n_marks = 0;
	b->n_taken = 0;
}

void job_bench_close(struct job_bench *b)
{
	forget(b);
	free(b->chip.data);
	free(b->before);
}

void job_bench_reset(struct job_bench *b)
{
	forget(b);
	memcpy(b->chip.data, b->before, (size_t)b->chip.size);
	fake_chip_repair(&b->chip);
	b->has_failing_backup = false;
	b->failing_mark = 0;
	b->cancel_at = 0;
}

/* As tools/programming.c goes on after interrupted runs. */
static int resume(struct job_bench *b, struct fp_job *job)
{
	struct fp_range older[JOB_BACKUPS_MAX];
	size_t n = 0;
	uint64_t taken;
	int ret = 0;

	for (size_t i = 0; i < b->n_kept && !ret; i++) {
		const struct job_backup *kept = &b->kept[i];

		if (!kept->is_unfinished || !kept->at.size)
			continue;
		ret = fp_journal_resume(job, &kept->backup, kept->at, older, n, &taken, &b->err);
		older[n++] = kept->at;
		b->n_taken += taken;
	}
	return ret;
}

static bool is_touched(const struct fp_job *job, struct fp_range range)
{
	for (size_t i = 0; i < job->n_runs; i++)
		if (fp_range_contains(job->runs[i].range, range))
			return true;
	return false;
}

/* As tools/programming.c removes the marks. */
static void settle(struct job_bench *b, const struct fp_job *job, bool has_backup)
{
	for (size_t i = 0; i < b->n_kept; i++) {
		struct job_backup *kept = &b->kept[i];

		if ((has_backup && i == b->n_kept - 1) || !kept->at.size ||
		    is_touched(job, kept->at))
			kept->is_unfinished = false;
	}
}

int job_bench_run(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		  uint32_t block)
{
	const struct fp_programmer programmer = fake_chip_programmer(&b->chip);
	const unsigned n_backups = b->n_backups;
	struct fp_job job;

	memset(&b->err, 0, sizeof b->err);
	memset(b->done, 0, sizeof b->done);
	b->n_asked = b->n_taken = 0;
	b->ret = fp_job_plan(&job, targets, n, b->chip.size, block, &b->err);
	ck_assert_msg(!b->ret, "%s", b->err.text);
	b->ret = fp_job_read(&job, &programmer, &b->io, &b->report, &b->err);
	if (!b->ret)
		b->ret = resume(b, &job);
	if (!b->ret)
		b->ret = fp_job_write(&job, &programmer, &b->io, &b->report, &b->err);
	if (!b->ret)
		settle(b, &job, b->n_backups > n_backups);
	fp_job_free(&job);
	ck_assert_int_eq(b->ret, -(int)b->err.code);
	return b->ret;
}

void job_bench_pass(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		    uint32_t block)
{
	ck_assert_msg(!job_bench_run(b, targets, n, block), "%s", b->err.text);
	ck_assert_uint_eq(b->report.written, b->report.differing);
}

void job_bench_restore(struct job_bench *b)
{
	const struct fp_backup *const backup = &b->kept[0].backup;
	struct fp_job_target *targets = calloc(backup->n_ranges, sizeof *targets);
	const struct fp_job_io io = b->io;

	ck_assert_uint_gt(b->n_kept, 0);
	ck_assert_ptr_nonnull(targets);
	for (size_t i = 0; i < backup->n_ranges; i++)
		targets[i] = (struct fp_job_target){ backup->ranges[i],
						     fp_backup_find(backup, backup->ranges[i]) };
	b->io.backup = NULL;
	b->io.mark = NULL;
	job_bench_pass(b, targets, backup->n_ranges, backup->erase_size);
	b->io = io;
	free(targets);
}
