// SPDX-License-Identifier: GPL-2.0-or-later
// The rules of fields: where they may lie, and which may share bytes.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "plan/check-fields.h"
#include "plan/check.h"
#include "plan/locate.h"

/* A copy of a field, on the chip. */
struct copy {
	struct fp_range range;
	const struct fp_field *field;
};

struct check {
	const struct fp_plan *plan;
	struct fp_faults *faults;
	struct copy *copies; /* those whose place is good */
	size_t n_copies;
	char pointer[FP_POINTER_MAX];
};

/* "/fields/NAME/KEY", valid until the next call. */
static const char *pointer_to(struct check *c, const struct fp_field *field, const char *key)
{
	c->pointer[0] = 0;
	fp_pointer_push(c->pointer, "fields");
	fp_pointer_push(c->pointer, field->name);
	if (key[0])
		fp_pointer_push(c->pointer, key);
	return c->pointer;
}

#define FAULT(c, field, key, ...)                                                                  \
	fp_plan_fault((c)->plan, (c)->faults, FP_ERROR, pointer_to(c, field, key), __VA_ARGS__)

static void check_name(struct check *c, const struct fp_field *field)
{
	if (!fp_name_is_valid(field->name))
		FAULT(c, field, "name",
		      "\"%.40s\" cannot be a name: expected up to %d of A-Z a-z 0-9 _ . + -, the "
		      "first a letter, digit or _",
		      field->name, FP_NAME_MAX);
	/* Two in a text were found before its merging. */
	else if (!c->plan->n_texts && fp_plan_find_field(c->plan, field->name) != field)
		FAULT(c, field, "name", "the field `%s` is there twice", field->name);
}

static const struct fp_partition *find_partition(struct check *c, const struct fp_field *field)
{
	const struct fp_partition *const part = fp_plan_find(c->plan, field->partition);
	struct fp_error *err;

	if (part && !part->is_span)
		return part;
	err = FAULT(c, field, "partition", "`%.40s` is %s", field->partition,
		    part ? "a span: a field lies in a partition" : "no partition");
	if (!part && fp_plan_suggest(c->plan, field->partition))
		fp_hint(err, "did you mean `%s`?", fp_plan_suggest(c->plan, field->partition));
	return NULL;
}

static void check_variable(struct check *c, const struct fp_field *field,
			   const struct fp_partition *part)
{
	struct fp_error *err;

	for (size_t i = 0; part->types && part->types[i]; i++)
		if (strcmp(part->types[i], "env") == 0)
			return;
	err = FAULT(c, field, "env", "`%s` is not of the type env", part->name);
	fp_hint(err, "a variable lies in a partition with \"type\": \"env\"");
}

static bool is_known(const struct fp_field *field)
{
	for (size_t i = 0; i < field->n_copies; i++)
		if (field->copies[i] >= FP_OFFSET_UNKNOWN)
			return false;
	return field->format && field->offset < FP_OFFSET_UNKNOWN && field->size < FP_SIZE_UNKNOWN;
}

/* Each copy, with all that its checksum covers. */
static bool check_copies(struct check *c, const struct fp_field *field,
			 const struct fp_partition *part)
{
	const uint64_t covered = fp_field_checksum_size(field->checksum);
	const uint64_t size = covered > field->size ? covered : field->size;

	for (size_t i = 0; i <= field->n_copies; i++) {
		struct fp_range r = { field->offset, size };

		if (i && !fp_add(r.offset, field->copies[i - 1], &r.offset))
			r.offset = UINT64_MAX;
		if (fp_range_fits(r, part->range.size))
			continue;
		FAULT(c, field, i ? "copies" : "offset",
		      "0x%" PRIx64 "+0x%" PRIx64 "%s does not lie inside the 0x%" PRIx64
		      " bytes of `%s`",
		      r.offset, r.size, covered ? ", which the checksum covers," : "",
		      part->range.size, part->name);
		return false;
	}
	return true;
}

static void check_field(struct check *c, const struct fp_field *field)
{
	const struct fp_partition *part;

	check_name(c, field);
	part = find_partition(c, field);
	if (part && field->env)
		check_variable(c, field, part);
	if (!part || field->env || !is_known(field) || !fp_range_is_known(part->range) ||
	    !fp_range_fits(part->range, c->plan->size))
		return;
	if (!field->size || field->size > FP_FIELD_SIZE_MAX) {
		FAULT(c, field, "size", "a field of %" PRIu64 " bytes: expected 1 to %d",
		      field->size, FP_FIELD_SIZE_MAX);
		return;
	}
	if (!check_copies(c, field, part))
		return;
	for (size_t i = 0; i <= field->n_copies; i++)
		c->copies[c->n_copies++] =
			(struct copy){ fp_field_range(c->plan, field, i), field };
}

static bool holds(const struct copy *outer, const struct copy *inner)
{
	return outer->field != inner->field && !outer->field->format->size &&
	       strcmp(outer->field->format->name, "hex") == 0 &&
	       outer->range.size > inner->range.size &&
	       fp_range_contains(outer->range, inner->range);
}

bool fp_field_holds(const struct fp_plan *plan, const struct fp_field *outer,
		    const struct fp_field *inner)
{
	const struct copy out = { fp_field_range(plan, outer, 0), outer };
	const struct copy in = { fp_field_range(plan, inner, 0), inner };

	return holds(&out, &in);
}

/* Of two at one place the larger goes first, as it may hold the other. */
static int by_offset(const void *a, const void *b)
{
	const struct copy *const x = a, *const y = b;

	if (x->range.offset != y->range.offset)
		return x->range.offset < y->range.offset ? -1 : 1;
	if (x->range.size != y->range.size)
		return x->range.size > y->range.size ? -1 : 1;
	return (x->field > y->field) - (x->field < y->field);
}

static void report_overlap(struct check *c, const struct copy *a, const struct copy *b)
{
	/* The one that stands later in the plan is the one to look at. */
	const struct fp_field *const later = a->field > b->field ? a->field : b->field;
	const struct fp_field *const other = a->field > b->field ? b->field : a->field;

	if (later == other)
		FAULT(c, later, "copies", "copies of `%s` share bytes at 0x%" PRIx64, later->name,
		      b->range.offset);
	else
		FAULT(c, later, "", "`%s` and `%s` share bytes at 0x%" PRIx64, later->name,
		      other->name, b->range.offset);
}

/* A stack of those that are not yet over, each inside of the one before: the list's own start,
 * whose items are done. */
static void check_overlaps(struct check *c)
{
	struct copy *const open = c->copies;
	size_t depth = 0;

	if (c->n_copies)
		qsort(c->copies, c->n_copies, sizeof *c->copies, by_offset);
	for (size_t i = 0; i < c->n_copies; i++) {
		const struct copy copy = c->copies[i];

		while (depth && fp_range_end(open[depth - 1].range) <= copy.range.offset)
			depth--;
		if (depth && !holds(&open[depth - 1], &copy))
			report_overlap(c, &open[depth - 1], &copy);
		else
			open[depth++] = copy;
	}
}

void fp_plan_check_fields(const struct fp_plan *plan, struct fp_faults *faults)
{
	struct check c = { .plan = plan, .faults = faults };
	size_t n = plan->n_fields;

	for (size_t i = 0; i < plan->n_fields; i++)
		n += plan->fields[i].n_copies;
	c.copies = malloc((n + 1) * sizeof *c.copies);
	if (!c.copies) {
		fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
		return;
	}
	for (size_t i = 0; i < plan->n_fields; i++)
		check_field(&c, &plan->fields[i]);
	check_overlaps(&c);
	free(c.copies);
}
