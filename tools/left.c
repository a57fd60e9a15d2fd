// SPDX-License-Identifier: GPL-2.0-or-later
// What was left.

#define _GNU_SOURCE /* open_memstream */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "left.h"

/* In results, and for people. */
static const struct {
	const char *word, *text;
} reasons[] = {
	[FP_LEFT_KEEP] = { "keep", "kept" },
	[FP_LEFT_FIELD] = { "field", "kept" },
	[FP_LEFT_PER_DEVICE] = { "per_device", "per-device" },
	[FP_LEFT_READ_ONLY] = { "read_only", "read-only" },
	[FP_LEFT_NO_CONTENT] = { "no_content", "no content" },
	[FP_LEFT_ASKED] = { "asked", "as asked" },
};
#define N_REASONS (sizeof reasons / sizeof *reasons)

json_t *left_json(const struct fp_selection *selection, bool is_kept)
{
	json_t *list = json_array();

	for (size_t i = 0; i < selection->n_left; i++) {
		const struct fp_left *const left = &selection->left[i];
		json_t *row;

		if (left->is_kept != is_kept)
			continue;
		row = json_pack("{s:s, s:I, s:I, s:s}", "name",
				left->field ? left->field->name : left->part->name, "offset",
				(json_int_t)left->range.offset, "size",
				(json_int_t)left->range.size, "reason", reasons[left->why].word);
		if (json_array_append_new(list, row) < 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static bool has_reason(const json_t *row, const char *word)
{
	return strcmp(json_string_value(json_object_get(row, "reason")), word) == 0;
}

static const char *name_of(const json_t *row)
{
	return json_string_value(json_object_get(row, "name"));
}

/* A name that several spans left stands once. */
static bool is_first(const json_t *list, size_t index)
{
	const json_t *const row = json_array_get(list, index);

	for (size_t i = 0; i < index; i++)
		if (strcmp(name_of(json_array_get(list, i)), name_of(row)) == 0 &&
		    json_equal(json_object_get(json_array_get(list, i), "reason"),
			       json_object_get(row, "reason")))
			return false;
	return true;
}

/* The names that one reason left, with `before` in front of the first. Returns how many. */
static size_t print_names(FILE *out, const json_t *list, const char *word, const char *before)
{
	size_t n = 0, i;
	json_t *row;

	json_array_foreach(list, i, row)
	{
		if (!has_reason(row, word) || !is_first(list, i))
			continue;
		if (out)
			fprintf(out, "%s%s", n ? ", " : before, name_of(row));
		n++;
	}
	return n;
}

static json_t *join(const json_t *kept, const json_t *skipped)
{
	json_t *all = json_array();

	json_array_extend(all, (json_t *)kept);
	json_array_extend(all, (json_t *)skipped);
	return all;
}

static size_t print_partitions(FILE *out, const json_t *all)
{
	size_t n = 0, n_reasons = 0;

	for (size_t r = FP_LEFT_PER_DEVICE; r < N_REASONS; r++)
		n += print_names(NULL, all, reasons[r].word, "");
	if (n)
		fprintf(out, "%zu partition%s left (", n, n == 1 ? "" : "s");
	for (size_t r = FP_LEFT_PER_DEVICE; r < N_REASONS; r++)
		if (print_names(out, all, reasons[r].word, n_reasons ? "; " : "")) {
			fprintf(out, ": %s", reasons[r].text);
			n_reasons++;
		}
	if (n)
		fputc(')', out);
	return n;
}

/* Ranges by their number, fields by their names: one may have several copies. */
static bool print_keeps(FILE *out, const json_t *kept, enum fp_left_why why, const char *before)
{
	const char *const word = reasons[why].word;
	const char *const what = why == FP_LEFT_FIELD ? "field" : "range";
	size_t n = 0, i;
	json_t *row;

	json_array_foreach(kept, i, row) n += has_reason(row, word);
	if (why == FP_LEFT_FIELD)
		n = print_names(NULL, kept, word, "");
	if (!n)
		return false;
	fprintf(out, "%s%zu %s%s kept (", before, n, what, n == 1 ? "" : "s");
	print_names(out, kept, word, "");
	fputc(')', out);
	return true;
}

char *left_words(const json_t *kept, const json_t *skipped)
{
	json_t *all = join(kept, skipped);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out) {
		bool is_first = !print_partitions(out, all);

		is_first &= !print_keeps(out, kept, FP_LEFT_KEEP, is_first ? "" : "; ");
		print_keeps(out, kept, FP_LEFT_FIELD, is_first ? "" : "; ");
		fclose(out);
	}
	json_decref(all);
	if (text && !*text) {
		free(text);
		text = NULL;
	}
	return text;
}
