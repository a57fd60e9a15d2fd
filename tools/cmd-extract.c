// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan extract: the partitions of a dump as files.

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file-out.h"
#include "base/file-set.h"
#include "base/file.h"
#include "dump/dump.h"
#include "base/digest.h"
#include "base/text.h"
#include "give.h"
#include "options.h"
#include "outcome.h"
#include "report.h"

#define CHUNK_SIZE ((size_t)256 << 10)

/* So many at a time get their names: each has two descriptors. */
#define BATCH 64

struct output {
	const struct fp_partition *part;
	const char *path;
	struct fp_range range; /* of the dump, that it shall hold */
	bool is_derived; /* NAME.bin; else the user named it */
	bool is_same; /* it is there already */
	struct fp_out *out;
	char digest[FP_DIGEST_TEXT]; /* empty where nobody sees it */
};

struct extraction {
	const struct options *o;
	struct fp_plan *plan;
	struct fp_dump dump;
	struct stat whole; /* of the dump */
	struct output *outputs; /* n_outputs of them, the plan's arena's */
	size_t n_outputs;
	uint8_t chunk[CHUNK_SIZE], other[CHUNK_SIZE];
};

/* The range without erased bytes at its end. */
static int trim(struct extraction *x, struct fp_range *range, struct fp_error *err)
{
	int code = 0;

	while (range->size && code == 0) {
		const uint64_t n = range->size < CHUNK_SIZE ? range->size : CHUNK_SIZE;
		const struct fp_range last = { fp_range_end(*range) - n, n };
		uint64_t used = n;

		code = fp_dump_read(&x->dump, last, x->chunk, err);
		if (fp_is_filled(x->chunk, (size_t)n, x->plan->erased))
			used = 0;
		while (used && x->chunk[used - 1] == x->plan->erased)
			used--;
		range->size -= n - used;
		if (used)
			break;
	}
	return code;
}

/* The next window of an output, and its bytes in the chunk; size 0 at the end. */
static int next(struct extraction *x, const struct output *output, struct fp_range *window,
		struct fp_error *err)
{
	const uint64_t end = fp_range_end(output->range);

	window->offset += window->size;
	window->size = end - window->offset < CHUNK_SIZE ? end - window->offset : CHUNK_SIZE;
	return window->size ? fp_dump_read(&x->dump, *window, x->chunk, err) : 0;
}

static int copy(struct extraction *x, struct output *output, struct fp_error *err)
{
	struct fp_range window = { output->range.offset, 0 };
	struct sha256_ctx sha256;
	int code;

	sha256_init(&sha256);
	while ((code = next(x, output, &window, err)) == 0 && window.size) {
		if (x->o->is_json)
			sha256_update(&sha256, (size_t)window.size, x->chunk);
		if (output->out)
			code = fp_out_write(output->out, x->chunk, (size_t)window.size, err);
		if (code < 0)
			break;
	}
	if (x->o->is_json)
		fp_digest_finish(&sha256, output->digest);
	return code;
}

/* Does the file in fd hold what the output shall? */
static int compare(struct extraction *x, struct output *output, int fd, struct fp_error *err)
{
	struct fp_range window = { output->range.offset, 0 };
	struct stat st;
	int code = 0;

	output->is_same = fstat(fd, &st) == 0 && (uint64_t)st.st_size == output->range.size;
	while (output->is_same && (code = next(x, output, &window, err)) == 0 && window.size) {
		const size_t n = (size_t)window.size;

		output->is_same =
			fp_file_pread(fd, window.offset - output->range.offset, x->other, n) == n &&
			memcmp(x->chunk, x->other, n) == 0;
	}
	return code;
}

/* What the user names may be a pipe or a device, which hold nothing yet. */
static bool is_file(const struct output *output)
{
	struct stat st;

	if (output->is_derived)
		return lstat(output->path, &st) == 0;
	return strcmp(output->path, "-") != 0 && stat(output->path, &st) == 0 &&
	       S_ISREG(st.st_mode);
}

static int look_at(struct extraction *x, struct output *output, bool *is_other,
		   struct fp_error *err)
{
	int fd, code = x->o->is_trimmed ? trim(x, &output->range, err) : 0;

	if (code < 0 || !is_file(output))
		return code;
	code = fp_file_open(output->path, output->is_derived ? FP_BY_US : FP_BY_USER, &fd, err);
	if (code < 0)
		return code;
	code = compare(x, output, fd, err);
	close(fd);
	*is_other = !output->is_same;
	return code;
}

/* A file that is there and holds something else may be what the user has no second copy of. */
static int check_existing(struct extraction *x, struct fp_error *err)
{
	char others[200] = "";
	size_t n = 0;

	for (size_t i = 0; i < x->n_outputs; i++) {
		bool is_other = false;
		int code = look_at(x, &x->outputs[i], &is_other, err);

		if (code < 0)
			return code;
		if (is_other && !x->o->has_overwrite && n++ < 4)
			fp_list_add(others, sizeof others, x->outputs[i].path);
	}
	if (!n)
		return 0;
	if (n > 4)
		fp_list_add(others, sizeof others, "...");
	fp_fail(err, FP_REFUSED, "%zu file%s there and hold%s something else: %s", n,
		n == 1 ? " is" : "s are", n == 1 ? "s" : "", others);
	fp_hint(err, "put them elsewhere with -d DIR, or replace them with --overwrite");
	err->reason = FP_REASON_EXISTS;
	return -FP_REFUSED;
}

static void tell(const struct output *output)
{
	json_t *row = json_pack(
		"{s:s, s:I, s:I, s:s, s:o}", "name", output->part->name, "offset",
		(json_int_t)output->range.offset, "size", (json_int_t)output->range.size, "result",
		output->is_same ? "already" : "made", "file", outcome_text(output->path));

	if (row && output->digest[0])
		json_object_set_new(row, "sha256", json_string(output->digest));
	outcome_row("files", row);
}

static int open_output(struct extraction *x, struct output *output, struct fp_error *err)
{
	const struct fp_out_rules rules = { .is_derived = output->is_derived, .whole = &x->whole };

	return output->is_same ? 0 : fp_out_open_by(output->path, &rules, &output->out, err);
}

static int extract(struct extraction *x, struct output *outputs, size_t n, struct fp_error *err)
{
	struct fp_out *outs[BATCH];
	int code = 0;

	for (size_t i = 0; i < n && code == 0; i++)
		code = open_output(x, &outputs[i], err);
	for (size_t i = 0; i < n && code == 0; i++) {
		outs[i] = outputs[i].out;
		if (outputs[i].out || x->o->is_json)
			code = copy(x, &outputs[i], err);
	}
	if (code == 0)
		code = fp_out_commit_all(outs, n, err);
	for (size_t i = 0; i < n; i++) {
		fp_out_close(outputs[i].out);
		if (code == 0)
			tell(&outputs[i]);
	}
	return code;
}

/* A name of the plan is never a path, by the rule for names: this stays inside of the directory. */
static int add_output(struct extraction *x, const struct fp_partition *part, const char *file,
		      struct fp_error *err)
{
	const char *const dir = x->o->dir;
	struct output *const output = &x->outputs[x->n_outputs];

	*output = (struct output){ part, file, part->range, .is_derived = !file };
	if (!file)
		output->path = fp_arena_printf(x->plan->arena, "%s%s%s.bin", dir ? dir : "",
					       dir ? "/" : "", part->name);
	if (!output->path)
		return fp_fail(err, FP_REFUSED, "out of memory");
	x->n_outputs++;
	return 0;
}

static int list_outputs(struct extraction *x, struct fp_error *err)
{
	const struct options *const o = x->o;
	int code = 0;

	x->outputs =
		fp_arena_alloc(x->plan->arena, o->n_choices + x->plan->n_parts, sizeof *x->outputs);
	if (!x->outputs)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < o->n_choices && code == 0; i++) {
		const struct fp_partition *const part =
			fp_select_find(x->plan, o->choices[i].name, err);

		code = part ? add_output(x, part, o->choices[i].file, err) : -FP_USAGE;
	}
	for (size_t i = 0; i < x->plan->n_parts && !o->n_choices && code == 0; i++)
		code = add_output(x, &x->plan->parts[i], NULL, err);
	return code;
}

static int check_names(const struct extraction *x, struct fp_error *err)
{
	for (size_t i = 0; i < x->n_outputs; i++)
		for (size_t k = 0; k < i; k++)
			if (x->outputs[k].part == x->outputs[i].part)
				return fp_fail(err, FP_USAGE, "`%s` is named twice",
					       x->outputs[i].part->name);
	return 0;
}

/* Before anything is written. A partition may be called as the dump is. */
static int check_outputs(struct extraction *x, struct fp_error *err)
{
	struct fp_file_set *set = fp_file_set_new();
	int code = set ? check_names(x, err) : fp_fail(err, FP_REFUSED, "out of memory");

	for (size_t i = 0; i < x->plan->n_texts && code == 0; i++)
		code = fp_file_set_input(set, x->plan->texts[i].file, err);
	if (code == 0)
		code = fp_file_set_input(set, x->o->args[1], err);
	for (size_t i = 0; i < x->n_outputs && code == 0; i++) {
		code = fp_file_set_output(set, x->outputs[i].path, err);
		if (code == 0)
			code = give_binary(x->o, x->outputs[i].path, err);
	}
	fp_file_set_free(set);
	return code;
}

static int extract_all(struct extraction *x, struct fp_error *err)
{
	const char *const dir = x->o->dir;
	int code = check_existing(x, err);

	if (code == 0 && dir && mkdir(dir, 0777) < 0 && errno != EEXIST)
		return fp_fail_errno(err, FP_REFUSED, "cannot make the directory %s", dir);
	for (size_t i = 0; i < x->n_outputs && code == 0; i += BATCH) {
		const size_t left = x->n_outputs - i;

		code = extract(x, &x->outputs[i], left < BATCH ? left : BATCH, err);
	}
	return code;
}

int cmd_extract(const struct options *o, struct fp_error *err)
{
	struct extraction *x = calloc(1, sizeof *x);
	int code;

	if (!x)
		return fp_fail(err, FP_REFUSED, "out of memory");
	x->o = o;
	x->dump.fd = -1;
	code = load_plan(o->args[0], &x->plan);
	if (code == 0)
		code = list_outputs(x, err);
	if (code == 0)
		code = fp_dump_open(&x->dump, o->args[1], x->plan, err);
	if (code == 0)
		code = check_outputs(x, err);
	if (code == 0 && fstat(x->dump.fd, &x->whole) < 0)
		code = fp_fail_errno(err, FP_REFUSED, "cannot read %s", x->dump.path);
	if (code == 0)
		code = extract_all(x, err);
	if (code == 0)
		outcome_result("made", NULL);
	fp_dump_close(&x->dump);
	fp_plan_free(x->plan);
	free(x);
	return code;
}
