// SPDX-License-Identifier: GPL-2.0-or-later
// A U-Boot environment as content, from JSON.

#include <jansson.h>
#include <string.h>

#include "content/env.h"
#include "plan/env.h"

/* An environment that is being read. */
struct draft {
	struct fp_piece *piece;
	struct fp_env *env;
};

static void read_var(struct fp_reader *r, const char *name, json_t *value, struct fp_env_var *var)
{
	const size_t old = fp_pointer_push(r->pointer, name);

	if (!*name || strchr(name, '='))
		FP_FAULT(r, "\"%.60s\" cannot be the name of a variable", name);
	if (!json_is_string(value))
		fp_reader_refuse(r, "the variable's value as a string", value);
	else
		var->value = fp_arena_strdup(r->plan->arena, json_string_value(value));
	var->name = fp_arena_strdup(r->plan->arena, name);
	if (!var->name || (json_is_string(value) && !var->value))
		FP_FAULT(r, "out of memory");
	r->pointer[old] = 0;
}

static void read_vars(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_env *const env = ((struct draft *)out)->env;
	const size_t n = json_object_size(value);
	struct fp_env_var *vars = fp_reader_alloc(r, n, sizeof *vars);
	const char *name;
	json_t *text;

	if (!json_is_object(value)) {
		fp_reader_refuse(r, "an object of variables", value);
		return;
	}
	if (n > FP_ENV_VARS_MAX)
		FP_FAULT(r, "more than %d variables", FP_ENV_VARS_MAX);
	env->vars = vars;
	json_object_foreach(value, name, text) if (vars)
		read_var(r, name, text, &vars[env->n_vars++]);
}

static void read_text(struct fp_reader *r, json_t *value, void *out)
{
	fp_read_path(r, value, ((struct draft *)out)->piece);
}

static void read_size(struct fp_reader *r, json_t *value, void *out)
{
	uint64_t size = 0;

	if (!fp_reader_number(r, value, &size))
		return;
	if (size < FP_ENV_SIZE_MIN || size > FP_ENV_SIZE_MAX)
		FP_FAULT(r, "expected a size from %d bytes to 1M", FP_ENV_SIZE_MIN);
	else
		((struct draft *)out)->piece->length = size;
}

static void read_redundant(struct fp_reader *r, json_t *value, void *out)
{
	fp_read_bool(r, value, &((struct draft *)out)->env->is_redundant);
}

static void read_big(struct fp_reader *r, json_t *value, void *out)
{
	fp_read_bool(r, value, &((struct draft *)out)->env->is_big);
}

void fp_read_env(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "vars", read_vars, 0 },      { "file", read_text, 0 },
		{ "size", read_size, 0 },      { "redundant", read_redundant, 0 },
		{ "big-endian", read_big, 0 }, { NULL, NULL, 0 },
	};
	struct draft draft = { out, fp_reader_alloc(r, 1, sizeof *draft.env) };
	const size_t before = r->faults->n_errors;

	draft.piece->kind = FP_PIECE_ENV;
	if (!draft.env)
		return;
	if (fp_reader_object(r, value, keys, &draft) &&
	    !json_object_get(value, "vars") == !json_object_get(value, "file"))
		FP_FAULT(r, "expected either `vars` or `file`, a text of name=value lines");
	/* Of one with faults nothing more is said. */
	draft.piece->env = r->faults->n_errors == before ? draft.env : NULL;
}
