// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan scan: a plan for a dump of which nothing is known.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file-out.h"
#include "base/file.h"
#include "dump/propose.h"
#include "options.h"
#include "outcome.h"
#include "report.h"
#include "say.h"

#define DUMP_MAX ((size_t)(FP_FLASH_SIZE_MAX / 2))

static const char *sureness_name(enum fp_sureness sureness)
{
	static const char *const names[] = {
		[FP_CERTAIN] = "certain", [FP_LIKELY] = "likely", [FP_GUESS] = "guess"
	};

	return names[sureness];
}

static const char *title_of(const struct fp_look *look)
{
	return look->kind ? look->kind->title : "nothing known";
}

static void tell_part(const struct fp_look *look, enum fp_sureness sureness)
{
	outcome_row("partitions",
		    json_pack("{s:s, s:I, s:I, s:s, s:s, s:I}", "name", look->part->name, "offset",
			      (json_int_t)look->range.offset, "size", (json_int_t)look->range.size,
			      "sureness", sureness_name(sureness), "kind",
			      look->kind ? look->kind->name : "unknown", "used",
			      (json_int_t)look->used));
}

/* "likely: legacy uImage, name Linux-3.10.14, ..." */
static json_t *comment_of(const struct fp_look *look, enum fp_sureness sureness)
{
	char line[FP_FOUND_TEXT], comment[FP_FOUND_TEXT + 64];

	fp_found_describe(&look->found, line);
	snprintf(comment, sizeof comment, "%s: %s%s%s", sureness_name(sureness), title_of(look),
		 line[0] ? ", " : "", line);
	return json_string(comment);
}

/* The plan as its own format writes it. */
static json_t *plan_json(const struct fp_plan *plan, struct fp_error *err)
{
	struct fp_faults *const notes = calloc(1, sizeof *notes);
	char *text = NULL;
	size_t n = 0;
	FILE *const out = open_memstream(&text, &n);
	int code = -FP_REFUSED;
	json_t *json = NULL;

	if (notes && out)
		code = fp_format_json.write(plan, out, notes, err);
	if (out && fclose(out) == 0 && code == 0)
		json = json_loadb(text, n, 0, NULL);
	if (!json)
		fp_fail(err, FP_REFUSED, "out of memory");
	free(text);
	free(notes);
	return json;
}

static int write_plan(const struct options *o, json_t *json, struct fp_error *err)
{
	char *const text = say_json(json, JSON_INDENT(2));
	char *const whole = text ? malloc(strlen(text) + 2) : NULL;
	int code;

	if (!whole) {
		free(text);
		return fp_fail(err, FP_REFUSED, "out of memory");
	}
	sprintf(whole, "%s\n", text);
	code = fp_file_replace(o->output, whole, strlen(whole), err);
	free(text);
	free(whole);
	return code;
}

static int save(const struct options *o, const struct fp_proposal *p, const struct fp_view *dump,
		struct fp_error *err)
{
	json_t *const json = plan_json(p->plan, err), *part;
	const char *const source = p->table ? p->table->name : NULL;
	size_t i;
	int code;

	if (!json)
		return -FP_REFUSED;
	json_object_set_new(
		json, "comment",
		source ? json_sprintf("proposed from the table in the dump: %s", source)
		       : json_string(
				 "proposed from the contents of the dump: sizes may be larger than the device's own, where erased bytes follow"));
	json_array_foreach(json_object_get(json, "partitions"), i, part)
	{
		const struct fp_partition *const own =
			fp_plan_find(p->plan, json_string_value(json_object_get(part, "name")));
		const struct fp_look look = fp_look_at(dump, own->range, own);

		json_object_set_new(part, "comment",
				    comment_of(&look, p->sureness[own - p->plan->parts]));
	}
	code = write_plan(o, json, err);
	json_decref(json);
	return code;
}

static int scan(const struct options *o, const struct fp_view *dump, struct fp_faults *notes,
		struct fp_error *err)
{
	struct fp_proposal p;
	int code = fp_propose(dump, o->args[0], &p, notes, err);

	for (size_t i = 0; i < notes->n && code == 0; i++)
		report_fault(stderr, &notes->item[i]);
	for (size_t i = 0; code == 0 && i < p.plan->n_parts; i++) {
		const struct fp_look look =
			fp_look_at(dump, p.plan->parts[i].range, &p.plan->parts[i]);

		tell_part(&look, p.sureness[i]);
	}
	if (code == 0) {
		outcome_fact("table", p.table ? json_string(p.table->name) : json_null());
		outcome_result("ok", p.table ? "by the table in it" : "by its contents");
	}
	if (code == 0 && o->output)
		code = save(o, &p, dump, err);
	fp_plan_free(p.plan);
	return code;
}

int cmd_scan(const struct options *o, struct fp_error *err)
{
	struct fp_faults *const notes = calloc(1, sizeof *notes);
	char *data = NULL;
	size_t n = 0;
	int code = 0;

	if (!notes)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (o->output && strcmp(o->output, "-") == 0)
		code = outcome_give_stdout(o, err);
	if (code == 0)
		code = fp_out_check(o->output, o->args[0], err);
	if (code == 0)
		code = fp_file_read(o->args[0], DUMP_MAX, &data, &n, err);
	if (code == 0) {
		const struct fp_view dump = {
			.data = (const uint8_t *)data, .fd = -1, .size = n, .erased = 0xff
		};

		code = scan(o, &dump, notes, err);
	}
	free(data);
	free(notes);
	return code;
}
