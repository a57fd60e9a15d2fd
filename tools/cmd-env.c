// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan env: the U-Boot environment in a dump, an image, or a file of its own.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file-out.h"
#include "content/env-find.h"
#include "content/env.h"
#include "base/file.h"
#include "base/number.h"
#include "options.h"
#include "outcome.h"
#include "report.h"

/* bytes */
#define FILE_MAX ((size_t)(FP_FLASH_SIZE_MAX < SIZE_MAX ? FP_FLASH_SIZE_MAX : SIZE_MAX / 2))

struct editing {
	const struct options *o;
	const char *file;
	char **words; /* behind the file, n_words of them */
	size_t n_words;
	struct fp_plan *plan; /* NULL: none is given */
	uint8_t *buf; /* the file */
	size_t size;
	struct fp_env_place place;
};

static const uint8_t *active_block(const struct editing *e)
{
	return e->buf + e->place.offset[e->place.active];
}

/* A device's bytes must not steer a terminal; into a pipe they go as they are. */
static void print_text(const char *text, bool is_line)
{
	const bool is_terminal = isatty(STDOUT_FILENO);

	for (; *text; text++) {
		const unsigned char c = (unsigned char)*text;

		if (c == '\n' && is_line)
			putchar('\\');
		putchar(is_terminal && (c < 0x20 || c == 0x7f) && c != '\n' && c != '\t' ? '?' : c);
	}
	putchar('\n');
}

static json_t *describe(const struct editing *e)
{
	const struct fp_env_place *const place = &e->place;

	return json_pack("{s:o, s:I, s:I, s:b, s:b}", "file", outcome_text(e->file), "offset",
			 (json_int_t)place->offset[place->active], "size",
			 (json_int_t)place->shape.size, "redundant", (int)place->shape.is_redundant,
			 "big_endian", (int)place->shape.is_big);
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

/* Those that are asked for, which are set; without any, all. */
static int print_vars(struct editing *e, struct fp_error *err)
{
	const struct fp_env_shape *const shape = &e->place.shape;
	json_t *variables = json_object();
	const char *text;
	size_t at = 0;
	int code = 0;

	for (size_t i = 0; code == 0 && i < e->n_words; i++) {
		text = fp_env_get(active_block(e), shape, e->words[i]);
		code = print_var(e, text - strlen(e->words[i]) - 1, variables, err);
	}
	while (code == 0 && !e->n_words && fp_env_next(active_block(e), shape, &at, &text))
		code = print_var(e, text, variables, err);
	if (e->o->is_json) {
		outcome_members(describe(e));
		outcome_set("variables", variables);
	} else {
		json_decref(variables);
	}
	return code;
}

static int get(struct editing *e, struct fp_error *err)
{
	for (size_t i = 0; i < e->n_words; i++)
		if (!fp_env_get(active_block(e), &e->place.shape, e->words[i]))
			return fp_fail(err, FP_NO, "`%s` is not set", e->words[i]);
	return print_vars(e, err);
}

static int change(struct editing *e, struct fp_error *err)
{
	const char *const path = e->o->output ? e->o->output : e->file;
	bool is_changed;
	int code = fp_env_change(e->buf, &e->place, e->words, e->n_words, &is_changed, err);

	if (code == 0 && strcmp(path, "-") == 0)
		code = outcome_give_stdout(e->o, err);
	if (code == 0 && is_changed && e->place.n_copies == 2)
		e->place.active = !e->place.active;
	if (code == 0 && (is_changed || e->o->output))
		code = fp_out_check(path, e->o->plan, err);
	if (code == 0 && (is_changed || e->o->output))
		code = fp_file_replace(path, e->buf, e->size, err);
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
	{ "list", print_vars, false, false },
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

/* The partitions named with -i; else those that the plan has for environments. */
static int list_ranges(const struct editing *e, struct fp_range *ranges, size_t *n,
		       struct fp_error *err)
{
	const struct options *const o = e->o;
	const struct fp_partition *part;

	for (size_t i = 0; i < o->n_choices; i++) {
		part = fp_select_find(e->plan, o->choices[i].name, err);
		if (!part)
			return -FP_USAGE;
		ranges[(*n)++] = part->range;
	}
	for (size_t i = 0; i < e->plan->n_parts && !o->n_choices; i++)
		if (is_env(&e->plan->parts[i]))
			ranges[(*n)++] = e->plan->parts[i].range;
	return 0;
}

static int locate(struct editing *e, struct fp_error *err)
{
	struct fp_range *ranges = NULL;
	size_t n = 0;
	int code = 0;

	if (e->plan) {
		if (e->size != e->plan->size)
			return fp_fail(err, FP_REFUSED,
				       "%s has %zu bytes, the chip of the plan %s has %llu",
				       e->file, e->size, e->plan->name,
				       (unsigned long long)e->plan->size);
		ranges = fp_arena_alloc(e->plan->arena, e->plan->n_parts + e->o->n_choices,
					sizeof *ranges);
		if (!ranges)
			return fp_fail(err, FP_REFUSED, "out of memory");
		code = list_ranges(e, ranges, &n, err);
	}
	return code < 0 ? code : fp_env_locate(e->buf, e->size, ranges, n, &e->place, err);
}

int cmd_env(const struct options *o, struct fp_error *err)
{
	struct editing e = { .o = o, .file = o->args[1], .words = o->args + 2 };
	const struct action *action = find_action(o->args[0], err);
	char *text = NULL;
	int code;

	if (!action)
		return -FP_USAGE;
	if (o->n_choices && !o->plan)
		return fp_fail(err, FP_USAGE,
			       "env: -i names a partition of a plan: add --plan PLAN");
	if (o->output && action->run != change)
		return fp_fail(err, FP_USAGE, "env %s: -o is for set and unset", o->args[0]);
	e.n_words = o->n_args - 2;
	code = check_words(&e, action, err);
	if (code == 0 && o->plan)
		code = load_plan(o->plan, &e.plan);
	if (code == 0)
		code = fp_file_read(e.file, FILE_MAX, &text, &e.size, err);
	e.buf = (uint8_t *)text;
	if (code == 0)
		code = locate(&e, err);
	if (code == 0)
		code = action->run(&e, err);
	free(text);
	fp_plan_free(e.plan);
	return code;
}
