// SPDX-License-Identifier: GPL-2.0-or-later
// Decoders for the types of values that stand in a plan.

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/number.h"
#include "plan/check.h"
#include "plan/reader.h"

void *fp_reader_alloc(struct fp_reader *r, size_t n, size_t size)
{
	void *p = fp_arena_alloc(r->plan->arena, n, size);

	if (!p)
		fp_fail(fp_faults_next(r->faults, FP_ERROR), FP_REFUSED, "out of memory");
	return p;
}

static const char *type_of(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
		return "an integer";
	case JSON_REAL:
		return "a number with a fraction";
	case JSON_TRUE:
	case JSON_FALSE:
		return "true or false";
	default:
		return "null";
	}
}

void fp_reader_refuse(struct fp_reader *r, const char *expected, const json_t *value)
{
	struct fp_error *err = FP_FAULT(r, "expected %s, found %s", expected, type_of(value));

	if (json_is_null(value))
		fp_hint(err,
			"null removes a key of the extended plan, and there is none to remove");
}

static bool is_free(const char *key)
{
	return strcmp(key, "comment") == 0 || strncmp(key, "x-", 2) == 0;
}

const struct fp_key *fp_reader_find(const struct fp_key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

static void refuse_key(struct fp_reader *r, const struct fp_key *keys, const char *name)
{
	struct fp_error *err = FP_FAULT(r, "unknown key `%.60s`", name);
	struct fp_nearest nearest = { 0 };

	for (; keys->name; keys++)
		fp_nearest_offer(&nearest, name, keys->name);
	if (nearest.best)
		fp_hint(err, "did you mean `%s`?", nearest.best);
	else
		fp_hint(err, "keys of your own begin with x-; `comment` is free too");
}

bool fp_reader_object(struct fp_reader *r, json_t *object, const struct fp_key *keys, void *out)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object)) {
		fp_reader_refuse(r, "an object", object);
		return false;
	}
	json_object_foreach(object, name, value)
	{
		const struct fp_key *key = fp_reader_find(keys, name);
		const size_t old = fp_pointer_push(r->pointer, name);

		if (key)
			key->decode(r, value, (char *)out + key->offset);
		else if (!is_free(name))
			refuse_key(r, keys, name);
		r->pointer[old] = 0;
	}
	return true;
}

bool fp_reader_array(struct fp_reader *r, json_t *value, const char *expected,
		     void (*decode)(struct fp_reader *r, json_t *value, void *out), void *out,
		     size_t size)
{
	if (!json_is_array(value)) {
		fp_reader_refuse(r, expected, value);
		return false;
	}
	for (size_t i = 0; i < json_array_size(value); i++) {
		char index[24];
		size_t old;

		snprintf(index, sizeof index, "%zu", i);
		old = fp_pointer_push(r->pointer, index);
		decode(r, json_array_get(value, i), (char *)out + i * size);
		r->pointer[old] = 0;
	}
	return true;
}

void fp_reader_name(struct fp_reader *r, const json_t *object)
{
	const char *name = json_string_value(json_object_get(object, "name"));

	if (!name || !fp_name_is_valid(name))
		return;
	*strrchr(r->pointer, '/') = 0;
	fp_pointer_push(r->pointer, name);
}

/* Left over from merging: the last plan of a chain has nothing to change. */
void fp_read_change(struct fp_reader *r, json_t *value, void *out)
{
	(void)value, (void)out;
	FP_FAULT(r, "this is for plans that extend another, and this one does not");
}

void fp_read_nothing(struct fp_reader *r, json_t *value, void *out)
{
	(void)r, (void)value, (void)out;
}

void fp_read_string(struct fp_reader *r, json_t *value, void *out)
{
	char *text;

	if (!json_is_string(value))
		fp_reader_refuse(r, "a string", value);
	else if (!json_string_length(value))
		FP_FAULT(r, "expected a string that is not empty");
	else if ((text = fp_reader_alloc(r, json_string_length(value) + 1, 1)))
		*(const char **)out = strcpy(text, json_string_value(value));
}

void fp_read_strings(struct fp_reader *r, json_t *value, void *out)
{
	const bool is_one = json_is_string(value);
	const size_t n = is_one ? 1 : json_array_size(value);
	const char **list = fp_reader_alloc(r, n + 1, sizeof *list);

	if (!is_one && !json_is_array(value)) {
		fp_reader_refuse(r, "a string or an array of strings", value);
		return;
	}
	if (!n)
		FP_FAULT(r, "expected at least one string");
	for (size_t i = 0; list && i < n; i++)
		fp_read_string(r, is_one ? value : json_array_get(value, i), &list[i]);
	/* An element that is no string is a fault, and must not look like the end. */
	*(const char *const **)out = list;
}

void fp_read_bool(struct fp_reader *r, json_t *value, void *out)
{
	if (!json_is_boolean(value))
		fp_reader_refuse(r, "true or false", value);
	else
		*(bool *)out = json_is_true(value);
}

bool fp_reader_number(struct fp_reader *r, json_t *value, uint64_t *number)
{
	struct fp_error why = { 0 };

	if (json_is_integer(value) && json_integer_value(value) >= 0) {
		*number = (uint64_t)json_integer_value(value);
		return true;
	}
	if (json_is_integer(value)) {
		FP_FAULT(r, "%" JSON_INTEGER_FORMAT " is negative", json_integer_value(value));
	} else if (!json_is_string(value)) {
		fp_reader_refuse(r, "bytes as an integer, or as a string such as \"256K\"", value);
	} else if (fp_size_parse(json_string_value(value), number, &why) < 0) {
		fp_hint(FP_FAULT(r, "%s", why.text), "%s", why.hint);
	} else if (*number >= FP_OFFSET_UNKNOWN) {
		FP_FAULT(r, "\"%.40s\" is too large", json_string_value(value));
	} else {
		return true;
	}
	return false;
}

/* What cannot be read becomes unknown: nothing more is said about the place of that partition. */
void fp_read_size(struct fp_reader *r, json_t *value, void *out)
{
	if (!fp_reader_number(r, value, out))
		*(uint64_t *)out = FP_SIZE_UNKNOWN;
}

void fp_read_byte(struct fp_reader *r, json_t *value, void *out)
{
	uint64_t byte = 0;

	if (!fp_reader_number(r, value, &byte))
		return;
	if (byte > 255)
		FP_FAULT(r, "%" PRIu64 " is not a byte: expected 0 to 255", byte);
	else
		*(uint8_t *)out = (uint8_t)byte;
}

void fp_read_path(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_piece *const piece = out;

	if (json_is_string(value) && json_string_value(value)[0] == '/')
		fp_hint(FP_FAULT(r, "\"%.80s\" is an absolute path", json_string_value(value)),
			"name it relative to the plan, or to a directory given with -I");
	fp_read_string(r, value, &piece->path);
	piece->dir = r->dir;
}
