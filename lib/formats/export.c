// SPDX-License-Identifier: GPL-2.0-or-later
// From a plan to a file of any format.

#include <stdlib.h>
#include <string.h>

#include "base/file-out.h"
#include "base/text.h"
#include "formats/format.h"

static bool is_covered(const struct fp_plan *plan, struct fp_range range)
{
	uint64_t at = range.offset;
	bool is_more = true;

	while (is_more && at < fp_range_end(range)) {
		is_more = false;
		for (size_t i = 0; i < plan->n_parts && !is_more; i++) {
			const struct fp_range r = plan->parts[i].range;

			is_more = at >= r.offset && at < fp_range_end(r);
			at = is_more ? fp_range_end(r) : at;
		}
	}
	return at >= fp_range_end(range);
}

/* An outer partition that those in it do not fill, such as a boot loader with its environment, has
 * bytes that nothing else names: it goes out like a partition. */
static void split_spans(struct fp_plan *plan, struct fp_partition *parts, size_t *n_parts)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_spans; i++) {
		if (is_covered(plan, plan->spans[i].range))
			plan->spans[n++] = plan->spans[i];
		else
			parts[(*n_parts)++] = plan->spans[i];
	}
	plan->n_spans = n;
}

/* All spans become partitions like the others, or those that are not covered by any. */
static int join_spans(struct fp_plan *plan, bool is_all, struct fp_error *err)
{
	const size_t n = plan->n_parts + plan->n_spans;
	struct fp_partition *parts = fp_arena_alloc(plan->arena, n, sizeof *parts);
	size_t n_parts;

	if (!parts)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (plan->n_parts)
		memcpy(parts, plan->parts, plan->n_parts * sizeof *parts);
	if (is_all && plan->n_spans)
		memcpy(parts + plan->n_parts, plan->spans, plan->n_spans * sizeof *parts);
	n_parts = is_all ? n : plan->n_parts;
	if (!is_all)
		split_spans(plan, parts, &n_parts);
	plan->parts = parts;
	plan->n_parts = n_parts;
	plan->n_spans = is_all ? 0 : plan->n_spans;
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

static int write_file(const struct fp_format *format, const struct fp_plan *plan, const char *path,
		      struct fp_faults *notes, struct fp_error *err)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	int code;

	if (!file)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = format->write(plan, file, notes, err);
	if (fclose(file) != 0 && code == 0)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = fp_file_replace(path, text, length, err);
	free(text);
	return code;
}

int fp_export(const struct fp_format *format, struct fp_plan *plan, bool with_spans,
	      const char *path, struct fp_faults *notes, struct fp_error *err)
{
	int code = 0;

	if (!format->write)
		return fp_fail(err, FP_REFUSED, "%s can be read, not written", format->name);
	if (!(format->carries & FP_CARRY_SPANS) &&
	    (with_spans || (format->carries & FP_CARRY_OVERLAPS)))
		code = join_spans(plan, with_spans, err);
	if (code == 0)
		code = write_file(format, plan, path, notes, err);
	if (code == 0)
		note_omitted(format, plan, notes);
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
