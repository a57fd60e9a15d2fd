// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan extract: the partitions of a dump as files.

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/file-out.h"
#include "dump/dump.h"
#include "base/digest.h"
#include "base/number.h"
#include "options.h"
#include "outcome.h"
#include "report.h"

#define CHUNK_SIZE ((size_t)256 << 10)

struct output {
	const struct fp_partition *part;
	const char *path;
};

struct extraction {
	const struct options *o;
	struct fp_plan *plan;
	struct fp_dump dump;
	struct output *outputs; /* n_outputs of them, the plan's arena's */
	size_t n_outputs;
	uint8_t chunk[CHUNK_SIZE];
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

static int copy(struct extraction *x, struct fp_range range, struct fp_out *out, char *digest,
		struct fp_error *err)
{
	struct fp_range window = { range.offset, 0 };
	struct sha256_ctx sha256;
	int code = 0;

	sha256_init(&sha256);
	for (; window.offset < fp_range_end(range) && code == 0; window.offset += window.size) {
		const uint64_t left = fp_range_end(range) - window.offset;

		window.size = left < CHUNK_SIZE ? left : CHUNK_SIZE;
		code = fp_dump_read(&x->dump, window, x->chunk, err);
		if (code < 0)
			break;
		sha256_update(&sha256, (size_t)window.size, x->chunk);
		code = fp_out_write(out, x->chunk, (size_t)window.size, err);
	}
	fp_digest_finish(&sha256, digest);
	return code;
}

static int extract(struct extraction *x, const struct output *output, struct fp_error *err)
{
	const struct fp_partition *const part = output->part;
	char digest[FP_DIGEST_TEXT];
	struct fp_range range = part->range;
	struct fp_out *out = NULL;
	int code = x->o->is_trimmed ? trim(x, &range, err) : 0;

	if (code == 0)
		code = fp_out_open(output->path, &out, err);
	if (code == 0)
		code = copy(x, range, out, digest, err);
	if (code == 0)
		code = fp_out_commit(out, err);
	fp_out_close(out);
	if (code == 0)
		outcome_row("files",
			    json_pack("{s:s, s:I, s:I, s:s, s:o}", "name", part->name, "offset",
				      (json_int_t)range.offset, "size", (json_int_t)range.size,
				      "sha256", digest, "file", outcome_text(output->path)));
	return code;
}

/* A name of the plan is never a path, by the rule for names: this stays inside of the directory. */
static int add_output(struct extraction *x, const struct fp_partition *part, const char *file,
		      struct fp_error *err)
{
	const char *const dir = x->o->dir;
	struct output *const output = &x->outputs[x->n_outputs];

	*output = (struct output){ part, file };
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

/* Before anything is written. */
static int check_outputs(struct extraction *x, struct fp_error *err)
{
	for (size_t i = 0; i < x->n_outputs; i++) {
		const struct output *const output = &x->outputs[i];

		for (size_t k = 0; k < i; k++) {
			if (x->outputs[k].part == output->part)
				return fp_fail(err, FP_USAGE, "`%s` is named twice",
					       output->part->name);
			if (strcmp(x->outputs[k].path, output->path) == 0)
				return fp_fail(
					err, FP_USAGE, "`%s` and `%s` would both go to the file %s",
					x->outputs[k].part->name, output->part->name, output->path);
		}
		if (strcmp(output->path, "-") == 0 && outcome_give_stdout(x->o, err) < 0)
			return -FP_USAGE;
		/* A partition may be called as the dump is. */
		if (fp_out_check(output->path, x->o->args[0], err) < 0 ||
		    fp_out_check(output->path, x->o->args[1], err) < 0)
			return -FP_REFUSED;
	}
	return 0;
}

static int extract_all(struct extraction *x, struct fp_error *err)
{
	const char *const dir = x->o->dir;
	int code = 0;

	if (dir && mkdir(dir, 0777) < 0 && errno != EEXIST)
		return fp_fail_errno(err, FP_REFUSED, "cannot make the directory %s", dir);
	for (size_t i = 0; i < x->n_outputs && code == 0; i++)
		code = extract(x, &x->outputs[i], err);
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
	if (code == 0)
		code = extract_all(x, err);
	if (code == 0)
		outcome_result("made", NULL);
	fp_dump_close(&x->dump);
	fp_plan_free(x->plan);
	free(x);
	return code;
}
