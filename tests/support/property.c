// SPDX-License-Identifier: GPL-2.0-or-later
// Plans there and back, without a file in between.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/rest.h"
#include "plan/json.h"
#include "support/property.h"

static char why[4096];
static struct fp_faults faults;

static const char *explain(const char *what, const char *format)
{
	const char *text = "";

	for (size_t i = 0; i < faults.n; i++)
		if (faults.item[i].severity == FP_ERROR)
			text = faults.item[i].text;
	snprintf(why, sizeof why, "%s %s: %s", format, what, text);
	return why;
}

static struct fp_plan *parse(const char *text, size_t n)
{
	struct fp_plan *plan = NULL;

	faults = (struct fp_faults){ 0 };
	if (fp_plan_parse(text, n, "plan.json", "", NULL, &plan, &faults) < 0)
		return NULL;
	return plan;
}

static char *write_json(const struct fp_plan *plan, size_t *n)
{
	struct fp_plan copy = *plan; /* nothing of it changes: JSON carries all */
	struct fp_error err = { 0 };
	char *text;

	faults = (struct fp_faults){ 0 };
	return fp_export_text(&fp_format_json, &copy, false, &text, n, &faults, &err) < 0 ? NULL
											  : text;
}

struct places {
	struct fp_range r[FP_PARTITIONS_MAX];
	size_t n;
};

static int by_place(const void *a, const void *b)
{
	const struct fp_range *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return (x->size > y->size) - (x->size < y->size);
}

/* What stands for the rest of a span only stands in the plan. */
static void list_places(const struct fp_plan *plan, bool with_spans, bool with_rests,
			struct places *places)
{
	places->n = 0;
	for (size_t i = 0; i < plan->n_parts; i++)
		if (with_rests || !fp_rest_is(plan, &plan->parts[i]))
			places->r[places->n++] = plan->parts[i].range;
	for (size_t i = 0; with_spans && i < plan->n_spans; i++)
		places->r[places->n++] = plan->spans[i].range;
	if (places->n)
		qsort(places->r, places->n, sizeof *places->r, by_place);
}

static bool is_equal(const struct places *a, const struct places *b)
{
	return a->n == b->n && (!a->n || memcmp(a->r, b->r, a->n * sizeof *a->r) == 0);
}

/* plan is changed as an export changes it. */
static const char *read_back(const struct fp_format *format, struct fp_plan *plan)
{
	struct fp_input in = { .file = "back", .size = plan->size };
	struct fp_plan *back = NULL;
	struct fp_error err = { 0 };
	static struct places wanted, found;
	const char *broken = NULL;
	char *text;

	const bool has_spans = format->carries & FP_CARRY_SPANS;

	if (!plan->mtd_id)
		plan->mtd_id = "spi0.0";
	faults = (struct fp_faults){ 0 };
	/* What a format cannot say it refuses. */
	if (fp_export_text(format, plan, false, &text, &in.n, &faults, &err) < 0)
		return NULL;
	list_places(plan, has_spans, true, &wanted);
	in.data = (const uint8_t *)text;
	if (fp_import(&in, &format, &back, &faults) < 0) {
		broken = explain("is not read back", format->name);
	} else {
		list_places(back, true, format == &fp_format_json, &found);
		if (!is_equal(&wanted, &found))
			broken = explain("has other places when it is read back", format->name);
	}
	fp_plan_free(back);
	free(text);
	return broken;
}

static const char *check_exports(const char *text, size_t n)
{
	const char *broken = NULL;

	for (size_t i = 0; fp_format_at(i) && !broken; i++) {
		const struct fp_format *const format = fp_format_at(i);
		struct fp_plan *copy;

		if (!format->read || !format->write)
			continue;
		copy = parse(text, n);
		broken = copy ? read_back(format, copy) : explain("is not accepted", "json");
		fp_plan_free(copy);
	}
	return broken;
}

const char *property_broken(const struct fp_plan *plan)
{
	const char *broken = NULL;
	size_t n = 0, n_again = 0;
	char *const text = write_json(plan, &n);
	struct fp_plan *const back = text ? parse(text, n) : NULL;
	char *const again = back ? write_json(back, &n_again) : NULL;

	if (!back)
		broken = explain("is not accepted", "json");
	else if (!again || n != n_again || memcmp(text, again, n) != 0)
		broken = explain("is another one when it is written again", "json");
	else
		broken = check_exports(text, n);
	fp_plan_free(back);
	free(text);
	free(again);
	return broken;
}
