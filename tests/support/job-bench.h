/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fake chip and the surroundings of a job: what the suites on running jobs share. */
#ifndef FP_JOB_BENCH_H
#define FP_JOB_BENCH_H

#include "job/backup.h"
#include "support/fake-chip.h"
#include "job/run.h"

#define JOB_BACKUPS_MAX 16

/* A backup and its mark, as they would be on disk: both outlive a run that is cut. */
struct job_backup {
	struct fp_backup backup;
	bool is_unfinished;
	struct fp_range at; /* the last mark */
};

struct job_bench {
	struct fake_chip chip;
	uint8_t *before; /* the contents of the chip at the start */
	struct fp_job_io io;

	/* Settings. */
	bool has_failing_backup;
	uint64_t failing_mark; /* the n-th mark since job_bench_reset() fails */
	uint64_t cancel_at; /* the n-th question is answered with yes */

	/* Results of the last run. */
	int ret;
	struct fp_error err;
	struct fp_job_report report;
	uint64_t n_asked; /* is it cancelled? */
	uint64_t n_taken; /* bytes that came from backups of interrupted runs */
	uint64_t done[2], total[2]; /* the last progress, by phase */

	/* Up to job_bench_reset(). */
	unsigned n_backups; /* also those that failed */
	uint64_t operations_before_backup; /* on the chip, before the last backup */
	uint64_t n_marks;
	struct job_backup kept[JOB_BACKUPS_MAX]; /* oldest first */
	size_t n_kept;
};

/* A chip with random contents; the caller frees with job_bench_close(). */
void job_bench_open(struct job_bench *b, uint64_t size, uint32_t erase_size, uint32_t seed);
void job_bench_close(struct job_bench *b);

/* The contents of the start, a good chip, no backups. */
void job_bench_reset(struct job_bench *b);

/* Plans, reads, goes on after the runs before that were interrupted, writes. Returns what the first
 * function that failed returned, or 0. */
int job_bench_run(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		  uint32_t block);

/* Asserts that a run succeeds. */
void job_bench_pass(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		    uint32_t block);

/* Brings back the first backup, and asserts that it works. Its mark stays unless the job is
 * proven. */
void job_bench_restore(struct job_bench *b);

#endif
