// SPDX-License-Identifier: GPL-2.0-or-later
// From a plan to a file of any format.

#include <stdlib.h>
#include <string.h>

#include "base/file-out.h"
#include "base/text.h"
#include "formats/format.h"
#include "formats/rest.h"

/* Of a format in which places may overlap: outer partitions go out like others, and what the inner
 * ones leave of them does not. All spans go out where that is asked for, and as spans where the
 * format has some. */
static int join_spans(struct fp_plan *plan, bool is_all, bool has_spans, struct fp_error *err)
{
	const size_t n = plan->n_parts + plan->n_spans;
	struct fp_partition *const parts = fp_arena_alloc(plan->arena, n, sizeof *parts);
	struct fp_partition *const spans = fp_arena_alloc(plan->arena, n, sizeof *spans);
	size_t n_parts = 0, n_spans = 0;

	if (!parts || !spans)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < plan->n_parts; i++)
		if (!fp_rest_is(plan, &plan->parts[i]))
			parts[n_parts++] = plan->parts[i];
	for (size_t i = 0; i < plan->n_spans; i++) {
		if (!has_spans && (is_all || fp_rest_has(plan, &plan->spans[i])))
			parts[n_parts++] = plan->spans[i];
		else
			spans[n_spans++] = plan->spans[i];
	}
	plan->parts = parts;
	plan->n_parts = n_parts;
	plan->spans = spans;
	plan->n_spans = n_spans;
	return 0;
}

/* What partitions and spans have beyond their place. */
struct traits {
	bool labels, read_only, contents, keeps, types, per_device, notes;
};

static void find_traits(const struct fp_partition *parts, size_t n, struct traits *t)
{
	for (size_t i = 0; i < n; i++) {
		t->labels |= parts[i].label != NULL;
		t->read_only |= parts[i].read_only;
		t->contents |= parts[i].n_pieces > 0;
		t->keeps |= parts[i].n_keeps > 0;
		t->types |= parts[i].types != NULL;
		t->per_device |= parts[i].per_device;
		t->notes |= parts[i].note != NULL;
	}
}

static void note_omitted(const struct fp_format *format, const struct fp_plan *plan,
			 struct fp_faults *notes)
{
	const unsigned has = format->carries;
	const bool has_spans = has & FP_CARRY_SPANS;
	const bool has_rest = has & FP_CARRY_REST;
	struct traits t = { 0 };
	char text[256] = "";

	find_traits(plan->parts, plan->n_parts, &t);
	if (has_spans)
		find_traits(plan->spans, plan->n_spans, &t);
	const struct {
		bool is_lost;
		const char *what;
	} rows[] = {
		{ plan->n_spans && !has_spans, "spans" },
		{ t.labels && !(has & FP_CARRY_LABELS), "labels" },
		{ t.read_only && !(has & FP_CARRY_READ_ONLY), "read-only marks" },
		{ t.contents && !(has & FP_CARRY_CONTENT), "contents" },
		{ t.keeps && !has_rest, "ranges to keep" },
		{ t.types && !has_rest, "types" },
		{ t.per_device && !(has & FP_CARRY_PER_DEVICE), "per-device marks" },
		{ t.notes && !has_rest, "notes" },
		{ plan->n_fields && !(has & FP_CARRY_FIELDS), "fields" },
		{ plan->n_chips && !has_rest, "chips" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].is_lost)
			fp_list_add(text, sizeof text, rows[i].what);
	if (text[0])
		fp_fail(fp_faults_next(notes, FP_NOTE), FP_REFUSED,
			"left out, as %s has no place for it: %s", format->name, text);
}

int fp_export_text(const struct fp_format *format, struct fp_plan *plan, bool with_spans,
		   char **text, size_t *length, struct fp_faults *notes, struct fp_error *err)
{
	const unsigned has = format->carries;
	FILE *file = NULL;
	int code = 0;

	*text = NULL;
	if (!format->write)
		return fp_fail(err, FP_REFUSED, "%s can be read, not written", format->name);
	if (format->carries != FP_CARRY_ALL &&
	    ((has & FP_CARRY_OVERLAPS) || (with_spans && !(has & FP_CARRY_SPANS))))
		code = join_spans(plan, with_spans, has & FP_CARRY_SPANS, err);
	if (code == 0 && !(file = open_memstream(text, length)))
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = format->write(plan, file, notes, err);
	if (file && fclose(file) != 0 && code == 0)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0) {
		note_omitted(format, plan, notes);
		return 0;
	}
	free(*text);
	*text = NULL;
	return code;
}

int fp_export(const struct fp_format *format, struct fp_plan *plan, bool with_spans,
	      const char *path, struct fp_faults *notes, struct fp_error *err)
{
	char *text;
	size_t length;
	int code = fp_export_text(format, plan, with_spans, &text, &length, notes, err);

	if (code == 0)
		code = fp_file_replace(path, text, length, err);
	free(text);
	return code;
}

static int by_offset(const void *a, const void *b)
{
	const struct fp_partition *const *x = a, *const *y = b;

	if ((*x)->range.offset != (*y)->range.offset)
		return (*x)->range.offset < (*y)->range.offset ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

const struct fp_partition **fp_export_sort(const struct fp_plan *plan)
{
	const struct fp_partition **sorted = malloc((plan->n_parts + 1) * sizeof *sorted);

	if (!sorted)
		return NULL;
	for (size_t i = 0; i < plan->n_parts; i++)
		sorted[i] = &plan->parts[i];
	qsort(sorted, plan->n_parts, sizeof *sorted, by_offset);
	return sorted;
}
