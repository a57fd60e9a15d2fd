// SPDX-License-Identifier: GPL-2.0-or-later
// A fake chip and the surroundings of a job.

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/job-bench.h"
#include "support/test.h"

static void say(void *ctx, enum fp_news news, const struct fp_outcome *outcome)
{
	struct job_bench *b = ctx;

	if (news != FP_NEWS_BACKUP)
		return;
	b->n_backups++;
	b->operations_before_backup = b->chip.n_writes + b->chip.n_erases + b->chip.n_programs;
	ck_assert_uint_lt(b->n_kept, JOB_BACKUPS_MAX);
	b->kept[b->n_kept++] = strdup(outcome->backup);
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
	b->before = malloc((size_t)size);
	ck_assert(b->chip.data && b->before);
	test_random(b->chip.data, (size_t)size, seed);
	memcpy(b->before, b->chip.data, (size_t)size);
}

/* A backup and what may stand beside it. */
static void remove_backup(const char *path)
{
	static const char *const suffixes[] = { "", ".json", ".unfinished", ".found",
						".found.json" };
	char name[512];

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
		unlink(name);
	}
}

static void forget(struct job_bench *b)
{
	for (size_t i = 0; i < b->n_kept; i++) {
		remove_backup(b->kept[i]);
		free(b->kept[i]);
	}
	free(b->unfinished);
	b->unfinished = NULL;
	b->n_kept = 0;
	b->n_backups = 0;
	b->n_taken = 0;
	fp_outcome_free(&b->outcome);
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
	b->cancel_at = 0;
}

static void note_outcome(struct job_bench *b)
{
	b->report = b->outcome.report;
	b->n_taken = 0;
	for (size_t i = 0; i < b->outcome.n_earlier; i++)
		b->n_taken += b->outcome.earlier[i].taken;
	/* What was gone on with has no record any more as soon as there is another backup. */
	if (b->outcome.backup || b->ret == 0) {
		free(b->unfinished);
		b->unfinished = b->outcome.record ? strdup(b->outcome.backup) : NULL;
	}
}

static int run_course(struct job_bench *b, struct fp_course *course)
{
	const struct fp_course_io io = {
		.job = { .ctx = b, .progress = progress, .is_cancelled = is_cancelled }, .say = say
	};
	struct fp_programmer programmer = fake_chip_programmer(&b->chip);
	const char *const dirs[] = { test_dir() };
	const char *const resumed[] = { b->unfinished };

	course->guess = b->guess;
	course->prefix = test_path("kept");
	course->backup = b->has_failing_backup ? test_path("absent/kept.bak") : NULL;
	course->earlier.dirs = dirs;
	course->earlier.n_dirs = 1;
	course->earlier.also_owner = (uid_t)-1;
	course->earlier.resumed = resumed;
	course->earlier.n_resumed = b->unfinished && !b->is_forgetful ? 1 : 0;
	memset(&b->err, 0, sizeof b->err);
	memset(b->done, 0, sizeof b->done);
	b->n_asked = 0;
	fp_outcome_free(&b->outcome);
	b->ret = fp_course_run(course, &programmer, &io, &b->outcome, &b->err);
	ck_assert_int_eq(b->ret, -(int)b->err.code);
	note_outcome(b);
	return b->ret;
}

int job_bench_run(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		  uint32_t block)
{
	struct fp_course course = {
		.targets = targets, .n_targets = n, .block = block, .has_backup = !b->has_no_backup
	};

	return run_course(b, &course);
}

void job_bench_pass(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		    uint32_t block)
{
	ck_assert_msg(!job_bench_run(b, targets, n, block), "%s", b->err.text);
	ck_assert_uint_eq(b->report.written, b->report.differing);
}

struct fp_backup job_bench_backup(const struct job_bench *b, size_t i)
{
	struct fp_error err = { 0 };
	struct fp_backup backup;

	ck_assert_uint_lt(i, b->n_kept);
	ck_assert_msg(!fp_backup_load(b->kept[i], &backup, &err), "%s", err.text);
	return backup;
}

bool job_bench_has_record(const struct job_bench *b, size_t i)
{
	char name[512];

	snprintf(name, sizeof name, "%s" FP_RECORD_SUFFIX, b->kept[i]);
	return access(name, F_OK) == 0;
}

void job_bench_restore(struct job_bench *b)
{
	struct fp_backup backup = job_bench_backup(b, 0);
	struct fp_job_target *targets = calloc(backup.n_ranges, sizeof *targets);
	struct fp_course course = { .targets = targets,
				    .n_targets = backup.n_ranges,
				    .block = backup.erase_size,
				    .has_backup = true };

	ck_assert_ptr_nonnull(targets);
	for (size_t i = 0; i < backup.n_ranges; i++)
		targets[i] = (struct fp_job_target){ backup.ranges[i],
						     fp_backup_find(&backup, backup.ranges[i]) };
	ck_assert_msg(!run_course(b, &course), "%s", b->err.text);
	free(targets);
	fp_backup_free(&backup);
}
