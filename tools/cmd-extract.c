// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan extract: the partitions of a dump as files.

#include <errno.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bytes.h"
#include "dump.h"
#include "file.h"
#include "number.h"
#include "options.h"
#include "report.h"
#include "result.h"

#define CHUNK_SIZE ((size_t)256 << 10)

struct extraction {
	const struct options *o;
	struct fp_plan *plan;
	struct fp_dump dump;
	json_t *rows;
	bool has_stdout; /* a partition goes there, so the result cannot */
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

static int copy(struct extraction *x, struct fp_range range, struct fp_out *out,
		char digest_text[2 * SHA256_DIGEST_SIZE + 1], struct fp_error *err)
{
	struct fp_range window = { range.offset, 0 };
	uint8_t digest[SHA256_DIGEST_SIZE];
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
	sha256_digest(&sha256, sizeof digest, digest);
	fp_hex_encode(digest, sizeof digest, digest_text);
	return code;
}

static int extract_to(struct extraction *x, const struct fp_partition *part, const char *path,
		      struct fp_error *err)
{
	char digest[2 * SHA256_DIGEST_SIZE + 1];
	struct fp_range range = part->range;
	struct fp_out *out = NULL;
	int code = x->o->is_trimmed ? trim(x, &range, err) : 0;

	if (code == 0)
		code = fp_out_check(path, x->o->args[0], err);
	if (code == 0)
		code = fp_out_check(path, x->o->args[1], err);
	if (code == 0)
		code = fp_out_open(path, &out, err);
	if (code == 0)
		code = copy(x, range, out, digest, err);
	if (code == 0)
		code = fp_out_commit(out, err);
	fp_out_close(out);
	if (code == 0)
		json_array_append_new(
			x->rows, json_pack("{s:s, s:I, s:I, s:s, s:s}", "partition", part->name,
					   "offset", (json_int_t)range.offset, "size",
					   (json_int_t)range.size, "sha256", digest, "file", path));
	return code;
}

/* A name of the plan is never a path, by the rule for names: this stays inside of the directory. */
static int extract(struct extraction *x, const struct fp_partition *part, const char *file,
		   struct fp_error *err)
{
	const char *const dir = x->o->dir;

	if (!file)
		file = fp_arena_printf(x->plan->arena, "%s%s%s.bin", dir ? dir : "", dir ? "/" : "",
				       part->name);
	if (!file)
		return fp_fail(err, FP_REFUSED, "out of memory");
	return extract_to(x, part, file, err);
}

static bool is_same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Before anything is written. */
static int check_choices(struct extraction *x, struct fp_error *err)
{
	const struct options *const o = x->o;

	for (size_t i = 0; i < o->n_choices; i++) {
		if (!fp_select_find(x->plan, o->choices[i].name, err))
			return -FP_USAGE;
		for (size_t k = 0; k < i; k++) {
			if (is_same(o->choices[i].name, o->choices[k].name))
				return fp_fail(err, FP_USAGE, "`%s` is named twice",
					       o->choices[i].name);
			if (is_same(o->choices[i].file, o->choices[k].file))
				return fp_fail(err, FP_USAGE, "the file %s is named twice",
					       o->choices[i].file);
		}
		if (o->choices[i].file && strcmp(o->choices[i].file, "-") == 0)
			x->has_stdout = true;
	}
	return 0;
}

static int extract_all(struct extraction *x, struct fp_error *err)
{
	const struct options *const o = x->o;
	int code = 0;

	if (o->dir && mkdir(o->dir, 0777) < 0 && errno != EEXIST)
		return fp_fail_errno(err, FP_REFUSED, "cannot make the directory %s", o->dir);
	for (size_t i = 0; i < o->n_choices && code == 0; i++)
		code = extract(x, fp_plan_find(x->plan, o->choices[i].name), o->choices[i].file,
			       err);
	for (size_t i = 0; i < x->plan->n_parts && !o->n_choices && code == 0; i++)
		code = extract(x, &x->plan->parts[i], NULL, err);
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
	x->rows = json_array();
	code = load_plan(o->args[0], &x->plan);
	if (code == 0)
		code = check_choices(x, err);
	if (code == 0)
		code = fp_dump_open(&x->dump, o->args[1], x->plan, err);
	if (code == 0)
		code = extract_all(x, err);
	if (code == 0 && !x->has_stdout)
		code = result_print(json_pack("{s:O}", "files", x->rows), o->is_json, err);
	fp_dump_close(&x->dump);
	json_decref(x->rows);
	fp_plan_free(x->plan);
	free(x);
	return code;
}
