// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan field: the values that a plan names, in a dump, an image, or a partition of its own.

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file-out.h"
#include "base/file.h"
#include "give.h"
#include "options.h"
#include "outcome.h"
#include "plan/value.h"
#include "report.h"
#include "say.h"
#include "selection/select.h"

struct editing {
	const struct options *o;
	struct fp_plan *plan;
	const char *file;
	char **words; /* behind the file, n_words of them */
	size_t n_words;
	struct fp_range range; /* of the chip, that the file holds */
	int fd;
};

/* A file of the chip's size, or with -i of the partition's. */
static int open_file(struct editing *e, struct fp_error *err)
{
	const struct options *const o = e->o;
	const struct fp_partition *part = NULL;
	struct stat st;

	e->range = (struct fp_range){ 0, e->plan->size };
	if (o->n_choices > 1)
		return fp_fail(err, FP_USAGE, "field: the file is one partition: one -i");
	if (o->n_choices)
		part = fp_select_find(e->plan, o->choices[0].name, err);
	if (o->n_choices && !part)
		return -FP_USAGE;
	if (part)
		e->range = part->range;
	e->fd = open(e->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (e->fd < 0 || fstat(e->fd, &st) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot open %s", e->file);
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size == e->range.size)
		return 0;
	fp_fail(err, FP_REFUSED, "%s has %lld bytes, and %s%s%s %" PRIu64, e->file,
		(long long)st.st_size, part ? "`" : "the chip of the plan ",
		part ? part->name : e->plan->name, part ? "` has" : " has", e->range.size);
	fp_hint(err, part ? "without -i the file is an image or dump of the whole chip"
			  : "-i NAME says that the file is that partition alone");
	return -FP_REFUSED;
}

static const struct fp_field *find_field(const struct editing *e, const char *name,
					 struct fp_error *err)
{
	const struct fp_field *const field = fp_select_field(e->plan, name, err);

	if (!field || fp_range_contains(e->range, fp_field_extent(e->plan, field)))
		return field;
	fp_fail(err, FP_REFUSED, "`%s` lies in `%s`, which is not in %s", name, field->partition,
		e->file);
	return NULL;
}

static int read_value(const struct editing *e, const struct fp_field *field, struct fp_value *value,
		      struct fp_error *err)
{
	const struct fp_range extent = fp_field_extent(e->plan, field);
	uint8_t *const bytes = malloc((size_t)extent.size);
	int code = bytes ? fp_file_read_at(e->fd, e->file, extent.offset - e->range.offset, bytes,
					   (size_t)extent.size, err)
			 : fp_fail(err, FP_REFUSED, "out of memory");

	*value = (struct fp_value){ 0 };
	if (code == 0)
		code = fp_value_read(e->plan, field, bytes, value, err);
	free(bytes);
	return code;
}

/* What is wrong with it, for a column of the table; NULL: nothing. */
static const char *doubt_of(const struct fp_field *field, const struct fp_value *value)
{
	struct fp_error ignored = { 0 };
	const char *doubt = NULL;

	if (!value->text)
		return value->n_valid ? "not set" : "there is no environment";
	if (!value->n_valid)
		return "no copy has a right checksum";
	if (value->n_valid < value->n_copies)
		return "a copy has a wrong checksum";
	if (!value->is_same)
		return "the copies differ";
	if (fp_field_judge(field->format, value->text, &doubt, &ignored) < 0 || doubt)
		return doubt;
	return NULL;
}

static int tell(const struct editing *e, const struct fp_field *field, struct fp_error *err)
{
	struct fp_value value;
	int code = read_value(e, field, &value, err);
	const char *const doubt = code == 0 ? doubt_of(field, &value) : NULL;
	json_t *row;

	if (code < 0)
		return code;
	row = json_pack("{s:s, s:s, s:s}", "name", field->name, "partition", field->partition,
			"format", field->format->name);
	if (value.text)
		json_object_set_new(row, "value", outcome_text(value.text));
	if (doubt)
		json_object_set_new(row, "doubt", json_string(doubt));
	outcome_row("fields", row);
	free(value.text);
	return 0;
}

static int list(struct editing *e, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < e->plan->n_fields && code == 0; i++)
		if (fp_range_contains(e->range, fp_field_extent(e->plan, &e->plan->fields[i])))
			code = tell(e, &e->plan->fields[i], err);
	if (code == 0 && !e->plan->n_fields)
		outcome_result("ok", "the plan %s names no fields", e->plan->name);
	return code;
}

static int get_one(struct editing *e, const char *name, struct fp_error *err)
{
	const struct fp_field *const field = find_field(e, name, err);
	struct fp_value value;
	int code = field ? read_value(e, field, &value, err) : -(int)err->code;

	if (code < 0)
		return code;
	if (!value.text || !value.n_valid)
		code = fp_fail(err, FP_NO, "`%s`: %s", name, doubt_of(field, &value));
	else if (e->o->is_json)
		code = tell(e, field, err);
	else if (e->n_words == 1)
		say(stdout, "%s\n", value.text);
	else
		say(stdout, "%s=%s\n", name, value.text);
	free(value.text);
	return code;
}

static int get(struct editing *e, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < e->n_words && code == 0; i++)
		code = get_one(e, e->words[i], err);
	return code;
}

/* "NAME=VALUE", in bytes, which are the whole file's. */
static int set_one(struct editing *e, const char *word, uint8_t *bytes, struct fp_error *err)
{
	const char *const value = strchr(word, '=') + 1;
	char *const name = strndup(word, (size_t)(value - 1 - word));
	const struct fp_field *const field =
		name ? find_field(e, name, err) : (fp_fail(err, FP_REFUSED, "out of memory"), NULL);
	const char *doubt = NULL;
	int code = field ? 0 : -(int)err->code;

	free(name);
	if (code == 0 && !e->o->is_forced)
		code = fp_field_judge(field->format, value, &doubt, err);
	if (code < 0 && field)
		fp_hint(err, "--force sets it all the same");
	if (code == 0 && doubt)
		report_note("%s: %s", value, doubt);
	if (code == 0)
		code = fp_value_write(
			e->plan, field, value,
			bytes + (fp_field_extent(e->plan, field).offset - e->range.offset), err);
	return code;
}

static int write_file(const struct editing *e, const char *path, const uint8_t *bytes,
		      struct fp_error *err)
{
	struct stat whole, target;
	struct fp_out_rules rules = { .whole = &whole };

	if (fstat(e->fd, &whole) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot read %s", e->file);
	rules.is_in_place = strcmp(path, "-") != 0 && stat(path, &target) == 0 &&
			    target.st_dev == whole.st_dev && target.st_ino == whole.st_ino;
	return fp_file_replace_by(path, &rules, bytes, (size_t)e->range.size, err);
}

static int set(struct editing *e, struct fp_error *err)
{
	const char *const path = e->o->output ? e->o->output : e->file;
	const size_t n = (size_t)e->range.size;
	uint8_t *const old = malloc(n), *const bytes = malloc(n);
	bool is_changed = false;
	int code = old && bytes ? fp_file_read_at(e->fd, e->file, 0, old, n, err)
				: fp_fail(err, FP_REFUSED, "out of memory");

	if (code == 0)
		memcpy(bytes, old, n);
	for (size_t i = 0; i < e->n_words && code == 0; i++)
		code = set_one(e, e->words[i], bytes, err);
	if (code == 0)
		code = give_binary(e->o, path, err);
	if (code == 0)
		is_changed = memcmp(old, bytes, n) != 0;
	if (code == 0 && (is_changed || e->o->output))
		code = write_file(e, path, bytes, err);
	if (code == 0)
		outcome_result(is_changed ? "written" : "already",
			       is_changed ? "written" : "nothing to do: it is so already");
	free(old);
	free(bytes);
	return code;
}

static const struct action {
	const char *name;
	int (*run)(struct editing *e, struct fp_error *err);
	const char *words; /* what it expects; NULL: none */
} actions[] = {
	{ "list", list, NULL },
	{ "get", get, "names of fields" },
	{ "set", set, "NAME=VALUE" },
};
#define N_ACTIONS (sizeof actions / sizeof *actions)

static const struct action *find_action(const char *name, struct fp_error *err)
{
	for (size_t i = 0; i < N_ACTIONS; i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	fp_fail(err, FP_USAGE, "field: what is `%s`? Expected list, get or set", name);
	return NULL;
}

static int check_words(const struct editing *e, const struct action *action, struct fp_error *err)
{
	if (!action->words && e->n_words)
		return fp_fail(err, FP_USAGE, "field %s: what is `%s`?", action->name, e->words[0]);
	if (action->words && !e->n_words)
		return fp_fail(err, FP_USAGE, "field %s: expected %s", action->name, action->words);
	for (size_t i = 0; i < e->n_words; i++)
		if (!strchr(e->words[i], '=') == (action->run == set))
			return fp_fail(err, FP_USAGE, "field %s %s: expected %s", action->name,
				       e->words[i], action->words);
	return 0;
}

int cmd_field(const struct options *o, struct fp_error *err)
{
	struct editing e = {
		.o = o, .file = o->args[2], .words = o->args + 3, .n_words = o->n_args - 3, .fd = -1
	};
	const struct action *const action = find_action(o->args[0], err);
	int code;

	if (!action)
		return -FP_USAGE;
	if (o->output && action->run != set)
		return fp_fail(err, FP_USAGE, "field %s: -o is for set", action->name);
	code = check_words(&e, action, err);
	if (code == 0)
		code = load_plan(o->args[1], &e.plan);
	for (size_t i = 0; code == 0 && o->output && i < e.plan->n_texts; i++)
		code = fp_out_check(o->output, e.plan->texts[i].file, err);
	if (code == 0)
		code = open_file(&e, err);
	if (code == 0)
		code = action->run(&e, err);
	if (e.fd >= 0)
		close(e.fd);
	fp_plan_free(e.plan);
	return code;
}
