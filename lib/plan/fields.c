// SPDX-License-Identifier: GPL-2.0-or-later
// Fields from JSON. Where they lie is judged by check-fields.c.

#include <jansson.h>
#include <string.h>

#include "base/nearest.h"
#include "plan/check.h"
#include "plan/fields.h"

static void read_format(struct fp_reader *r, json_t *value, void *out)
{
	const char *const name = json_string_value(value);
	struct fp_nearest nearest = { 0 };
	struct fp_error *err;

	if (!name) {
		fp_reader_refuse(r, "the name of a format", value);
		return;
	}
	*(const struct fp_field_format **)out = fp_field_format_by_name(name);
	if (fp_field_format_by_name(name))
		return;
	err = FP_FAULT(r, "`%.40s` is not a format of fields", name);
	for (size_t i = 0; fp_field_format_at(i); i++)
		fp_nearest_offer(&nearest, name, fp_field_format_at(i)->name);
	if (nearest.best)
		fp_hint(err, "did you mean `%s`?", nearest.best);
	else
		fp_hint(err, "there are mac, mac-text, hex, text, u8, u16le, u16be, u32le, u32be");
}

static void read_checksum(struct fp_reader *r, json_t *value, void *out)
{
	const char *const name = json_string_value(value);

	for (size_t i = 1; name && fp_field_checksum_name(i); i++) {
		if (strcmp(fp_field_checksum_name(i), name) == 0) {
			*(enum fp_field_checksum *)out = (enum fp_field_checksum)i;
			return;
		}
	}
	fp_hint(FP_FAULT(r, "this is not a checksum of fields"), "there is \"%s\"",
		fp_field_checksum_name(FP_CHECKSUM_INTEL_GBE));
}

static void read_copies(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_field *const field = out;
	const size_t n = json_array_size(value);
	uint64_t *copies;

	if (n > FP_FIELDS_MAX) {
		FP_FAULT(r, "more than %d copies", FP_FIELDS_MAX);
		return;
	}
	copies = fp_reader_alloc(r, n, sizeof *copies);
	if (!copies ||
	    !fp_reader_array(r, value, "an array of offsets", fp_read_size, copies, sizeof *copies))
		return;
	field->copies = copies;
	field->n_copies = n;
}

/* A variable has neither a place nor a size. */
static void check_variable(struct fp_reader *r, const json_t *object, const struct fp_field *field)
{
	static const char *const places[] = { "offset", "size", "copies", "checksum" };

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (json_object_get(object, places[i]))
			FP_FAULT(r, "`%s` is for fields with a place; `env` names a variable",
				 places[i]);
	if (field->env && strchr(field->env, '='))
		FP_FAULT(r, "a variable cannot be called \"%.40s\"", field->env);
	if (field->format && !field->format->is_env)
		fp_hint(FP_FAULT(r, "a variable cannot hold the format `%s`", field->format->name),
			"variables are text: mac-text or text");
}

static void place_field(struct fp_reader *r, const json_t *object, struct fp_field *field)
{
	const bool has_size = json_object_get(object, "size");

	if (!json_object_get(object, "offset"))
		FP_FAULT(r, "the `offset` in the partition is missing");
	if (!field->format)
		return;
	if (field->format->size && has_size)
		FP_FAULT(r, "`%s` has %zu bytes; `size` is for hex and text", field->format->name,
			 field->format->size);
	if (field->format->size) {
		field->size = field->format->size;
	} else if (!has_size) {
		FP_FAULT(r, "the `size` is missing, which %s needs", field->format->name);
		field->size = FP_SIZE_UNKNOWN;
	}
}

static void read_field(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "name", fp_read_string, offsetof(struct fp_field, name) },
		{ "partition", fp_read_string, offsetof(struct fp_field, partition) },
		{ "offset", fp_read_size, offsetof(struct fp_field, offset) },
		{ "size", fp_read_size, offsetof(struct fp_field, size) },
		{ "format", read_format, offsetof(struct fp_field, format) },
		{ "copies", read_copies, 0 },
		{ "checksum", read_checksum, offsetof(struct fp_field, checksum) },
		{ "env", fp_read_string, offsetof(struct fp_field, env) },
		{ "before", fp_read_change, 0 },
		{ "remove", fp_read_change, 0 },
		{ NULL, NULL, 0 },
	};
	static const char *const needed[] = { "name", "partition", "format" };
	struct fp_field field = { 0 };
	struct fp_error err = { 0 };

	(void)out;
	fp_reader_name(r, value);
	if (!fp_reader_object(r, value, keys, &field) || json_object_get(value, "remove"))
		return;
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!json_object_get(value, needed[i]))
			FP_FAULT(r, "the `%s` is missing", needed[i]);
	if (json_object_get(value, "env"))
		check_variable(r, value, &field);
	else
		place_field(r, value, &field);
	if (field.name && field.partition && fp_plan_add_field(r->plan, &field, &err) < 0)
		FP_FAULT(r, "%s", err.text);
}

void fp_read_fields(struct fp_reader *r, json_t *value, void *out)
{
	fp_reader_array(r, value, "an array of fields", read_field, out, 0);
}
