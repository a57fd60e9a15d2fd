/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fake chip and the surroundings of a job: what the suites on running jobs share. Backups and
 * records are files in test_dir(). */
#ifndef FP_JOB_BENCH_H
#define FP_JOB_BENCH_H

#include "job/course.h"
#include "support/fake-chip.h"

#define JOB_BACKUPS_MAX 16

struct job_bench {
	struct fake_chip chip;
	uint8_t *before; /* the contents of the chip at the start */

	/* Settings. */
	bool has_no_backup, has_failing_backup;
	bool is_forgetful; /* does not go on with what was interrupted */
	struct fp_guess guess;
	uint64_t cancel_at; /* the n-th question is answered with yes */

	/* Results of the last run. */
	int ret;
	struct fp_error err;
	struct fp_outcome outcome;
	struct fp_job_report report;
	uint64_t n_asked; /* is it cancelled? */
	uint64_t n_taken; /* bytes that came from backups of interrupted runs */
	uint64_t done[FP_PHASES], total[FP_PHASES]; /* the last progress, by phase */

	/* Up to job_bench_reset(). */
	unsigned n_backups;
	uint64_t operations_before_backup; /* on the chip, before the last backup */
	char *kept[JOB_BACKUPS_MAX]; /* paths of the backups, n_kept, oldest first */
	size_t n_kept;
	char *unfinished; /* the backup of a job whose record is open; NULL: none is */
	unsigned n_prefixes;
};

/* A chip with random contents; the caller frees with job_bench_close(). */
void job_bench_open(struct job_bench *b, uint64_t size, uint32_t erase_size, uint32_t seed);
void job_bench_close(struct job_bench *b);

/* The contents of the start, a good chip, no backups. */
void job_bench_reset(struct job_bench *b);

/* Runs the whole course, and goes on after the run before if that was interrupted. */
int job_bench_run(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		  uint32_t block);

/* Asserts that a run succeeds. */
void job_bench_pass(struct job_bench *b, const struct fp_job_target *targets, size_t n,
		    uint32_t block);

/* Brings back the first backup, and asserts that it works. */
void job_bench_restore(struct job_bench *b);

/* The bytes of the i-th backup; freed with fp_backup_free(). */
struct fp_backup job_bench_backup(const struct job_bench *b, size_t i);

/* Is the record of the i-th backup there? */
bool job_bench_has_record(const struct job_bench *b, size_t i);

#endif
