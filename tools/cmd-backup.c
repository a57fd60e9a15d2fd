// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan backup: the whole chip into a file, read more than once.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "base/bytes.h"
#include "guess.h"
#include "interrupt.h"
#include "base/file-out.h"
#include "base/file.h"
#include "job/agree.h"
#include "outcome.h"
#include "own-table.h"
#include "progress.h"
#include "report.h"
#include "session.h"
#include "say.h"

#define PASSES	   8 /* how often a block is read at most, where --passes does not say */
#define PASSES_MAX 64

/* What the callbacks know. */
struct reading {
	const struct options *o;
	struct progress progress;
};

static void show_progress(void *ctx, enum fp_phase phase, uint64_t done, uint64_t total)
{
	struct reading *const r = ctx;

	progress_phase(&r->progress, phase, done, total);
}

static void estimate(void *ctx, uint64_t bytes, unsigned seconds)
{
	struct reading *const r = ctx;

	progress_clear(&r->progress);
	guess_note_slow(r->o, bytes, seconds);
}

/* What most readings say is better than nothing; its name says that it is no backup. */
static void keep_partial(const struct options *o, const uint8_t *data, size_t size)
{
	char *const path = fp_file_beside(o->output, ".partial");
	struct fp_error err = { 0 };

	if (path && fp_file_replace(path, data, size, &err) == 0) {
		report_note("what most readings say is kept in %s", path);
		outcome_fact("partial", outcome_text(path));
	} else {
		report_note("what was read is not kept: %s", path ? err.text : "out of memory");
	}
	free(path);
}

static int refuse_doubtful(const struct options *o, const struct fp_agreement *a,
			   const uint8_t *data, size_t size, struct fp_error *err)
{
	const char *const why = fp_contrast_why(&a->contrast);

	for (size_t i = 0; i < a->n_doubtful && i < FP_AGREE_PLACES; i++) {
		say(stderr, "differs: 0x%" PRIx64 "+0x%" PRIx64 "%s\n", a->place[i].offset,
		    a->place[i].size,
		    i + 1 == FP_AGREE_PLACES && a->n_doubtful > FP_AGREE_PLACES ? " and others"
										: "");
		outcome_row("doubtful",
			    json_pack("{s:I, s:I}", "offset", (json_int_t)a->place[i].offset,
				      "size", (json_int_t)a->place[i].size));
	}
	keep_partial(o, data, size);
	fp_fail(err, FP_CHIP, "no two readings agree in %" PRIu64 " block%s of 64K%s%s",
		a->n_doubtful, a->n_doubtful == 1 ? "" : "s", why ? ": " : "", why ? why : "");
	fp_hint(err, "%s", fp_contact_hint);
	return -FP_CHIP;
}

/* Every partition, as `write --all` would touch it. */
static int note_table(const struct options *o, const struct fp_plan *plan,
		      const struct fp_work *work, struct fp_error *err)
{
	struct fp_item *items = plan ? calloc(plan->n_parts, sizeof *items) : NULL;
	const struct own_table own = {
		.o = o, .plan = plan, .items = items, .n_items = items ? plan->n_parts : 0
	};
	int code = 0;

	for (size_t i = 0; i < own.n_items; i++)
		items[i] = (struct fp_item){ .name = plan->parts[i].name,
					     .range = plan->parts[i].range };
	if (items)
		code = own_table_note(&own, work, err);
	free(items);
	return code;
}

static int read_chip(const struct options *o, const struct fp_plan *plan,
		     const struct fp_programmer *programmer, uint8_t *data, struct fp_error *err)
{
	const size_t size = (size_t)programmer->chip.size;
	const unsigned passes = o->passes ? o->passes : PASSES;
	struct reading r = { .o = o };
	const struct fp_job_io io = { &r, show_progress, is_interrupted, estimate };
	struct fp_job_report report = { 0 };
	const struct fp_work work = { programmer, &io, &report };
	struct fp_agreement agreement = { 0 };
	struct fp_guess guess;
	char *bytes;
	int code = guess_load(o, &guess, &bytes, err);

	if (code == 0)
		code = note_table(o, plan, &work, err);
	if (code == 0)
		code = fp_agree(&work, &guess, passes < PASSES_MAX ? passes : PASSES_MAX, data,
				&agreement, err);
	free(bytes);
	progress_clear(&r.progress);
	outcome_fact("bytes", json_pack("{s:I}", "read", (json_int_t)agreement.read));
	if (code == 0 && agreement.n_doubtful)
		code = refuse_doubtful(o, &agreement, data, size, err);
	if (code == 0 && agreement.blocks)
		report_note(
			"%" PRIu64
			" block%s of 64K read differently at first, and again until two readings agreed",
			agreement.blocks, agreement.blocks == 1 ? "" : "s");
	if (code == 0 && fp_is_filled(data, size, 0x00))
		report_note("the chip holds 0x00 everywhere");
	if (code == 0 && fp_is_filled(data, size, 0xff))
		report_note("the chip is blank: 0xff everywhere");
	return code;
}

static int save(const struct options *o, const struct fp_plan *plan, const struct fp_chip *chip,
		const uint8_t *data, struct fp_error *err)
{
	const struct fp_range whole = { 0, chip->size };
	struct fp_backup backup = { .chip_size = chip->size,
				    .erase_size = plan ? plan->erase_size : 65536,
				    .is_chip = true,
				    .parts = plan ? list_parts(plan) : NULL,
				    .ranges = &whole,
				    .n_ranges = 1,
				    .data = data,
				    .size = (size_t)chip->size };

	backup.n_parts = backup.parts ? plan->n_parts : 0;
	memcpy(backup.chip_name, chip->name, sizeof backup.chip_name);
	memcpy(backup.chip_id, chip->id, sizeof backup.chip_id);
	if (plan)
		snprintf(backup.plan, sizeof backup.plan, "%s", plan->name);
	return fp_backup_create(o->output, &backup, err);
}

static int back_up(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	struct fp_programmer programmer = { 0 };
	int code = open_programmer(o, plan, &programmer, err);
	const struct fp_chip chip = programmer.chip;
	uint8_t *data = NULL;

	if (code < 0)
		return code;
	interrupt_catch();
	if (chip.size <= SIZE_MAX / 2)
		data = malloc((size_t)chip.size);
	if (!data)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = read_chip(o, plan, &programmer, data, err);
	code = close_programmer(o, &programmer, code, err);
	if (code == 0)
		code = save(o, plan, &chip, data, err);
	free(data);
	if (code == 0) {
		outcome_backup(o->output, NULL);
		outcome_result("made", "made %s", o->output);
	}
	return code;
}

static void hint_name(const struct options *o, struct fp_error *err)
{
	char *name = again_free_name(o->output);

	if (name)
		fp_hint(err, "a backup is never replaced: name another, such as -o %s", name);
	free(name);
}

int cmd_backup(const struct options *o, struct fp_error *err)
{
	struct fp_plan *plan = NULL;
	int code = 0;

	if (!o->output)
		return fp_fail(err, FP_USAGE, "backup: where to? Name the file with -o FILE");
	if (strcmp(o->output, "-") == 0)
		return fp_fail(
			err, FP_USAGE,
			"backup: -o -: it is two files, FILE and FILE.json, and none of them standard output");
	if (o->n_args)
		code = load_plan(o->args[0], &plan);
	/* Reading a chip takes minutes. */
	if (code == 0)
		code = fp_backup_check(o->output, err);
	if (code < 0 && err->reason == FP_REASON_EXISTS)
		hint_name(o, err);
	if (code == 0)
		code = back_up(o, plan, err);
	fp_plan_free(plan);
	return code;
}
