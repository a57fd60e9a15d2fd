// SPDX-License-Identifier: GPL-2.0-or-later
// A fake chip and the surroundings of a job.

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "job-bench.h"
#include "test.h"

static void *copy(const void *data, size_t n)
{
	void *p = malloc(n ? n : 1);

	ck_assert_ptr_nonnull(p);
	return memcpy(p, data, n);
}

static int save(void *ctx, const struct fp_job *job, struct fp_error *err)
{
	struct job_bench *b = ctx;

	b->n_backups++;
	b->operations_before_backup = b->chip.n_writes + b->chip.n_erases + b->chip.n_programs;
	if (b->has_failing_backup)
		return fp_fail(err, FP_REFUSED, "the disk is full");
	if (b->saved)
		return 0;
	b->saved_data = copy(job->old, job->size);
	b->saved = calloc(job->n_runs, sizeof *b->saved);
	ck_assert_ptr_nonnull(b->saved);
	b->n_saved = job->n_runs;
	for (size_t i = 0; i < job->n_runs; i++)
		b->saved[i] = (struct fp_job_target){ job->runs[i].range,
						      b->saved_data + job->runs[i].at };
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
	b->chip.data = malloc(size);
	ck_assert_ptr_nonnull(b->chip.data);
	test_random(b->chip.data, size, seed);
	b->before = copy(b->chip.data, size);
	b->io = (struct fp_job_io){
		.ctx = b, .progress = progress, .is_cancelled = is_cancelled, .backup = save
	};
}

static void forget(struct job_bench *b)
{
	free(b->saved);
	free(b->saved_data);
	b->saved = NULL;
	b->saved_data = NULL;
	b->n_saved = 0;
	b->n_backups = 0;
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
	memcpy(b->chip.data, b->before, b->chip.size);
	fake_chip_repair(&b->chip);
	b->has_failing_backup = false;
	b->cancel_at = 0;
}

int job_bench_run(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		  uint32_t block)
{
	const struct fp_programmer programmer = fake_chip_programmer(&b->chip);
	struct fp_job job;

	memset(&b->err, 0, sizeof b->err);
	memset(b->done, 0, sizeof b->done);
	b->n_asked = 0;
	b->ret = fp_job_plan(&job, targets, n, b->chip.size, block, &b->err);
	ck_assert_msg(!b->ret, "%s", b->err.text);
	b->ret = fp_job_read(&job, &programmer, &b->io, &b->report, &b->err);
	if (!b->ret)
		b->ret = fp_job_write(&job, &programmer, &b->io, &b->report, &b->err);
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

void job_bench_restore(struct job_bench *b, uint32_t block)
{
	ck_assert_ptr_nonnull(b->saved);
	job_bench_pass(b, b->saved, b->n_saved, block);
}
