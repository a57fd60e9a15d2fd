// SPDX-License-Identifier: GPL-2.0-or-later
// Values of fields, read and changed in memory.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "content/env-find.h"
#include "plan/value.h"

bool fp_field_is_plain(const struct fp_field *field)
{
	return !field->env && field->checksum == FP_CHECKSUM_NONE;
}

/* Of one copy, with all that its checksum covers. */
static uint64_t copy_size(const struct fp_field *field)
{
	const uint64_t covered = fp_field_checksum_size(field->checksum);

	return covered > field->size ? covered : field->size;
}

struct fp_range fp_field_extent(const struct fp_plan *plan, const struct fp_field *field)
{
	struct fp_range extent;

	if (field->env)
		return fp_plan_find(plan, field->partition)->range;
	extent = fp_field_range(plan, field, 0);
	extent.size = copy_size(field);
	for (size_t i = 0; i < field->n_copies; i++) {
		const uint64_t size = field->copies[i] + copy_size(field);

		if (size > extent.size)
			extent.size = size;
	}
	return extent;
}

/* Copy i in the bytes of the extent. */
static uint64_t copy_at(const struct fp_field *field, size_t i)
{
	return i ? field->copies[i - 1] : 0;
}

static bool is_valid(const struct fp_field *field, const uint8_t *copy)
{
	return fp_field_checksum_is_valid(field->checksum, copy);
}

static size_t count_valid(const struct fp_field *field, const uint8_t *bytes, size_t *first)
{
	size_t n = 0;

	*first = 0;
	for (size_t i = 0; i <= field->n_copies; i++)
		if (is_valid(field, bytes + copy_at(field, i)) && !n++)
			*first = i;
	return n;
}

static int read_copies(const struct fp_field *field, const uint8_t *bytes, struct fp_value *value,
		       struct fp_error *err)
{
	const size_t size = (size_t)field->size;
	const uint8_t *chosen;
	size_t first;

	value->n_copies = field->n_copies + 1;
	value->n_valid = count_valid(field, bytes, &first);
	chosen = bytes + copy_at(field, first);
	value->is_same = true;
	for (size_t i = 0; i <= field->n_copies; i++) {
		const uint8_t *const copy = bytes + copy_at(field, i);

		if ((!value->n_valid || is_valid(field, copy)) && memcmp(copy, chosen, size) != 0)
			value->is_same = false;
	}
	value->text = malloc(FP_FIELD_TEXT(size));
	if (!value->text)
		return fp_fail(err, FP_REFUSED, "out of memory");
	field->format->decode(chosen, size, value->text);
	return 0;
}

static int locate_env(const struct fp_field *field, const uint8_t *bytes, size_t n,
		      struct fp_env_place *place, struct fp_error *err)
{
	const struct fp_range whole = { 0, n };
	struct fp_error why = { 0 };

	if (fp_env_locate(bytes, n, &whole, 1, place, &why) == 0)
		return 0;
	fp_fail(err, FP_REFUSED, "`%s`: %s", field->partition, why.text);
	fp_hint(err, "%s", why.hint);
	return -FP_REFUSED;
}

static int read_variable(const struct fp_field *field, const uint8_t *bytes, size_t n,
			 struct fp_value *value, struct fp_error *err)
{
	struct fp_error ignored = { 0 };
	struct fp_env_place place;
	const char *text;

	*value = (struct fp_value){ .n_copies = 1, .is_same = true };
	if (locate_env(field, bytes, n, &place, &ignored) < 0)
		return 0;
	value->n_valid = 1;
	text = fp_env_get(bytes + place.offset[place.active], &place.shape, field->env);
	value->text = text ? strdup(text) : NULL;
	return text && !value->text ? fp_fail(err, FP_REFUSED, "out of memory") : 0;
}

int fp_value_read(const struct fp_plan *plan, const struct fp_field *field, const uint8_t *bytes,
		  struct fp_value *value, struct fp_error *err)
{
	const size_t n = (size_t)fp_field_extent(plan, field).size;

	return field->env ? read_variable(field, bytes, n, value, err)
			  : read_copies(field, bytes, value, err);
}

int fp_value_encode(const struct fp_field *field, const char *text, uint8_t *bytes,
		    struct fp_error *err)
{
	struct fp_error why = { 0 };

	if (field->format->encode(text, bytes, (size_t)field->size, &why) == 0)
		return 0;
	return fp_fail(err, FP_USAGE, "`%s`: %s", field->name, why.text);
}

static int write_copies(const struct fp_field *field, const char *text, uint8_t *bytes,
			struct fp_error *err)
{
	uint8_t *const encoded = malloc((size_t)field->size);
	int code = encoded ? fp_value_encode(field, text, encoded, err)
			   : fp_fail(err, FP_REFUSED, "out of memory");
	size_t first;

	if (code == 0 && !count_valid(field, bytes, &first)) {
		code = fp_fail(
			err, FP_REFUSED,
			"`%s`: no copy in `%s` has a right %s checksum: what is around it is damaged, or not there",
			field->name, field->partition, fp_field_checksum_name(field->checksum));
		fp_hint(err, "put a sound `%s` back first, for instance out of an older dump",
			field->partition);
	}
	for (size_t i = 0; i <= field->n_copies && code == 0; i++) {
		uint8_t *const copy = bytes + copy_at(field, i);

		if (!is_valid(field, copy))
			continue;
		memcpy(copy, encoded, (size_t)field->size);
		fp_field_checksum_seal(field->checksum, copy);
	}
	free(encoded);
	return code;
}

/* Is the text one that the variable's format has? */
static int check_variable(const struct fp_field *field, const char *text, struct fp_error *err)
{
	const struct fp_field with_size = { .name = field->name,
					    .format = field->format,
					    .size = field->format->size ? field->format->size
									: strlen(text) };
	uint8_t *const encoded = malloc((size_t)with_size.size + 1);
	const int code = encoded ? fp_value_encode(&with_size, text, encoded, err)
				 : fp_fail(err, FP_REFUSED, "out of memory");

	free(encoded);
	return code;
}

static int write_variable(const struct fp_field *field, const char *text, uint8_t *bytes, size_t n,
			  struct fp_error *err)
{
	struct fp_env_place place;
	bool is_changed;
	char *change = NULL;
	int code = text ? check_variable(field, text, err) : 0;

	if (code == 0)
		code = locate_env(field, bytes, n, &place, err);
	if (code == 0 && place.shape.is_redundant && place.n_copies < 2) {
		code = fp_fail(
			err, FP_REFUSED,
			"`%s` holds one of two copies of the environment, and U-Boot may use the other",
			field->partition);
		fp_hint(err, "change both in a dump with `flashplan env set`");
	}
	if (code < 0)
		return code;
	change = malloc(strlen(field->env) + (text ? strlen(text) : 0) + 2);
	if (!change)
		return fp_fail(err, FP_REFUSED, "out of memory");
	strcpy(change, field->env);
	if (text)
		strcat(strcat(change, "="), text);
	code = fp_env_change(bytes, &place, &change, 1, &is_changed, err);
	free(change);
	return code;
}

int fp_value_write(const struct fp_plan *plan, const struct fp_field *field, const char *text,
		   uint8_t *bytes, struct fp_error *err)
{
	return field->env ? write_variable(field, text, bytes,
					   (size_t)fp_field_extent(plan, field).size, err)
			  : write_copies(field, text, bytes, err);
}
