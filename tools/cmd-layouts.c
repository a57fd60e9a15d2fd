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
static int add_rows(const char *dir, const char *const *names, const struct options *o,
		    struct fp_arena *arena, size_t *n)
{
	int code = 0;

	for (; *names; names++) {
		const char *const file = fp_arena_printf(arena, "%s/%s.json", dir, *names);
		struct fp_plan *plan = NULL;

		if (!file || load_layout(file, &plan) < 0)
			code = -FP_REFUSED;
		else if (fp_layout_has(*names, plan, o->args, o->n_args)) {
			outcome_row("layouts", row(*names, plan));
			++*n;
		}
		fp_plan_free(plan);
	}
	return code;
}

static int list(const char *dir, struct fp_arena *arena, const struct options *o,
		struct fp_error *err)
{
	const char *const *names;
	size_t n = 0;
	int code;

	if (!arena)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = fp_layout_names(dir, arena, &names, err);
	if (code < 0)
		return code;
	code = add_rows(dir, names, o, arena, &n);
	if (code == 0 && o->n_args && !n) {
		code = fp_fail(err, FP_NO, "no installed layout has all of these words");
		fp_hint(err,
			"`flashplan layouts` lists all; words are looked for in names, devices, SoCs and chips");
	}
	return code;
}

int cmd_layouts(const struct options *o, struct fp_error *err)
{
	const char *const dir = layout_dir();
	struct fp_arena *arena;
	int code;

	if (!dir)
		return fp_fail(err, FP_REFUSED, "cannot tell where layouts are installed");
	arena = fp_arena_new();
	code = list(dir, arena, o, err);
	fp_arena_free(arena);
	return code;
}
