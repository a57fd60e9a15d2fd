// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan layouts: the installed layouts, by the names that PLAN can be.

#include <jansson.h>

#include "base/arena.h"
#include "plan/layout-dir.h"
#include "options.h"
#include "outcome.h"
#include "plan/plan.h"
#include "report.h"

static json_t *row(const char *name, const struct fp_plan *plan)
{
	return json_pack("{s:s, s:I, s:I, s:s}", "layout", name, "size", (json_int_t)plan->size,
			 "partitions", (json_int_t)plan->n_parts, "title",
			 plan->title ? plan->title : "");
}

/* A broken layout does not hide the others: its faults are reported, and the command fails. */
static int add_rows(const char *dir, const char *const *names, struct fp_arena *arena)
{
	int code = 0;

	for (; *names; names++) {
		const char *const file = fp_arena_printf(arena, "%s/%s.json", dir, *names);
		struct fp_plan *plan = NULL;

		if (file && load_plan(file, &plan) == 0)
			outcome_row("layouts", row(*names, plan));
		else
			code = -FP_REFUSED;
		fp_plan_free(plan);
	}
	return code;
}

static int list(const char *dir, struct fp_arena *arena, struct fp_error *err)
{
	const char *const *names;
	int code;

	if (!arena)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = fp_layout_names(dir, arena, &names, err);
	if (code < 0)
		return code;
	return add_rows(dir, names, arena);
}

int cmd_layouts(const struct options *o, struct fp_error *err)
{
	const char *const dir = layout_dir();
	struct fp_arena *arena;
	int code;

	(void)o;
	if (!dir)
		return fp_fail(err, FP_REFUSED, "cannot tell where layouts are installed");
	arena = fp_arena_new();
	code = list(dir, arena, err);
	fp_arena_free(arena);
	return code;
}
