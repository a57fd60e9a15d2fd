// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan env: the U-Boot environment in a dump, an image, or a file of its own.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file-set.h"
#include "base/text.h"
#include "content/env-list.h"
#include "content/env-text.h"
#include "env-file.h"
#include "give.h"
#include "options.h"
#include "outcome.h"
#include "report.h"

struct editing {
	const struct options *o;
	char **words; /* behind the file, n_words of them */
	size_t n_words;
	struct fp_plan *plan; /* NULL: none is given */
	struct fp_range *ranges; /* where the environment can be, n_ranges of them; 0: anywhere */
	size_t n_ranges;
	struct env_file file;
};

static const uint8_t *active_block(const struct editing *e)
{
	return e->file.buf + e->file.place.offset[e->file.place.active];
}

/* As lines of a plan's `file`. A device's bytes must not steer a terminal, where only the newlines
 * of a value stay. */
static void print_text(const char *text, bool is_line)
{
	const bool is_terminal = isatty(STDOUT_FILENO);
	bool is_plain = true;

	for (size_t n; *text; text += n) {
		n = is_terminal ? fp_text_next(text, &is_plain) : 1;
		if (*text == '\n')
			fputs(is_line || is_terminal ? "\\\n" : "\n", stdout);
		else if (is_plain)
			fwrite(text, 1, n, stdout);
		else
			putchar('?');
	}
	putchar('\n');
}

static json_t *describe(const struct editing *e)
{
	const struct fp_env_place *const place = &e->file.place;

	return json_pack("{s:o, s:I, s:I, s:b, s:b}", "file", outcome_text(e->file.path), "offset",
			 (json_int_t)env_file_offset(&e->file, place->offset[place->active]),
			 "size", (json_int_t)place->shape.size, "redundant",
			 (int)place->shape.is_redundant, "big_endian", (int)place->shape.is_big);
}

static int add_member(json_t *variables, const char *text, struct fp_error *err)
{
	const char *const value = strchr(text, '=') + 1;
	char *name = strndup(text, (size_t)(value - 1 - text));
	int code = 0;

	if (!name || json_object_set_new(variables, name, json_string(value)) < 0)
		code = fp_fail(err, FP_REFUSED, "`%.60s` is not UTF-8 text, as JSON needs it",
			       name ? name : "");
	free(name);
	return code;
}

static int print_var(const struct editing *e, const char *text, json_t *variables,
		     struct fp_error *err)
{
	if (e->o->is_json)
		return add_member(variables, text, err);
	if (e->n_words == 1)
		print_text(strchr(text, '=') + 1, false);
	else
		print_text(text, true);
	return 0;
}

/* Into a file or a pipe nothing goes that would come back as something else. */
static int check_texts(const char *const *texts, size_t n, struct fp_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *const trouble = fp_env_text_trouble(texts[i]);

		if (!trouble)
			continue;
		fp_fail(err, FP_REFUSED, "the variable `%.*s` cannot stand in a text: %s",
			(int)strcspn(texts[i], "="), texts[i], trouble);
		fp_hint(err, "--json has it as it is; `env unset` takes it out");
		return -FP_REFUSED;
	}
	return 0;
}

static int print_vars(struct editing *e, const char *const *texts, size_t n, struct fp_error *err)
{
	json_t *variables = json_object();
	int code = 0;

	for (size_t i = 0; code == 0 && i < n; i++)
		code = print_var(e, texts[i], variables, err);
	if (e->o->is_json) {
		outcome_members(describe(e));
		outcome_set("variables", variables);
	} else {
		json_decref(variables);
	}
	return code;
}

static int list(struct editing *e, struct fp_error *err)
{
	const char **texts;
	size_t n;
	int code = fp_env_list(active_block(e), &e->file.place.shape, &texts, &n, err);

	if (code == 0 && !e->o->is_json && !isatty(STDOUT_FILENO))
		code = check_texts(texts, n, err);
	if (code == 0)
		code = print_vars(e, texts, n, err);
	free(texts);
	return code;
}

static int get(struct editing *e, struct fp_error *err)
{
	const char **const texts = calloc(e->n_words, sizeof *texts);
	int code = texts ? 0 : fp_fail(err, FP_REFUSED, "out of memory");

	for (size_t i = 0; code == 0 && i < e->n_words; i++) {
		const char *const value =
			fp_env_get(active_block(e), &e->file.place.shape, e->words[i]);

		if (!value)
			code = fp_fail(err, FP_NO, "`%s` is not set", e->words[i]);
		else
			texts[i] = value - strlen(e->words[i]) - 1;
	}
	if (code == 0)
		code = print_vars(e, texts, e->n_words, err);
	free(texts);
	return code;
}

static int check_files(const struct editing *e, const char *output, struct fp_error *err)
{
	struct fp_file_set *set = fp_file_set_new();
	int code = set ? fp_file_set_output(set, output, err)
		       : fp_fail(err, FP_REFUSED, "out of memory");

	for (size_t i = 0; e->plan && i < e->plan->n_texts && code == 0; i++)
		code = fp_file_set_input(set, e->plan->texts[i].file, err);
	fp_file_set_free(set);
	return code;
}

static int change(struct editing *e, struct fp_error *err)
{
	const char *const path = e->o->output ? e->o->output : e->file.path;
	struct fp_env_place *const place = &e->file.place;
	bool is_changed;
	int code = fp_env_change(e->file.buf, place, e->words, e->n_words, &is_changed, err);

	if (code == 0 && e->o->output)
		code = give_binary(e->o, path, err);
	if (code == 0 && is_changed && place->n_copies == 2)
		place->active = !place->active;
	if (code == 0 && (is_changed || e->o->output))
		code = check_files(e, path, err);
	if (code == 0 && (is_changed || e->o->output))
		code = env_file_write(&e->file, path, err);
	if (code < 0)
		return code;
	outcome_members(describe(e));
	outcome_result(is_changed ? "written" : "already",
		       is_changed ? "written" : "nothing to do: it is so already");
	return 0;
}

static const struct action {
	const char *name;
	int (*run)(struct editing *e, struct fp_error *err);
	bool has_words, has_values;
} actions[] = {
	{ "get", get, true, false },
	{ "set", change, true, true },
	{ "unset", change, true, false },
	{ "list", list, false, false },
};
#define N_ACTIONS (sizeof actions / sizeof *actions)

static const struct action *find_action(const char *name, struct fp_error *err)
{
	for (size_t i = 0; i < N_ACTIONS; i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	fp_fail(err, FP_USAGE, "env: what is `%s`? Expected get, set, unset or list", name);
	return NULL;
}

static int check_words(const struct editing *e, const struct action *action, struct fp_error *err)
{
	const char *const wanted = action->has_values ? "NAME=VALUE" : "names of variables";

	if (!action->has_words && e->n_words)
		return fp_fail(err, FP_USAGE, "env %s: what is `%s`?", action->name, e->words[0]);
	if (action->has_words && !e->n_words)
		return fp_fail(err, FP_USAGE, "env %s: expected %s", action->name, wanted);
	for (size_t i = 0; i < e->n_words; i++)
		if (!strchr(e->words[i], '=') == action->has_values)
			return fp_fail(err, FP_USAGE, "env %s %s: expected %s", action->name,
				       e->words[i], wanted);
	return 0;
}

static bool is_env(const struct fp_partition *part)
{
	for (size_t i = 0; part->types && part->types[i]; i++)
		if (strcmp(part->types[i], "env") == 0)
			return true;
	for (size_t i = 0; i < part->n_pieces; i++)
		if (part->pieces[i].kind == FP_PIECE_ENV)
			return true;
	return false;
}

/* Of a range that is told the size, too, the rest is none. */
static void add_range(struct editing *e, struct fp_range range)
{
	if (e->o->size && e->o->size < range.size)
		range.size = e->o->size;
	e->ranges[e->n_ranges++] = range;
}

/* The partitions named with -i; else those that the plan has for environments. */
static int list_partitions(struct editing *e, struct fp_error *err)
{
	const struct options *const o = e->o;
	const struct fp_partition *part;

	if (e->file.size != e->plan->size)
		return fp_fail(err, FP_REFUSED,
			       "%s has %llu bytes, the chip of the plan %s has %llu", e->file.path,
			       (unsigned long long)e->file.size, e->plan->name,
			       (unsigned long long)e->plan->size);
	for (size_t i = 0; i < o->n_choices; i++) {
		part = fp_select_find(e->plan, o->choices[i].name, err);
		if (!part)
			return -FP_USAGE;
		for (size_t k = 0; k < e->n_ranges; k++)
			if (fp_range_overlaps(part->range, e->ranges[k]))
				return fp_fail(err, FP_USAGE, "-i %s: a part of it is named twice",
					       part->name);
		add_range(e, part->range);
	}
	for (size_t i = 0; i < e->plan->n_parts && !o->n_choices; i++)
		if (is_env(&e->plan->parts[i]))
			add_range(e, e->plan->parts[i].range);
	return 0;
}

static int list_ranges(struct editing *e, struct fp_error *err)
{
	const struct options *const o = e->o;
	struct fp_range range = { o->offset, o->size };
	int code;

	e->ranges = calloc((e->plan ? e->plan->n_parts : 0) + o->n_choices + 1, sizeof *e->ranges);
	if (!e->ranges)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (e->plan)
		return list_partitions(e, err);
	if (!o->has_offset && !o->size)
		return 0;
	if (range.offset >= e->file.size)
		return fp_fail(err, FP_REFUSED, "%s ends at 0x%llx, before --offset", e->file.path,
			       (unsigned long long)e->file.size);
	code = o->size ? 0 : env_file_size(&e->file, range.offset, &range.size, err);
	add_range(e, range);
	return code;
}

static int check_options(const struct options *o, const struct action *action, struct fp_error *err)
{
	if (o->n_choices && !o->plan)
		return fp_fail(err, FP_USAGE,
			       "env: -i names a partition of a plan: add --plan PLAN");
	if (o->has_offset && o->plan)
		return fp_fail(err, FP_USAGE, "env: --offset or --plan: one of them says where");
	if (o->size > FP_ENV_SIZE_MAX || (o->size && o->size < FP_ENV_SIZE_MIN))
		return fp_fail(err, FP_USAGE, "env: --size: expected from %d bytes to 1M",
			       FP_ENV_SIZE_MIN);
	if (o->output && action->run != change)
		return fp_fail(err, FP_USAGE, "env %s: -o is for set and unset", o->args[0]);
	return 0;
}

int cmd_env(const struct options *o, struct fp_error *err)
{
	struct editing e = { .o = o, .words = o->args + 2, .file.fd = -1 };
	const struct action *action = find_action(o->args[0], err);
	int code;

	if (!action)
		return -FP_USAGE;
	e.n_words = o->n_args - 2;
	code = check_options(o, action, err);
	if (code == 0)
		code = check_words(&e, action, err);
	if (code == 0 && o->plan)
		code = load_plan(o->plan, &e.plan);
	if (code == 0)
		code = env_file_open(&e.file, o->args[1], err);
	if (code == 0)
		code = list_ranges(&e, err);
	if (code == 0)
		code = env_file_find(&e.file, e.ranges, e.n_ranges, o->size, err);
	if (code == 0)
		code = action->run(&e, err);
	env_file_close(&e.file);
	free(e.ranges);
	fp_plan_free(e.plan);
	return code;
}
