// SPDX-License-Identifier: GPL-2.0-or-later
// The course of a job that changes a chip.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "job/journal.h"
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
	/* The good backup of a run that was interrupted stays, and this run's gets a name of its
	 * own. */
	const bool is_resumed = p->o->backup && unfinished_has(&p->unfinished, p->o->backup);
	char *prefix;
	int code;

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
	struct fp_protection protection;
	struct fp_range common;
	int code;

	if (!driver->get_protection) {
		report_note("whether the chip is write-protected cannot be told here");
		return 0;
	}
	code = driver->get_protection(p->programmer->ctx, &protection, err);
	if (code < 0)
		return code;
	common = find_protected(&p->job, protection.range);
	if (!common.size || p->o->has_unprotect)
		return 0;
	fp_fail(err, FP_REFUSED,
		"the chip write-protects 0x%" PRIx64 "+0x%" PRIx64
		", of which this job touches 0x%" PRIx64 "+0x%" PRIx64,
		protection.range.offset, protection.range.size, common.offset, common.size);
	fp_hint(err, "--unprotect lifts the protection for this job and brings it back after it");
	return -FP_REFUSED;
}

/* The larger of the plan's block and the programmer's, where that is known. */
static uint32_t block_size(const struct fp_chip *chip, uint32_t block)
{
	for (unsigned i = 0; i < chip->n_windows; i++)
		if (chip->window[i].erase_size > block)
			block = chip->window[i].erase_size;
	return block;
}

int programming_read(struct programming *p, const struct fp_job_target *targets, size_t n,
		     uint32_t block, struct fp_error *err)
{
	const struct fp_chip *const chip = &p->programmer->chip;
	const struct fp_job_io io = job_io(p);
	int code;

	p->rows = json_array();
	interrupt_catch();
	code = fp_job_plan(&p->job, targets, n, chip->size, block_size(chip, block), err);
	if (code == 0)
		code = check_protection(p, err);
	if (code == 0)
		code = fp_job_read(&p->job, p->programmer, &io, &p->report, err);
	progress_clear(&p->progress);
	if (code == 0)
		code = unfinished_find(&p->unfinished, p->name, p->o->backup, err);
	if (code == 0)
		code = unfinished_resume(&p->unfinished, &p->job, chip, err);
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

int programming_write(struct programming *p, struct fp_error *err)
{
	const struct fp_job_io io = job_io(p);
	int code;

	if (p->o->is_dry_run)
		return 0;
	code = fp_job_write(&p->job, p->programmer, &io, &p->report, err);
	progress_clear(&p->progress);
	if (code == 0 && p->backup)
		code = fp_journal_clear(p->backup, err);
	return code < 0 ? code : unfinished_settle(&p->unfinished, &p->job, err);
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
		json_object_set_new(object, "backup", result_text(p->backup));
	return object;
}

int programming_finish(struct programming *p, int code, struct fp_error *err)
{
	if (code == 0)
		code = result_print(describe(p), p->o->is_json, err);
	/* A plan with faults has said so itself, and left no error: code is what counts. */
	if (code == 0 || !p->report.is_issued)
		return code;
	err->code = FP_CHANGED;
	return -FP_CHANGED;
}

void programming_free(struct programming *p)
{
	unfinished_free(&p->unfinished);
	free(p->backup);
	json_decref(p->rows);
	fp_job_free(&p->job);
}
