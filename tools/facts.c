// SPDX-License-Identifier: GPL-2.0-or-later
// Facts of a programmer, and the layouts that fit them.

#include <stdio.h>
#include <string.h>

#include "facts.h"
#include "formats/format.h"
#include "outcome.h"
#include "plan/layout-dir.h"
#include "report.h"
#include "session.h"

/* "name: value" */
static void take_fact(void *ctx, enum fp_log_level level, const char *line)
{
	struct facts *const facts = ctx;
	const char *const colon = strstr(line, ": ");
	char name[32];

	if (level != FP_LOG_FACT) {
		print_log(facts->o, level, line);
	} else if (colon && (size_t)(colon - line) < sizeof name) {
		snprintf(name, sizeof name, "%.*s", (int)(colon - line), line);
		if (!facts->items)
			facts->items = json_object();
		json_object_set_new(facts->items, name, outcome_text(colon + 2));
	}
}

struct fp_host facts_host(struct facts *facts)
{
	return (struct fp_host){ .ctx = facts, .log = take_fact };
}

static bool has_partition(const struct fp_plan *plan, struct fp_range range)
{
	for (size_t i = 0; i < plan->n_parts; i++)
		if (fp_range_is_same(plan->parts[i].range, range))
			return true;
	return false;
}

/* A table of one entry or two fits too much. */
static bool is_match(const struct fp_plan *layout, const struct fp_plan *table)
{
	size_t n = 0;

	if (layout->size != table->size || table->n_parts < 3)
		return false;
	while (n < table->n_parts && has_partition(layout, table->parts[n].range))
		n++;
	return n == table->n_parts;
}

static json_t *list_matches(const char *dir, const char *const *names, struct fp_arena *arena,
			    const struct fp_plan *table)
{
	json_t *list = json_array();

	for (; *names; names++) {
		const char *const file = fp_arena_printf(arena, "%s/%s.json", dir, *names);
		struct fp_plan *plan = NULL;

		if (file && load_layout(file, &plan) == 0 && is_match(plan, table))
			json_array_append_new(list, json_string(*names));
		fp_plan_free(plan);
	}
	return list;
}

static struct fp_plan *read_table(const char *text, uint64_t size)
{
	static struct fp_faults faults;
	const struct fp_format *format = &fp_format_mtdparts;
	const struct fp_input in = {
		.data = (const uint8_t *)text, .n = strlen(text), .file = "mtdparts", .size = size
	};
	struct fp_plan *plan = NULL;

	faults = (struct fp_faults){ 0 };
	if (fp_import(&in, &format, &plan, &faults) < 0) {
		fp_plan_free(plan);
		plan = NULL;
	}
	return plan;
}

static void add_layouts(const struct facts *facts, uint64_t size)
{
	const char *const text = json_string_value(json_object_get(facts->items, "mtdparts"));
	const char *const dir = layout_dir();
	struct fp_plan *table = text ? read_table(text, size) : NULL;
	struct fp_arena *arena = table ? fp_arena_new() : NULL;
	struct fp_error ignored = { 0 };
	const char *const *names;

	if (dir && arena && fp_layout_names(dir, arena, &names, &ignored) == 0)
		outcome_set("layouts", list_matches(dir, names, arena, table));
	fp_arena_free(arena);
	fp_plan_free(table);
}

void facts_report(const struct facts *facts, uint64_t size)
{
	const char *name;
	json_t *value;

	json_object_foreach(facts->items, name, value) outcome_set(name, json_incref(value));
	add_layouts(facts, size);
}

void facts_free(struct facts *facts)
{
	json_decref(facts->items);
	facts->items = NULL;
}
