// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts for U-Boot, for Linux on the device, for flashrom: what the options and the plan say of
// each.

#include <inttypes.h>
#include <string.h>

#include "base/nearest.h"
#include "base/path.h"
#include "plan/uboot.h"
#include "report.h"
#include "script-kinds.h"
#include "script/flashrom.h"
#include "script/mtd.h"
#include "script/uboot.h"

static bool has_suffix(const char *text, const char *suffix)
{
	const size_t n = strlen(text), m = strlen(suffix);

	return n >= m && strcmp(text + n - m, suffix) == 0;
}

bool script_is_image(const struct script_job *job)
{
	return job->kind->is_uboot &&
	       (has_suffix(job->output, ".scr") || has_suffix(job->output, ".uimg"));
}

/* --via over the plan; of an interface without a place, the plan's place or the first. */
static int choose_media(const struct script_job *job, const char **media, struct fp_error *err)
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

/* What the user must know before the script runs. */
static void note_uboot(const struct script_job *job, const struct fp_script_uboot *how,
		       const struct fp_script_uboot_needs *needs)
{
	report_note("U-Boot needs RAM from 0x%" PRIx64 " to 0x%" PRIx64, how->load_address,
		    needs->ram_end - 1);
	if (needs->n_shared)
		report_note(
			"%zu erase block%s also other bytes: a power cut while it is written loses them",
			needs->n_shared, needs->n_shared == 1 ? " holds" : "s hold");
	if (!script_is_image(job))
		return;
	report_note("where U-Boot does not run it by itself: %s%s 0x%" PRIx64
		    " %s; source 0x%" PRIx64,
		    strcmp(how->media, "tftp") == 0 ? "tftpboot" : "fatload ",
		    strcmp(how->media, "tftp") == 0 ? "" : how->media, how->load_address,
		    fp_path_last(job->output), how->load_address);
}

static int write_uboot(struct script_job *job, FILE *out, struct fp_error *err)
{
	struct fp_script_uboot how = { .load_address = job->plan->uboot.load_address,
				       .is_plain = job->o->is_plain };
	struct fp_script_uboot_needs needs;
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
		code = fp_script_uboot_write(&job->script, &how, out, &needs, err);
	if (code == 0)
		note_uboot(job, &how, &needs);
	return code;
}

static int write_mtd(struct script_job *job, FILE *out, struct fp_error *err)
{
	return fp_script_mtd_write(&job->script, out, err);
}

static int write_flashrom(struct script_job *job, FILE *out, struct fp_error *err)
{
	struct fp_script regions;
	int code = fp_script_flashrom_split(&job->script, job->plan->arena, &regions, err);

	if (code < 0)
		return code;
	job->script = regions;
	return fp_script_flashrom_write(&job->script, out, err);
}

static const struct script_kind kinds[] = {
	{ "uboot", "boot.scr", write_uboot, true },
	{ "mtd", "restore.sh", write_mtd, false },
	{ "flashrom", "flashrom.sh", write_flashrom, false },
	{ 0 },
};

int script_kind_find(const char *name, const struct script_kind **kind, struct fp_error *err)
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
