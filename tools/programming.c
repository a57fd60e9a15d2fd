// SPDX-License-Identifier: GPL-2.0-or-later
// The course of a job that changes a chip.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "journal.h"
#include "number.h"
#include "programming.h"
#include "report.h"
#include "result.h"

static void show_progress(void *ctx, enum fp_phase phase, uint64_t done, uint64_t total)
{
	struct programming *const p = ctx;

	progress_show(&p->progress, phase == FP_PHASE_READ ? "reading" : "writing", done, total);
}

static bool is_cancelled(void *ctx)
{
	(void)ctx;
	return is_interrupted();
}

/* PLAN-DATE, in the current directory. The caller frees; NULL when out of memory. */
static char *dated_prefix(const char *name)
{
	const time_t now = time(NULL);
	const size_t size = strlen(name) + 16;
	char *prefix = malloc(size), date[16] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(date, sizeof date, "%Y-%m-%d", &tm);
	if (prefix)
		snprintf(prefix, size, "%s-%s", name, date);
	return prefix;
}

static int create_backup(struct programming *p, const struct fp_backup *backup,
			 struct fp_error *err)
{
	bool is_resumed = false;
	char *prefix;
	int code;

	/* The good backup of a run that was interrupted stays, and this run's gets a name of its
	 * own. */
	for (size_t i = 0; p->o->backup && i < p->n_unfinished; i++)
		is_resumed |= strcmp(p->unfinished[i], p->o->backup) == 0;
	if (p->o->backup && !is_resumed) {
		code = fp_backup_create(p->o->backup, backup, err);
		p->backup = code == 0 ? strdup(p->o->backup) : NULL;
	} else {
		prefix = is_resumed ? strdup(p->o->backup) : dated_prefix(p->name);
		code = prefix ? fp_backup_create_next(prefix, backup, &p->backup, err) : 0;
		free(prefix);
	}
	if (code == 0 && !p->backup)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	return code;
}

static int save_backup(void *ctx, const struct fp_job *job, struct fp_error *err)
{
	struct programming *const p = ctx;
	const struct fp_chip *const chip = &p->programmer->chip;
	struct fp_range *ranges = malloc((job->n_runs + 1) * sizeof *ranges);
	struct fp_backup backup = { .chip_size = chip->size,
				    .erase_size = job->block,
				    .parts = p->parts,
				    .n_parts = p->n_parts,
				    .ranges = ranges,
				    .n_ranges = job->n_runs,
				    .data = job->old,
				    .size = job->size };
	int code;

	if (!ranges)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < job->n_runs; i++)
		ranges[i] = job->runs[i].range;
	snprintf(backup.chip_name, sizeof backup.chip_name, "%s", chip->name);
	snprintf(backup.chip_id, sizeof backup.chip_id, "%s", chip->id);
	snprintf(backup.plan, sizeof backup.plan, "%s", p->name);
	progress_clear(&p->progress);
	code = create_backup(p, &backup, err);
	if (code == 0)
		code = fp_journal_mark(p->backup, (struct fp_range){ 0, 0 }, err);
	if (code == 0)
		fprintf(stderr, "backup of the touched blocks: %s\n", p->backup);
	free(ranges);
	return code;
}

static int mark(void *ctx, struct fp_range range, struct fp_error *err)
{
	struct programming *const p = ctx;

	return fp_journal_mark(p->backup, range, err);
}

static struct fp_job_io job_io(struct programming *p)
{
	const bool has_backup = !p->o->has_no_backup;

	return (struct fp_job_io){ .ctx = p,
				   .progress = show_progress,
				   .is_cancelled = is_cancelled,
				   .backup = has_backup ? save_backup : NULL,
				   .mark = has_backup ? mark : NULL };
}

static int add_unfinished(struct programming *p, char *path, struct fp_error *err)
{
	char **more = NULL;

	for (size_t i = 0; i < p->n_unfinished; i++)
		if (strcmp(p->unfinished[i], path) == 0)
			return 0;
	more = realloc(p->unfinished, (p->n_unfinished + 1) * sizeof *more);
	if (!more)
		return fp_fail(err, FP_REFUSED, "out of memory");
	p->unfinished = more;
	more[p->n_unfinished] = strdup(path);
	if (!more[p->n_unfinished])
		return fp_fail(err, FP_REFUSED, "out of memory");
	p->n_unfinished++;
	return 0;
}

/* Backups that have a mark: of this plan in the current directory, and those that --backup names or
 * that were taken in its place. */
static int find_unfinished(struct programming *p, struct fp_error *err)
{
	const char *const prefixes[] = { p->name, p->o->backup };
	int code = 0;

	for (size_t k = 0; k < 2 && prefixes[k] && code == 0; k++) {
		char **paths;
		size_t n;

		code = fp_journal_find(prefixes[k], &paths, &n, err);
		for (size_t i = 0; i < n; i++) {
			if (code == 0)
				code = add_unfinished(p, paths[i], err);
			free(paths[i]);
		}
		free(paths);
	}
	return code;
}

static bool is_same_chip(const struct fp_backup *backup, const struct fp_chip *chip)
{
	return backup->chip_size == chip->size && strcmp(backup->chip_id, chip->id) == 0;
}

/* older: the n_older marks that were gone on from so far; one more is added. */
static int resume_from(struct programming *p, const char *path, struct fp_range *older,
		       size_t *n_older, struct fp_error *err)
{
	struct fp_backup backup = { 0 };
	struct fp_range at;
	uint64_t taken = 0;
	bool is_there;
	int code = fp_journal_read(path, &is_there, &at, err);

	if (code < 0 || !is_there || !at.size)
		return code;
	code = fp_backup_load(path, &backup, err);
	if (code == 0 && is_same_chip(&backup, &p->programmer->chip)) {
		code = fp_journal_resume(&p->job, &backup, at, older, *n_older, &taken, err);
		older[(*n_older)++] = at;
	}
	if (taken)
		report_note("an earlier run was interrupted at 0x%" PRIx64 ": %" PRIu64
			    " bytes beside the selection come from its backup %s",
			    at.offset, taken, path);
	fp_backup_free(&backup);
	return code;
}

static int resume(struct programming *p, struct fp_error *err)
{
	int code = find_unfinished(p, err);
	struct fp_range *older = malloc((p->n_unfinished + 1) * sizeof *older);
	size_t n = 0;

	if (code == 0 && !older)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < p->n_unfinished && code == 0; i++)
		code = resume_from(p, p->unfinished[i], older, &n, err);
	free(older);
	return code;
}

/* The first touched range that the chip protects; size 0 if there is none. */
static struct fp_range find_protected(const struct fp_job *job, struct fp_range protection)
{
	struct fp_range common = { 0, 0 };

	for (size_t i = 0; i < job->n_runs && !common.size; i++)
		common = fp_range_intersect(job->runs[i].range, protection);
	return common;
}

/* The programmer lifts the protection for the job and brings it back: here is decided whether it
 * may. */
static int check_protection(struct programming *p, struct fp_error *err)
{
	const struct fp_driver *const driver = p->programmer->driver;
	struct fp_range protection, common;
	int code;

	if (!driver->get_protection) {
		report_note("whether the chip is write-protected cannot be told here");
		return 0;
	}
	code = driver->get_protection(p->programmer->ctx, &protection, err);
	if (code < 0)
		return code;
	common = find_protected(&p->job, protection);
	if (!common.size || p->o->has_unprotect)
		return 0;
	fp_fail(err, FP_REFUSED,
		"the chip write-protects 0x%" PRIx64 "+0x%" PRIx64
		", of which this job touches 0x%" PRIx64 "+0x%" PRIx64,
		protection.offset, protection.size, common.offset, common.size);
	fp_hint(err, "--unprotect lifts the protection for this job and brings it back after it");
	return -FP_REFUSED;
}

int programming_read(struct programming *p, const struct fp_job_target *targets, size_t n,
		     uint32_t block, struct fp_error *err)
{
	const struct fp_job_io io = job_io(p);
	int code;

	p->rows = json_array();
	interrupt_catch();
	code = fp_job_plan(&p->job, targets, n, p->programmer->chip.size, block, err);
	if (code == 0)
		code = check_protection(p, err);
	if (code == 0)
		code = fp_job_read(&p->job, p->programmer, &io, &p->report, err);
	progress_clear(&p->progress);
	if (code == 0)
		code = resume(p, err);
	if (code == 0)
		p->report.differing = fp_job_count_dirty(&p->job);
	return code;
}

/* Blocks of the job that the range reaches into, and how many of them differ. */
static void count_blocks(const struct fp_job *job, struct fp_range range, uint64_t *blocks,
			 uint64_t *differing)
{
	const struct fp_range wide = fp_range_widen(range, job->block);
	struct fp_range dirty;
	uint64_t from = wide.offset;

	*blocks = wide.size / job->block;
	*differing = 0;
	while (fp_job_next_dirty(job, &from, &dirty) && dirty.offset < fp_range_end(wide))
		*differing += fp_range_intersect(dirty, wide).size / job->block;
}

bool programming_announce(struct programming *p, const char *name, struct fp_range range)
{
	uint64_t blocks, differing;

	count_blocks(&p->job, range, &blocks, &differing);
	fprintf(stderr, "%s (0x%" PRIx64 "+0x%" PRIx64 "): ", name, range.offset, range.size);
	if (differing)
		fprintf(stderr, "%" PRIu64 " of %" PRIu64 " blocks are erased and written\n",
			differing, blocks);
	else
		fprintf(stderr, "already so\n");
	json_array_append_new(p->rows,
			      json_pack("{s:s, s:I, s:I, s:I, s:I}", "partition", name, "offset",
					(json_int_t)range.offset, "size", (json_int_t)range.size,
					"blocks", (json_int_t)blocks, "differing",
					(json_int_t)differing));
	return differing;
}

static bool is_touched(const struct fp_job *job, struct fp_range range)
{
	for (size_t i = 0; i < job->n_runs; i++)
		if (fp_range_contains(job->runs[i].range, range))
			return true;
	return false;
}

/* The job is proven: nothing of it, or of earlier runs of it, is left to go on with. A mark that
 * lies outside of what this job touched stays. */
static int settle(struct programming *p, struct fp_error *err)
{
	int code = p->backup ? fp_journal_clear(p->backup, err) : 0;

	for (size_t i = 0; i < p->n_unfinished && code == 0; i++) {
		struct fp_range at;
		bool is_there;

		code = fp_journal_read(p->unfinished[i], &is_there, &at, err);
		if (code == 0 && (!at.size || is_touched(&p->job, at)))
			code = fp_journal_clear(p->unfinished[i], err);
	}
	return code;
}

int programming_write(struct programming *p, struct fp_error *err)
{
	const struct fp_job_io io = job_io(p);
	int code;

	if (p->o->is_dry_run)
		return 0;
	code = fp_job_write(&p->job, p->programmer, &io, &p->report, err);
	progress_clear(&p->progress);
	return code < 0 ? code : settle(p, err);
}

static json_t *describe(const struct programming *p)
{
	const char *result = "written and read back";
	json_t *object;

	if (!p->report.differing)
		result = "nothing to do: the chip holds it already";
	else if (p->o->is_dry_run)
		result = "dry run: nothing was changed";
	object = json_pack("{s:O, s:I, s:s}", "partitions", p->rows, "written",
			   (json_int_t)p->report.written, "result", result);
	if (object && p->backup)
		json_object_set_new(object, "backup", json_string(p->backup));
	return object;
}

int programming_finish(struct programming *p, int code, struct fp_error *err)
{
	if (code < 0 && p->report.is_issued)
		err->code = FP_CHANGED;
	/* A plan with faults has said so itself, and left no error. */
	if (code < 0)
		return p->report.is_issued ? -FP_CHANGED : code;
	return result_print(describe(p), p->o->is_json, err);
}

void programming_free(struct programming *p)
{
	for (size_t i = 0; i < p->n_unfinished; i++)
		free(p->unfinished[i]);
	free(p->unfinished);
	free(p->backup);
	json_decref(p->rows);
	fp_job_free(&p->job);
}
