// SPDX-License-Identifier: GPL-2.0-or-later
// The plan's table in environments.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "plan/pieces.h"
#include "selection/expand.h"

/* "mtdparts=ID:...", without its newline. */
static char *table_text(const struct fp_plan *plan, struct fp_error *err)
{
	struct fp_faults *notes = calloc(1, sizeof *notes);
	char *text = NULL;
	size_t size = 0;
	FILE *out = notes ? open_memstream(&text, &size) : NULL;
	int code = -FP_REFUSED;

	if (out) {
		code = fp_format_mtdparts.write(plan, out, notes, err);
		if (fclose(out) != 0)
			code = -FP_REFUSED;
	}
	free(notes);
	if (code < 0) {
		free(text);
		fp_fail(err, FP_REFUSED, "out of memory");
		return NULL;
	}
	text[strcspn(text, "\n")] = 0;
	return text;
}

static const char *replace(const char *value, const char *table, struct fp_arena *arena)
{
	const char *at;

	while (value && (at = strstr(value, FP_ENV_TABLE)))
		value = fp_arena_printf(arena, "%.*s%s%s", (int)(at - value), value, table,
					at + strlen(FP_ENV_TABLE));
	return value;
}

int fp_env_expand(const struct fp_env *env, const struct fp_plan *plan, struct fp_arena *arena,
		  const struct fp_env **expanded, struct fp_error *err)
{
	struct fp_env_var *vars;
	struct fp_env *copy;
	char *table;

	*expanded = env;
	if (!fp_env_wants_table(env))
		return 0;
	table = table_text(plan, err);
	if (!table)
		return -FP_REFUSED;
	copy = fp_arena_alloc(arena, 1, sizeof *copy);
	vars = fp_arena_alloc(arena, env->n_vars, sizeof *vars);
	for (size_t i = 0; copy && vars && i < env->n_vars; i++) {
		vars[i] = (struct fp_env_var){ env->vars[i].name,
					       replace(env->vars[i].value, table, arena) };
		if (!vars[i].value)
			copy = NULL;
	}
	free(table);
	if (!copy || !vars)
		return fp_fail(err, FP_REFUSED, "out of memory");
	*copy = *env;
	copy->vars = vars;
	*expanded = copy;
	return 0;
}
