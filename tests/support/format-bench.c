// SPDX-License-Identifier: GPL-2.0-or-later
// Reading from text, and writing to text.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "support/format-bench.h"

static struct fp_faults faults;

struct fp_plan *format_import(const struct fp_format *format, const void *data, size_t n,
			      uint64_t size, const char *table, struct fp_faults **out)
{
	struct fp_input in = { .n = n, .file = "in", .table = table, .size = size };
	struct fp_plan *plan;
	uint8_t *const exact = malloc(n ? n : 1);
	int code;

	ck_assert_ptr_nonnull(exact);
	if (n)
		memcpy(exact, data, n);
	faults = (struct fp_faults){ 0 };
	in.data = exact;
	code = fp_import(&in, &format, &plan, &faults);
	free(exact);
	ck_assert_int_eq(code < 0, plan == NULL);
	if (out)
		*out = &faults;
	return plan;
}

struct fp_plan *format_read(const struct fp_format *format, const void *data, size_t n,
			    uint64_t size, const char *table)
{
	struct fp_plan *const plan = format_import(format, data, n, size, table, NULL);

	for (size_t i = 0; !plan && i < faults.n; i++)
		printf("# line %u: %s\n", faults.item[i].line, faults.item[i].text);
	ck_assert_ptr_nonnull(plan);
	return plan;
}

struct fp_plan *format_read_text(const struct fp_format *format, const char *text, uint64_t size)
{
	return format_read(format, text, strlen(text), size, NULL);
}

bool format_probe(const struct fp_format *format, const void *data, size_t n)
{
	return format->probe(&(struct fp_input){ .data = data, .n = n });
}

void format_refuse(const struct fp_format *format, const void *data, size_t n, uint64_t size,
		   unsigned line, const char *text)
{
	const struct fp_error *err = NULL;

	ck_assert_ptr_null(format_import(format, data, n, size, NULL, NULL));
	ck_assert_uint_eq(faults.n_errors, 1);
	for (size_t i = 0; i < faults.n; i++)
		if (faults.item[i].severity == FP_ERROR)
			err = &faults.item[i];
	ck_assert_ptr_nonnull(err);
	test_assert_error(err, FP_REFUSED, text);
	ck_assert_str_eq(err->file, "in");
	ck_assert_uint_eq(err->line, line);
}

void format_refuse_text(const struct fp_format *format, const char *text, unsigned line,
			const char *why)
{
	format_refuse(format, text, strlen(text), 0, line, why);
}

static void list_parts(FILE *out, const struct fp_partition *parts, size_t n, const char *mark)
{
	for (size_t i = 0; i < n; i++) {
		fprintf(out, "%s%s %" PRIx64 " %" PRIx64 "%s", mark, parts[i].name,
			parts[i].range.offset, parts[i].range.size,
			parts[i].read_only ? " ro" : "");
		if (parts[i].label)
			fprintf(out, " \"%s\"", parts[i].label);
		fputc('\n', out);
	}
}

char *format_list(const struct fp_plan *plan)
{
	char *text = NULL;
	size_t length;
	FILE *const out = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(out);
	list_parts(out, plan->parts, plan->n_parts, "");
	list_parts(out, plan->spans, plan->n_spans, "+ ");
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

void format_assert_list(const struct fp_plan *plan, const char *expected)
{
	char *const text = format_list(plan);

	ck_assert_str_eq(text, expected);
	free(text);
}

char *format_write(const struct fp_format *format, const struct fp_plan *plan, size_t *length)
{
	struct fp_error err = { 0 };
	char *text = NULL;
	size_t n;
	FILE *const out = open_memstream(&text, &n);

	ck_assert_ptr_nonnull(out);
	faults = (struct fp_faults){ 0 };
	ck_assert_msg(format->write(plan, out, &faults, &err) == 0, "%s", err.text);
	ck_assert_int_eq(fclose(out), 0);
	if (length)
		*length = n;
	return text;
}

void format_assert_written(const struct fp_format *format, const struct fp_plan *plan,
			   const char *expected)
{
	char *const text = format_write(format, plan, NULL);

	ck_assert_str_eq(text, expected);
	free(text);
}

void format_refuse_write(const struct fp_format *format, const struct fp_plan *plan,
			 const char *text)
{
	struct fp_error err = { 0 };
	char *written = NULL;
	size_t n;
	FILE *const out = open_memstream(&written, &n);

	ck_assert_ptr_nonnull(out);
	faults = (struct fp_faults){ 0 };
	ck_assert_int_lt(format->write(plan, out, &faults, &err), 0);
	fclose(out);
	free(written);
	test_assert_error(&err, FP_REFUSED, text);
}

bool format_has_note(const struct fp_faults *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->item[i].severity != FP_ERROR && strstr(list->item[i].text, text))
			return true;
	return false;
}

struct fp_plan *format_plan(const char *json)
{
	return format_read(&fp_format_json, json, strlen(json), 0, NULL);
}
