// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan script: commands that write the selected partitions where flashplan itself is not: for
// U-Boot, for Linux on the device, for flashrom.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file-out.h"
#include "base/path.h"
#include "options.h"
#include "outcome.h"
#include "report.h"
#include "script-kinds.h"
#include "script/files.h"
#include "script/uboot.h"
#include "selection/contents.h"
#include "words.h"

/* The script itself: text, or the image that U-Boot's `source` takes. */
static int put_script(const struct script_job *job, const char *text, size_t n,
		      struct fp_error *err)
{
	uint8_t head[FP_SCRIPT_IMAGE_HEAD];
	struct fp_out *out = NULL;
	int code = fp_out_open(job->output, &out, err);

	if (code == 0 && script_is_image(job)) {
		fp_script_image_head(job->plan->name, text, n, head);
		code = fp_out_write(out, head, sizeof head, err);
	}
	if (code == 0)
		code = fp_out_write(out, text, n, err);
	if (code == 0)
		code = fp_out_commit(out, err);
	fp_out_close(out);
	return code;
}

static int copy_files(const struct script_job *job, struct fp_error *err)
{
	const char *const dir = job->o->dir;
	int code = 0;

	if (mkdir(dir, 0777) < 0 && errno != EEXIST)
		return fp_fail_errno(err, FP_REFUSED, "cannot make the directory %s", dir);
	for (size_t i = 0; i < job->script.n_files && code == 0; i++)
		code = fp_script_copy(&job->script.files[i], dir, err);
	return code;
}

/* What belongs beside the script, where nobody puts it there. */
static int note_files(const struct script_job *job, struct fp_error *err)
{
	for (size_t i = 0; i < job->script.n_files; i++) {
		const struct fp_script_file *const file = &job->script.files[i];

		if (!file->path) {
			fp_fail(err, FP_REFUSED,
				"the content of `%s` is in no file of its own: the script needs one",
				file->part->name);
			fp_hint(err, "-d DIR makes it, beside the script and the other files");
			return -FP_REFUSED;
		}
		if (strcmp(file->name, fp_path_last(file->path)) == 0)
			report_note("the script needs %s beside it", file->name);
		else
			report_note("the script needs %s beside it, under the name %s", file->path,
				    file->name);
	}
	return 0;
}

static int check_outputs(const struct script_job *job, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < job->plan->n_texts && code == 0; i++)
		code = fp_out_check(job->output, job->plan->texts[i].file, err);
	for (size_t i = 0; i < job->contents.n_items && code == 0; i++)
		code = fp_out_check(job->output, job->contents.items[i].file, err);
	return code;
}

static int write_script(struct script_job *job, struct fp_error *err)
{
	char *text = NULL;
	size_t n = 0;
	FILE *const out = open_memstream(&text, &n);
	int code;

	if (!out)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = job->kind->write(job, out, err);
	if (fclose(out) != 0 && code == 0)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = check_outputs(job, err);
	if (code == 0)
		code = job->o->dir ? copy_files(job, err) : note_files(job, err);
	/* Last: where it is there, so is all that it needs. */
	if (code == 0)
		code = put_script(job, text, n, err);
	free(text);
	return code;
}

/* What a script cannot do: read a structure, change it, and compute its checksum. */
static int refuse_amendments(const struct script_job *job, struct fp_error *err)
{
	const struct fp_amendment *const a = job->selection.amendments;

	if (!job->selection.n_amendments)
		return 0;
	fp_fail(err, FP_REFUSED,
		"`%s` in `%s` is this unit's, and a script cannot keep it in other content",
		a->changes->field->name, a->part->name);
	fp_hint(err, "leave `%s` out, or change it on the device; `write` keeps it", a->part->name);
	return -FP_REFUSED;
}

static int choose_output(struct script_job *job, struct fp_error *err)
{
	const struct options *const o = job->o;

	job->output = o->output ? o->output : "-";
	if (!o->output && o->dir)
		job->output = fp_arena_printf(job->plan->arena, "%s/%s", o->dir,
					      o->is_plain ? "boot.txt" : job->kind->own);
	if (!job->output)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (o->is_plain && script_is_image(job))
		return fp_fail(err, FP_USAGE,
			       "--plain is to be pasted line by line: as an image it would go on "
			       "after an error");
	return 0;
}

static void describe(const struct script_job *job)
{
	outcome_fact("kind", json_string(job->kind->name));
	if (strcmp(job->output, "-") != 0)
		outcome_fact("file", outcome_text(job->output));
	for (size_t i = 0; i < job->script.n_files; i++)
		outcome_fact_row("files",
				 json_pack("{s:s, s:s, s:I}", "name", job->script.files[i].name,
					   "partition", job->script.files[i].part->name, "size",
					   (json_int_t)(job->script.files[i].skip +
							job->script.files[i].length)));
	outcome_result("made", "made %s", job->output);
}

static int make_script(struct script_job *job, struct fp_error *err)
{
	const struct fp_source_dirs dirs = options_dirs(job->o);
	struct fp_plan *const plan = job->plan;
	int code = choose_output(job, err);

	if (code == 0 && strcmp(job->output, "-") == 0)
		code = outcome_give_stdout(job->o, err);
	if (code == 0)
		code = select_parts(job->o, plan, FP_FOR_WRITE, &job->selection, err);
	if (code == 0)
		code = refuse_amendments(job, err);
	if (code < 0)
		return code;
	code = fp_contents_load(&job->contents, plan, &job->selection, &dirs, err);
	if (code < 0) {
		hint_source(job->o, plan, err);
		return code;
	}
	code = fp_script_make(plan, &job->selection, &job->contents, fp_path_last(job->output),
			      plan->arena, &job->script, err);
	if (code == 0)
		code = write_script(job, err);
	if (code < 0)
		return code;
	note_left(&job->selection, "on the chip");
	describe(job);
	return 0;
}

int cmd_script(const struct options *o, struct fp_error *err)
{
	struct script_job job = { .o = o };
	int code = script_kind_find(o->args[0], &job.kind, err);

	if (code == 0 && !job.kind->is_uboot && (o->via || o->is_plain))
		code = fp_fail(err, FP_USAGE, "--via and --plain are for `script uboot`");
	if (code == 0)
		code = load_plan(o->args[1], &job.plan);
	if (code == 0)
		code = make_script(&job, err);
	fp_contents_free(&job.contents);
	fp_plan_free(job.plan);
	return code;
}
