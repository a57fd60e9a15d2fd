// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan merge: one right dump of several readings that any tool made.

#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/file-out.h"
#include "base/file.h"
#include "dump/vote.h"
#include "give.h"
#include "options.h"
#include "outcome.h"
#include "report.h"

#define DUMP_MAX ((size_t)(FP_FLASH_SIZE_MAX / 2))

struct merging {
	const struct options *o;
	struct fp_plan *plan; /* NULL: none is given */
	struct fp_view *dumps;
	char **data;
	size_t n;
	struct fp_vote vote;
};

static bool is_one_byte(const char *data, size_t n)
{
	return n && fp_is_filled((const uint8_t *)data, n, (uint8_t)data[0]);
}

/* What was read without contact has no vote. */
static int load(struct merging *m, const char *path, struct fp_error *err)
{
	char **const data = &m->data[m->n];
	size_t n = 0;
	int code = fp_file_read(path, DUMP_MAX, data, &n, err);

	if (code < 0)
		return code;
	if (is_one_byte(*data, n)) {
		report_note("%s is left out: every byte of it is 0x%02x", path, (uint8_t) * *data);
		free(*data);
		*data = NULL;
		return 0;
	}
	m->dumps[m->n++] = (struct fp_view){ .data = (const uint8_t *)*data,
					     .fd = -1,
					     .size = n,
					     .erased = m->plan ? m->plan->erased : 0xff };
	return 0;
}

static int load_all(struct merging *m, struct fp_error *err)
{
	const struct options *const o = m->o;
	int code = 0;

	m->dumps = calloc(o->n_args, sizeof *m->dumps);
	m->data = calloc(o->n_args, sizeof *m->data);
	if (!m->dumps || !m->data)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; m->plan && i < m->plan->n_texts && code == 0; i++)
		code = fp_out_check(o->output, m->plan->texts[i].file, err);
	for (size_t i = 0; i < o->n_args && code == 0; i++) {
		code = fp_out_check(o->output, o->args[i], err);
		if (code == 0)
			code = load(m, o->args[i], err);
	}
	if (code == 0 && m->n < 2)
		code = fp_fail(err, FP_REFUSED, "fewer than two dumps are left to compare");
	return code;
}

static const char *name_at(const struct merging *m, uint64_t at)
{
	for (size_t i = 0; m->plan && i < m->plan->n_parts; i++)
		if (fp_range_contains(m->plan->parts[i].range, (struct fp_range){ at, 1 }))
			return m->plan->parts[i].name;
	return "";
}

static int refuse(const struct merging *m, struct fp_error *err)
{
	const struct fp_vote *const v = &m->vote;

	for (size_t i = 0; i < v->n_doubts; i++) {
		const char *const name = name_at(m, v->doubt[i].offset);

		report_note("undecided: 0x%" PRIx64 "+0x%" PRIx64 "%s%s", v->doubt[i].offset,
			    v->doubt[i].size, *name ? " in " : "", name);
		outcome_row("doubtful",
			    json_pack("{s:I, s:I, s:s}", "offset", (json_int_t)v->doubt[i].offset,
				      "size", (json_int_t)v->doubt[i].size, "name", name));
	}
	fp_fail(err, FP_REFUSED, "in %" PRIu64 " bytes no value has a majority: nothing is written",
		v->open);
	fp_hint(err,
		m->plan ? "one more dump decides it"
			: "one more dump decides it, or --plan PLAN, whose contents have checksums");
	return -FP_REFUSED;
}

static int merge(struct merging *m, struct fp_error *err)
{
	struct fp_vote *const v = &m->vote;
	const size_t size = (size_t)m->dumps[0].size;
	struct stat st;
	const struct fp_out_rules rules = { .whole = stat(m->o->args[0], &st) == 0 ? &st : NULL };
	int code;

	*v = (struct fp_vote){ .dumps = m->dumps, .n = m->n, .out = malloc(size + !size) };
	if (!v->out)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = fp_vote(v, m->plan, err);
	if (code == 0 && v->open)
		code = refuse(m, err);
	if (code == 0)
		code = fp_file_replace_by(m->o->output, &rules, v->out, size, err);
	if (code == 0) {
		outcome_set("file", outcome_text(m->o->output));
		outcome_set("size", json_integer((json_int_t)size));
		outcome_set("dumps", json_integer((json_int_t)m->n));
		outcome_set("blocks_voted", json_integer((json_int_t)v->blocks));
		outcome_set("bytes_voted", json_integer((json_int_t)v->bytes));
		outcome_set("bytes_settled", json_integer((json_int_t)v->settled));
		outcome_result("made", v->blocks || v->bytes || v->settled
					       ? "the dumps disagreed, and a majority decided"
					       : "the dumps were equal");
	}
	free(v->out);
	return code;
}

int cmd_merge(const struct options *o, struct fp_error *err)
{
	struct merging m = { .o = o };
	int code = 0;

	if (!o->output)
		return fp_fail(err, FP_USAGE, "merge: where to? Name the file with -o FILE");
	code = give_binary(o, o->output, err);
	if (code == 0 && o->plan)
		code = load_plan(o->plan, &m.plan);
	if (code == 0)
		code = load_all(&m, err);
	if (code == 0)
		code = merge(&m, err);
	for (size_t i = 0; m.data && i < o->n_args; i++)
		free(m.data[i]);
	free(m.data);
	free(m.dumps);
	fp_plan_free(m.plan);
	return code;
}
