// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan diff: what differs between two images or dumps, partition by partition.

#include <stdlib.h>
#include <string.h>

#include "dump/diff.h"
#include "base/number.h"
#include "options.h"
#include "outcome.h"
#include "plan/value.h"
#include "report.h"

#define PLACES_MAX 256 /* lines of --hex */

struct comparing {
	const struct options *o;
	struct fp_plan *plan;
	struct fp_dump a, b;
	const char *name; /* of the range that is compared */
	bool is_equal;
	size_t n_places, n_lost; /* shown, and not shown */
};

static void add_place(void *ctx, const struct fp_diff_line *line)
{
	struct comparing *const c = ctx;
	char a[2 * FP_DIFF_LINE + 1], b[2 * FP_DIFF_LINE + 1];

	if (c->n_places == PLACES_MAX) {
		c->n_lost++;
		return;
	}
	c->n_places++;
	fp_hex_encode(line->a, line->n, a);
	fp_hex_encode(line->b, line->n, b);
	outcome_row("places", json_pack("{s:I, s:s, s:s, s:s}", "offset", (json_int_t)line->offset,
					"name", c->name, "a", a, "b", b));
}

static json_t *describe(const char *name, struct fp_range range, const struct fp_diff *d)
{
	static const char *const results[] = {
		[FP_DIFF_EQUAL] = "equal",
		[FP_DIFF_DIFFERS] = "differs",
		[FP_DIFF_ERASED_IN_A] = "erased_in_a",
		[FP_DIFF_ERASED_IN_B] = "erased_in_b",
		[FP_DIFF_PADDING] = "padding_differs",
	};
	json_t *row = json_pack("{s:s, s:I, s:I, s:s}", "name", name, "offset",
				(json_int_t)range.offset, "size", (json_int_t)range.size, "result",
				d ? results[d->result] : "ignored");

	if (row && d && d->bytes) {
		json_object_set_new(row, "first_difference", json_integer((json_int_t)d->first));
		json_object_set_new(row, "bytes_differing", json_integer((json_int_t)d->bytes));
		json_object_set_new(row, "blocks_differing", json_integer((json_int_t)d->blocks));
		if (d->result == FP_DIFF_DIFFERS && fp_contrast_why(&d->contrast))
			json_object_set_new(row, "why", json_string(fp_contrast_why(&d->contrast)));
	}
	return row;
}

static bool is_ignored(const struct comparing *c, struct fp_range range)
{
	for (size_t i = 0; i < c->o->ignored.n; i++)
		if (fp_range_contains(fp_plan_find(c->plan, c->o->ignored.items[i])->range, range))
			return true;
	return false;
}

static int compare(struct comparing *c, const char *name, struct fp_range range,
		   struct fp_error *err)
{
	const struct fp_diff_options options = { .erased = c->plan->erased,
						 .block = c->plan->erase_size > FP_DIFF_LINE
								  ? c->plan->erase_size
								  : FP_DIFF_LINE,
						 .line = c->o->is_hex ? add_place : NULL,
						 .ctx = c };
	struct fp_diff diff;
	int code;

	if (is_ignored(c, range)) {
		outcome_row("partitions", describe(name, range, NULL));
		return 0;
	}
	c->name = name;
	code = fp_diff_range(&c->a, &c->b, range, &options, &diff, err);
	if (code < 0)
		return code;
	c->is_equal &= diff.result == FP_DIFF_EQUAL;
	outcome_row("partitions", describe(name, range, &diff));
	return 0;
}

/* The partition that begins first at or behind an offset. */
static const struct fp_partition *next_partition(const struct fp_plan *plan, uint64_t offset)
{
	const struct fp_partition *next = NULL;

	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_partition *const part = &plan->parts[i];

		if (part->range.offset >= offset &&
		    (!next || part->range.offset < next->range.offset))
			next = part;
	}
	return next;
}

/* In offset order, gaps between partitions too: all of the chip. */
static int compare_all(struct comparing *c, struct fp_error *err)
{
	uint64_t at = 0;
	int code = 0;

	while (at < c->plan->size && code == 0) {
		const struct fp_partition *const part = next_partition(c->plan, at);
		const uint64_t start = part ? part->range.offset : c->plan->size;

		if (start > at)
			code = compare(c, "(gap)", (struct fp_range){ at, start - at }, err);
		if (part && code == 0)
			code = compare(c, part->name, part->range, err);
		at = part ? fp_range_end(part->range) : start;
	}
	return code;
}

static int read_field(const struct comparing *c, const struct fp_dump *dump,
		      const struct fp_field *field, struct fp_value *value, struct fp_error *err)
{
	const struct fp_range extent = fp_field_extent(c->plan, field);
	uint8_t *const bytes = malloc((size_t)extent.size);
	int code = bytes ? fp_dump_read(dump, extent, bytes, err)
			 : fp_fail(err, FP_REFUSED, "out of memory");

	if (code == 0)
		code = fp_value_read(c->plan, field, bytes, value, err);
	free(bytes);
	return code;
}

static void tell_field(const struct fp_field *field, const char *a, const char *b)
{
	json_t *row = json_pack("{s:s, s:s}", "name", field->name, "partition", field->partition);
	const char *const values[] = { a, b }, *const keys[] = { "a", "b" };

	for (size_t i = 0; i < 2; i++) {
		struct fp_error ignored = { 0 };
		const char *doubt = NULL;

		if (!values[i])
			continue;
		json_object_set_new(row, keys[i], outcome_text(values[i]));
		if (fp_field_judge(field->format, values[i], &doubt, &ignored) < 0 || doubt)
			report_note("`%s` of %s is %s: %s; `%s` should have been kept", field->name,
				    i ? "B" : "A", values[i], doubt, field->partition);
	}
	outcome_row("fields", row);
}

/* Of the fields in what is compared, those whose values differ. */
static int compare_fields(struct comparing *c, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < c->plan->n_fields && code == 0; i++) {
		const struct fp_field *const field = &c->plan->fields[i];
		struct fp_value a = { 0 }, b = { 0 };

		if (is_ignored(c, fp_field_extent(c->plan, field)))
			continue;
		code = read_field(c, &c->a, field, &a, err);
		if (code == 0)
			code = read_field(c, &c->b, field, &b, err);
		if (code == 0 && (!a.text != !b.text || (a.text && strcmp(a.text, b.text) != 0)))
			tell_field(field, a.text, b.text);
		free(a.text);
		free(b.text);
	}
	return code;
}

static int open_all(struct comparing *c, struct fp_error *err)
{
	int code = load_plan(c->o->args[0], &c->plan);

	for (size_t i = 0; i < c->o->ignored.n && code == 0; i++)
		if (!fp_select_find(c->plan, c->o->ignored.items[i], err))
			code = -FP_USAGE;
	if (code == 0)
		code = fp_dump_open(&c->a, c->o->args[1], c->plan, err);
	if (code == 0)
		code = fp_dump_open(&c->b, c->o->args[2], c->plan, err);
	return code;
}

int cmd_diff(const struct options *o, struct fp_error *err)
{
	struct comparing c = { .o = o, .a.fd = -1, .b.fd = -1, .is_equal = true };
	int code = open_all(&c, err);

	if (code == 0)
		code = compare_all(&c, err);
	if (code == 0)
		code = compare_fields(&c, err);
	if (code == 0)
		outcome_result(c.is_equal ? "equal" : "differs", NULL);
	if (code == 0 && c.n_lost)
		report_note("%zu more places are not shown", c.n_lost);
	fp_dump_close(&c.a);
	fp_dump_close(&c.b);
	fp_plan_free(c.plan);
	return code == 0 && !c.is_equal ? -FP_NO : code;
}
