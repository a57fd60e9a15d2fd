// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan script: commands that write the selected partitions where flashplan itself is not: for
// U-Boot, for Linux on the device, for flashrom.

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file-out.h"
#include "base/nearest.h"
#include "base/path.h"
#include "options.h"
#include "plan/uboot.h"
#include "report.h"
#include "script/files.h"
#include "script/flashrom.h"
#include "script/mtd.h"
#include "script/uboot.h"
#include "selection/contents.h"

struct job {
	const struct options *o;
	const struct kind *kind;
	struct fp_plan *plan;
	struct fp_selection selection;
	struct fp_contents contents;
	struct fp_script script;
	const char *output; /* where the script goes */
};

struct kind {
	const char *name;
	const char *own; /* the script's name in the directory of -d */
	int (*write)(struct job *job, FILE *out, struct fp_error *err);
	bool has_image; /* names of images of U-Boot's mean one */
};

/* --via over the plan; of an interface without a place, the plan's place or the first. */
static int choose_media(const struct job *job, const char **media, struct fp_error *err)
{
	const char *const via = job->o->via;
	const char *const own = job->plan->uboot.media;
	const size_t n = via ? strlen(via) : 0;

	*media = own ? own : "mmc 0:1";
	if (!via || (own && strncmp(own, via, n) == 0 && (own[n] == ' ' || !own[n])))
		return 0;
	if (strcmp(via, "mmc") == 0)
		*media = "mmc 0:1";
	else if (strcmp(via, "usb") == 0)
		*media = "usb 0:1";
	else if (fp_uboot_media_is_valid(via))
		*media = via;
	else
		return fp_fail(
			err, FP_USAGE,
			"--via %s: expected mmc, usb or tftp, or a place such as \"mmc 0:1\"", via);
	return 0;
}

static int write_uboot(struct job *job, FILE *out, struct fp_error *err)
{
	struct fp_script_uboot how = { .load_address = job->plan->uboot.load_address,
				       .is_plain = job->o->is_plain };
	uint64_t end = 0;
	int code = choose_media(job, &how.media, err);

	if (code == 0 && !how.load_address) {
		code = fp_fail(err, FP_REFUSED, "the plan %s says no load address for U-Boot",
			       job->plan->name);
		fp_hint(err,
			"a plan that extends it does: { \"flashplan\": 1, \"extends\": \"%s\", "
			"\"uboot\": { \"load-address\": \"0x80600000\" } }; U-Boot shows it as "
			"`loadaddr`",
			job->o->args[1]);
	}
	if (code == 0)
		code = fp_script_uboot_write(&job->script, &how, out, &end, err);
	if (code == 0)
		report_note("U-Boot needs RAM from 0x%" PRIx64 " to 0x%" PRIx64, how.load_address,
			    end - 1);
	return code;
}

static int write_mtd(struct job *job, FILE *out, struct fp_error *err)
{
	return fp_script_mtd_write(&job->script, out, err);
}

static int write_flashrom(struct job *job, FILE *out, struct fp_error *err)
{
	struct fp_script regions;
	int code = fp_script_flashrom_split(&job->script, job->plan->arena, &regions, err);

	if (code < 0)
		return code;
	job->script = regions;
	return fp_script_flashrom_write(&job->script, out, err);
}

static const struct kind kinds[] = {
	{ "uboot", "boot.scr", write_uboot, true },
	{ "mtd", "restore.sh", write_mtd, false },
	{ "flashrom", "flashrom.sh", write_flashrom, false },
	{ 0 },
};

static int find_kind(const char *name, const struct kind **kind, struct fp_error *err)
{
	struct fp_nearest nearest = { 0 };

	for (*kind = kinds; (*kind)->name; (*kind)++) {
		if (strcmp((*kind)->name, name) == 0)
			return 0;
		fp_nearest_offer(&nearest, name, (*kind)->name);
	}
	fp_fail(err, FP_USAGE, "script %s: expected uboot, mtd or flashrom", name);
	if (nearest.best)
		fp_hint(err, "did you mean `%s`?", nearest.best);
	return -FP_USAGE;
}

static bool has_suffix(const char *text, const char *suffix)
{
	const size_t n = strlen(text), m = strlen(suffix);

	return n >= m && strcmp(text + n - m, suffix) == 0;
}

static bool is_image(const struct job *job)
{
	return job->kind->has_image &&
	       (has_suffix(job->output, ".scr") || has_suffix(job->output, ".uimg"));
}

/* The script itself: text, or the image that U-Boot's `source` takes. */
static int put_script(const struct job *job, const char *text, size_t n, struct fp_error *err)
{
	uint8_t head[FP_SCRIPT_IMAGE_HEAD];
	struct fp_out *out = NULL;
	int code = fp_out_open(job->output, &out, err);

	if (code == 0 && is_image(job)) {
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

static int copy_files(const struct job *job, struct fp_error *err)
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
static int note_files(const struct job *job, struct fp_error *err)
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

static int check_outputs(const struct job *job, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < job->plan->n_texts && code == 0; i++)
		code = fp_out_check(job->output, job->plan->texts[i].file, err);
	for (size_t i = 0; i < job->contents.n_items && code == 0; i++)
		code = fp_out_check(job->output, job->contents.items[i].file, err);
	return code;
}

static int write_script(struct job *job, struct fp_error *err)
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

static int choose_output(struct job *job, struct fp_error *err)
{
	const struct options *const o = job->o;

	job->output = o->output ? o->output : "-";
	if (!o->output && o->dir)
		job->output = fp_arena_printf(job->plan->arena, "%s/%s", o->dir,
					      o->is_plain ? "boot.txt" : job->kind->own);
	if (!job->output)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (o->is_plain && is_image(job))
		return fp_fail(err, FP_USAGE,
			       "--plain is to be pasted line by line: as an image it would go on "
			       "after an error");
	return 0;
}

static int make_script(struct job *job, struct fp_error *err)
{
	const struct fp_request request = options_request(job->o, FP_FOR_CHIP);
	const struct fp_source_dirs dirs = options_dirs(job->o);
	struct fp_plan *const plan = job->plan;
	int code = choose_output(job, err);

	if (code == 0)
		code = fp_select(plan, &request, plan->arena, &job->selection, err);
	if (code == 0)
		code = fp_contents_load(&job->contents, plan, &job->selection, &dirs, err);
	if (code == 0)
		code = fp_script_make(plan, &job->selection, &job->contents,
				      fp_path_last(job->output), plan->arena, &job->script, err);
	if (code == 0)
		code = write_script(job, err);
	return code;
}

int cmd_script(const struct options *o, struct fp_error *err)
{
	struct job job = { .o = o };
	int code = find_kind(o->args[0], &job.kind, err);

	if (code == 0 && !job.kind->has_image && (o->via || o->is_plain))
		code = fp_fail(err, FP_USAGE, "--via and --plain are for `script uboot`");
	if (code == 0)
		code = load_plan(o->args[1], &job.plan);
	if (code == 0)
		code = make_script(&job, err);
	fp_contents_free(&job.contents);
	fp_plan_free(job.plan);
	return code;
}
