// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan convert: partition tables from format to format.

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convert.h"
#include "base/file-out.h"
#include "base/file-set.h"
#include "base/file.h"
#include "base/path.h"
#include "image/depfile.h"
#include "outcome.h"
#include "report.h"
#include "plan/json.h"

#define INPUT_MAX ((size_t)512 << 20) /* bytes; dumps are searched too */

static void report_faults(const struct fp_faults *faults, bool has_notes)
{
	for (size_t i = 0; i < faults->n; i++)
		if (has_notes || faults->item[i].severity == FP_ERROR) {
			report_fault(stderr, &faults->item[i]);
			if (faults->item[i].severity == FP_NOTE)
				outcome_note(faults->item[i].text);
			else
				outcome_fault(&faults->item[i], NULL);
		}
	if (faults->n_lost)
		report_note("and %zu more", faults->n_lost);
}

/* Of a file, as in struct fp_text; the caller frees. */
static char *dir_of(const char *file)
{
	return strndup(file, fp_path_dir_length(file));
}

static bool is_installed(const char *name)
{
	return strcmp(name, "-") != 0 && !strchr(name, '/') && access(name, F_OK) != 0;
}

static int read_input(const struct options *o, const struct fp_format *to, struct fp_plan **plan,
		      struct fp_faults *faults, struct fp_error *err)
{
	const char *const name = o->args[0];
	const bool is_stdin = strcmp(name, "-") == 0;
	const struct fp_plan_paths paths = { layout_dir() };
	char *const dir = dir_of(name);
	const struct fp_format *format = o->from_format;
	struct fp_input in = { .file = is_stdin ? "stdin" : name,
			       .dir = dir,
			       .paths = &paths,
			       .table = o->table,
			       .mtd_id = o->mtd_id,
			       .size = o->size };
	char *data = NULL;
	int code;

	report_shadow(name);
	code = is_stdin ? fp_file_read_fd(STDIN_FILENO, "standard input", INPUT_MAX, &data, &in.n,
					  err)
			: fp_file_read(name, INPUT_MAX, &data, &in.n, err);

	if (code == 0) {
		in.data = (const uint8_t *)data;
		code = fp_import(&in, &format, plan, faults);
		if (code == 0 && o->output && strcmp(o->output, "-") != 0 &&
		    format != &fp_format_json)
			fp_plan_name_after(*plan, o->output);
		if (code == 0 && to == &fp_format_json)
			fp_import_note_missing(format, faults);
		/* A plan's warnings are for `check`. */
		report_faults(faults, format != &fp_format_json);
	}
	free(data);
	free(dir);
	return code;
}

static bool is_stdout(const char *output)
{
	return !output || strcmp(output, "-") == 0;
}

/* A plan says by itself what it is. */
static int check_options(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	if (o->depfile && is_stdout(o->output))
		return fp_fail(err, FP_USAGE, "--depfile: of what? Name the file with -o FILE");
	if (plan->size && o->size && plan->size != o->size)
		return fp_fail(err, FP_USAGE, "--size contradicts the plan");
	return 0;
}

static int check_files(const struct options *o, const char *const *inputs, size_t n,
		       struct fp_error *err)
{
	struct fp_file_set *set = fp_file_set_new();
	int code = set ? 0 : fp_fail(err, FP_REFUSED, "out of memory");

	for (size_t i = 0; i < n && code == 0; i++)
		code = fp_file_set_input(set, inputs[i], err);
	if (code == 0)
		code = fp_file_set_output(set, o->output ? o->output : "-", err);
	if (code == 0)
		code = fp_file_set_output(set, o->depfile, err);
	fp_file_set_free(set);
	return code;
}

static int put_depfile(const struct options *o, const char *const *inputs, size_t n,
		       struct fp_error *err)
{
	struct fp_out *out;
	int code = fp_out_open(o->depfile, &out, err);

	if (code == 0)
		code = fp_depfile_write(out, o->output, inputs, n, err);
	if (code == 0)
		code = fp_out_commit(out, err);
	fp_out_close(out);
	return code;
}

/* Before the output, so that this is not there without it. */
static int write_depfile(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	const char **const inputs = calloc(plan->n_texts + 1, sizeof *inputs);
	const bool is_stdin = strcmp(o->args[0], "-") == 0;
	size_t n = 0;
	int code = inputs ? 0 : fp_fail(err, FP_REFUSED, "out of memory");

	if (code == 0) {
		/* A plan is the first of its texts. */
		for (size_t i = is_stdin; i < plan->n_texts; i++)
			inputs[n++] = plan->texts[i].file;
		if (!plan->n_texts && !is_stdin)
			inputs[n++] = o->args[0];
		code = check_files(o, inputs, n, err);
	}
	if (code == 0 && o->depfile)
		code = put_depfile(o, inputs, n, err);
	free(inputs);
	return code;
}

static void describe(const struct options *o, const struct fp_format *to,
		     const struct fp_plan *plan)
{
	outcome_plan(plan);
	outcome_fact("format", json_string(to->name));
	if (!is_stdout(o->output))
		outcome_fact("file", outcome_text(o->output));
	outcome_result("made", NULL);
}

int convert(const struct options *o, const struct fp_format *to, struct fp_error *err)
{
	struct fp_faults *faults = calloc(1, sizeof *faults);
	struct fp_plan *plan = NULL;
	int code = is_stdout(o->output) ? outcome_give_stdout(o, err) : 0;

	if (code == 0 && !faults)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code < 0) {
		free(faults);
		return code;
	}
	code = is_installed(o->args[0]) ? load_plan(o->args[0], &plan)
					: read_input(o, to, &plan, faults, err);
	*faults = (struct fp_faults){ 0 };
	if (code == 0)
		code = check_options(o, plan, err);
	if (code == 0 && o->mtd_id)
		plan->mtd_id = o->mtd_id;
	if (code == 0)
		code = write_depfile(o, plan, err);
	if (code == 0) {
		code = fp_export(to, plan, o->has_spans, o->output ? o->output : "-", faults, err);
		report_faults(faults, true);
	}
	if (code == 0)
		describe(o, to, plan);
	free(faults);
	fp_plan_free(plan);
	return code;
}

int cmd_convert(const struct options *o, struct fp_error *err)
{
	return convert(o, o->to_format, err);
}
