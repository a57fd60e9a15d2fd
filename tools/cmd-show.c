// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan show: a plan as a table, or normalised as JSON.

#define _GNU_SOURCE /* open_memstream */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/format.h"
#include "base/number.h"
#include "options.h"
#include "outcome.h"
#include "report.h"

static json_t *content_text(const struct fp_partition *part)
{
	const struct fp_piece *const piece = part->pieces;

	if (!part->n_pieces)
		return json_string("");
	if (part->n_pieces > 1)
		return json_sprintf("%zu pieces", part->n_pieces);
	if (piece->kind == FP_PIECE_FILE)
		return json_string(piece->path);
	if (piece->kind == FP_PIECE_ENV && piece->path)
		return json_sprintf("environment from %s", piece->path);
	if (piece->kind == FP_PIECE_ENV)
		return json_sprintf("environment of %zu variables", piece->env->n_vars);
	if (piece->kind == FP_PIECE_FILL)
		return json_sprintf("filled with 0x%02x", piece->fill);
	return json_sprintf("%llu bytes", (unsigned long long)piece->length);
}

static json_t *types_json(const struct fp_partition *part)
{
	json_t *list = json_array();

	for (size_t i = 0; part->types && part->types[i]; i++)
		json_array_append_new(list, json_string(part->types[i]));
	return list;
}

static json_t *flags_json(const struct fp_partition *part)
{
	json_t *list = json_array();

	if (part->per_device)
		json_array_append_new(list, json_string("per-device"));
	if (part->read_only)
		json_array_append_new(list, json_string("read-only"));
	for (size_t i = 0; i < part->n_keeps; i++)
		json_array_append_new(list, json_sprintf("keeps 0x%llx+0x%llx",
							 (unsigned long long)part->keeps[i].offset,
							 (unsigned long long)part->keeps[i].size));
	return list;
}

static void add_rows(const char *key, const struct fp_partition *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct fp_partition *const part = &parts[i];

		outcome_row(key,
			    json_pack("{s:o, s:I, s:I, s:o, s:o, s:o}", "name",
				      outcome_text(part->name), "offset",
				      (json_int_t)part->range.offset, "size",
				      (json_int_t)part->range.size, "type", types_json(part),
				      "content", content_text(part), "flags", flags_json(part)));
	}
}

/* Where a field lies, in its partition. */
static json_t *place_text(const struct fp_field *field)
{
	if (field->env)
		return json_sprintf("variable %s", field->env);
	return json_sprintf("0x%llx%s", (unsigned long long)field->offset,
			    field->n_copies ? " and copies" : "");
}

static void add_fields(const struct fp_plan *plan)
{
	for (size_t i = 0; i < plan->n_fields; i++) {
		const struct fp_field *const field = &plan->fields[i];

		outcome_row("fields", json_pack("{s:s, s:s, s:o, s:s}", "name", field->name,
						"partition", field->partition, "place",
						place_text(field), "format", field->format->name));
	}
}

static int add_plan(const struct fp_plan *plan, struct fp_error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int code = out ? fp_format_json.write(plan, out, NULL, err) : -FP_REFUSED;

	if (out && fclose(out) == 0 && code == 0)
		outcome_fact("plan", json_loadb(text, size, 0, NULL));
	free(text);
	return code < 0 ? fp_fail(err, FP_REFUSED, "out of memory") : 0;
}

static void add_words(const struct fp_plan *plan)
{
	char size[FP_SIZE_WORDS], erase[FP_SIZE_WORDS];

	outcome_set("plan", json_sprintf("%s%s%s", plan->name, plan->title ? ": " : "",
					 plan->title ? plan->title : ""));
	outcome_set("flash", json_sprintf("%s, erase blocks of %s", fp_size_words(plan->size, size),
					  fp_size_words(plan->erase_size, erase)));
}

int cmd_show(const struct options *o, struct fp_error *err)
{
	struct fp_plan *plan;
	int code = load_plan(o->args[0], &plan);

	if (code == 0 && o->is_json)
		code = add_plan(plan, err);
	else if (code == 0)
		add_words(plan);
	if (code == 0) {
		add_rows("partitions", plan->parts, plan->n_parts);
		add_rows("spans", plan->spans, plan->n_spans);
		add_fields(plan);
	}
	for (size_t i = 0; code == 0 && i < plan->n_parts; i++)
		if (plan->parts[i].note)
			outcome_row("remarks",
				    json_pack("{s:s, s:s}", "note_to", plan->parts[i].name, "text",
					      plan->parts[i].note));
	fp_plan_free(plan);
	return code;
}
