// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan write: the selected partitions onto the chip, and nothing else.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "interrupt.h"
#include "job-run.h"
#include "progress.h"
#include "report.h"
#include "result.h"
#include "safekeeping.h"
#include "session.h"

struct writing {
	const struct options *o;
	struct session s;
	struct fp_job job;
	struct fp_job_report report;
	struct progress progress;
	char *backup; /* its path; NULL: none was taken */
	json_t *rows;
};

static void show_progress(void *ctx, enum fp_phase phase, uint64_t done, uint64_t total)
{
	struct writing *const w = ctx;

	progress_show(&w->progress, phase == FP_PHASE_READ ? "reading" : "writing", done, total);
}

static bool is_cancelled(void *ctx)
{
	(void)ctx;
	return is_interrupted();
}

static int save_backup(void *ctx, const struct fp_job *job, struct fp_error *err)
{
	struct writing *const w = ctx;

	progress_clear(&w->progress);
	return safekeeping_save(w->o, w->s.plan, &w->s.programmer.chip, job, &w->backup, err);
}

/* A job's block is the larger of the plan's and the programmer's, where that is known. */
static uint32_t block_size(const struct session *s)
{
	const struct fp_chip *const chip = &s->programmer.chip;
	uint32_t block = s->plan->erase_size;

	for (unsigned i = 0; i < chip->n_windows; i++)
		if (chip->window[i].erase_size > block)
			block = chip->window[i].erase_size;
	return block;
}

/* Blocks of the job that the partition reaches into, and how many of them differ. */
static void count_blocks(const struct fp_job *job, struct fp_range part, uint64_t *blocks,
			 uint64_t *differing)
{
	const struct fp_range wide = fp_range_widen(part, job->block);
	struct fp_range dirty;
	uint64_t from = wide.offset;

	*blocks = wide.size / job->block;
	*differing = 0;
	while (fp_job_next_dirty(job, &from, &dirty) && dirty.offset < fp_range_end(wide))
		*differing += fp_range_intersect(dirty, wide).size / job->block;
}

/* What will be erased and written, before it happens. */
static void announce(struct writing *w)
{
	const struct session *const s = &w->s;

	for (size_t i = 0; i < s->selection.n; i++) {
		const struct fp_partition *const part = s->selection.items[i].part;
		const uint64_t end = s->contents.items[i].end;
		uint64_t blocks, differing;

		count_blocks(&w->job, part->range, &blocks, &differing);
		fprintf(stderr, "%s (0x%" PRIx64 "+0x%" PRIx64 "): ", part->name,
			part->range.offset, part->range.size);
		if (differing)
			fprintf(stderr,
				"%" PRIu64 " of %" PRIu64 " blocks are erased and written\n",
				differing, blocks);
		else
			fprintf(stderr, "already so\n");
		if (differing && end < part->range.size)
			fprintf(stderr,
				"  the content has 0x%" PRIx64 " bytes; the rest of `%s` becomes "
				"erased\n",
				end, part->name);
		json_array_append_new(
			w->rows, json_pack("{s:s, s:I, s:I, s:I, s:I}", "partition", part->name,
					   "offset", (json_int_t)part->range.offset, "size",
					   (json_int_t)part->range.size, "blocks",
					   (json_int_t)blocks, "differing", (json_int_t)differing));
	}
	session_note_left(s);
}

static int run_job(struct writing *w, struct fp_error *err)
{
	const struct fp_job_io io = {
		.ctx = w,
		.progress = show_progress,
		.is_cancelled = is_cancelled,
		.backup = w->o->has_no_backup ? NULL : save_backup,
	};
	const struct session *const s = &w->s;
	int code = fp_job_plan(&w->job, s->contents.targets, s->contents.n_targets,
			       s->programmer.chip.size, block_size(s), err);

	if (code == 0)
		code = fp_job_read(&w->job, &s->programmer, &io, &w->report, err);
	progress_clear(&w->progress);
	if (code < 0)
		return code;
	announce(w);
	if (!w->o->is_dry_run)
		code = fp_job_write(&w->job, &s->programmer, &io, &w->report, err);
	progress_clear(&w->progress);
	return code;
}

static json_t *describe(const struct writing *w)
{
	const char *result = "written and read back";
	json_t *object;

	if (!w->report.differing)
		result = "nothing to do: the chip holds it already";
	else if (w->o->is_dry_run)
		result = "dry run: nothing was changed";
	object = json_pack("{s:O, s:I, s:s}", "partitions", w->rows, "written",
			   (json_int_t)w->report.written, "result", result);
	if (object && w->backup)
		json_object_set_new(object, "backup", json_string(w->backup));
	return object;
}

int cmd_write(const struct options *o, struct fp_error *err)
{
	struct writing w = { .o = o, .rows = json_array() };
	int code = session_open(&w.s, o, err);

	if (code == 0) {
		interrupt_catch();
		code = run_job(&w, err);
	}
	code = session_close(&w.s, code, err);
	if (code < 0 && w.report.is_issued)
		err->code = FP_CHANGED;
	if (code == 0)
		code = result_print(describe(&w), o->is_json, err);
	fp_job_free(&w.job);
	free(w.backup);
	json_decref(w.rows);
	return code < 0 ? -(int)err->code : 0;
}
