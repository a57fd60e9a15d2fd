/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fake chip and the surroundings of a job: what the suites on running jobs share. */
#ifndef FP_JOB_BENCH_H
#define FP_JOB_BENCH_H

#include "fake-chip.h"
#include "job-run.h"

struct job_bench {
	struct fake_chip chip;
	uint8_t *before; /* the contents of the chip at the start */
	struct fp_job_io io;

	/* Settings. */
	bool has_failing_backup;
	uint64_t cancel_at; /* the n-th question is answered with yes */

	/* Results of the last run. */
	int ret;
	struct fp_error err;
	struct fp_job_report report;
	uint64_t n_asked; /* is it cancelled? */
	uint64_t done[2], total[2]; /* the last progress, by phase */

	/* What the backups saw, up to job_bench_reset(). */
	unsigned n_backups;
	uint64_t operations_before_backup; /* on the chip, before the last backup */
	struct fp_job_target *saved; /* of the first backup */
	size_t n_saved;
	uint8_t *saved_data;
};

/* A chip with random contents; the caller frees with job_bench_close(). */
void job_bench_open(struct job_bench *b, uint64_t size, uint32_t erase_size, uint32_t seed);
void job_bench_close(struct job_bench *b);

/* The contents of the start, a good chip, no backups. */
void job_bench_reset(struct job_bench *b);

/* Plans, reads, writes. Returns what fp_job_read() or fp_job_write() returned. */
int job_bench_run(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		  uint32_t block);

/* Asserts that a run succeeds. */
void job_bench_pass(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		    uint32_t block);

/* Brings back the first backup, and asserts that it works. */
void job_bench_restore(struct job_bench *b, uint32_t block);

#endif
