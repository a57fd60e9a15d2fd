// SPDX-License-Identifier: GPL-2.0-or-later
// Environments as bytes. The strings end with an empty one; what is behind it is padding.

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "content/env.h"

#define CRC_SIZE 4

size_t fp_env_head(const struct fp_env_shape *shape)
{
	return CRC_SIZE + shape->is_redundant;
}

void fp_env_init(uint8_t *buf, const struct fp_env_shape *shape)
{
	const size_t head = fp_env_head(shape);

	memset(buf, FP_ENV_PADDING, shape->size);
	if (shape->is_redundant)
		buf[CRC_SIZE] = FP_ENV_IN_USE;
	buf[head] = 0;
}

/* The flag is left out: it changes without the checksum. */
static uint32_t compute_crc(const uint8_t *buf, const struct fp_env_shape *shape)
{
	const size_t head = fp_env_head(shape);

	return (uint32_t)crc32_z(0, buf + head, shape->size - head);
}

void fp_env_seal(uint8_t *buf, const struct fp_env_shape *shape)
{
	(shape->is_big ? fp_put_be32 : fp_put_le32)(buf, compute_crc(buf, shape));
}

static uint32_t stated_crc(const uint8_t *buf, bool is_big)
{
	uint32_t crc = 0;

	(is_big ? fp_get_be32 : fp_get_le32)(buf, CRC_SIZE, 0, &crc);
	return crc;
}

bool fp_env_is_sound(const uint8_t *buf, const struct fp_env_shape *shape)
{
	return stated_crc(buf, shape->is_big) == compute_crc(buf, shape);
}

/* The string at `at`, whose end must lie inside; its length, 0 for the end of the list. */
static size_t string_length(const uint8_t *buf, const struct fp_env_shape *shape, size_t at)
{
	const uint8_t *end = at < shape->size ? memchr(buf + at, 0, shape->size - at) : NULL;

	return end ? (size_t)(end - (buf + at)) : 0;
}

/* Where the list's last, empty string is, or would be: behind what has an end. */
static size_t list_end(const uint8_t *buf, const struct fp_env_shape *shape, size_t *count)
{
	size_t at = fp_env_head(shape), n;

	for (*count = 0; (n = string_length(buf, shape, at)) > 0; ++*count)
		at += n + 1;
	return at;
}

bool fp_env_next(const uint8_t *buf, const struct fp_env_shape *shape, size_t *at,
		 const char **text)
{
	size_t n;

	if (!*at)
		*at = fp_env_head(shape);
	while ((n = string_length(buf, shape, *at)) > 0) {
		*text = (const char *)buf + *at;
		*at += n + 1;
		if (memchr(*text, '=', n))
			return true;
	}
	return false;
}

static bool is_named(const char *text, const char *name)
{
	const size_t n = strlen(name);

	return strncmp(text, name, n) == 0 && text[n] == '=';
}

/* The last one: mkenvimage takes a variable twice, and U-Boot, as it imports them in order, lets
 * the later win (lib/hashtable.c, himport_r()). */
static const char *find(const uint8_t *buf, const struct fp_env_shape *shape, const char *name)
{
	const char *text, *found = NULL;
	size_t at = 0;

	while (fp_env_next(buf, shape, &at, &text))
		if (is_named(text, name))
			found = text;
	return found;
}

const char *fp_env_get(const uint8_t *buf, const struct fp_env_shape *shape, const char *name)
{
	const char *text = find(buf, shape, name);

	return text ? text + strlen(name) + 1 : NULL;
}

static int check_name(const char *name, struct fp_error *err)
{
	if (!*name || strchr(name, '='))
		return fp_fail(
			err, FP_REFUSED,
			"\"%.60s\" cannot be the name of a variable: expected some characters, none of them =",
			name);
	return 0;
}

/* What the list leaves behind is filled with what the environment is padded with already: U-Boot
 * itself pads with 0x00, mkenvimage with 0xff. */
static void replace(uint8_t *buf, const struct fp_env_shape *shape, size_t at, size_t old,
		    size_t new, size_t end)
{
	const uint8_t padding = buf[shape->size - 1];

	memmove(buf + at + new, buf + at + old, end - at - old);
	end = end + new - old;
	buf[end] = 0;
	if (old > new)
		memset(buf + end + 1, padding,
		       old - new < shape->size - end - 1 ? old - new : shape->size - end - 1);
}

/* Removes those of that name that a later one hides, and the last one too if it is not kept. In one
 * pass: a dump may hold any number of them. */
static void remove_all(uint8_t *buf, const struct fp_env_shape *shape, const char *name,
		       bool is_last_kept)
{
	const char *const kept = is_last_kept ? find(buf, shape, name) : NULL;
	const uint8_t padding = buf[shape->size - 1];
	size_t to = fp_env_head(shape), from = to, n;

	for (; (n = string_length(buf, shape, from)) > 0; from += n + 1) {
		const char *const text = (const char *)buf + from;

		if (is_named(text, name) && text != kept)
			continue;
		memmove(buf + to, text, n + 1);
		to += n + 1;
	}
	if (to == from)
		return;
	buf[to] = 0;
	memset(buf + to + 1, padding, from - to);
}

/* May `more` bytes be added to a list of count variables that ends at `end`? */
static int check_room(const struct fp_env_shape *shape, size_t end, size_t count, size_t more,
		      const char *name, struct fp_error *err)
{
	if (count >= FP_ENV_VARS_MAX)
		return fp_fail(err, FP_REFUSED, "more than %d variables", FP_ENV_VARS_MAX);
	if (end < shape->size && more <= shape->size - 1 - end)
		return 0;
	return fp_fail(err, FP_REFUSED,
		       "`%.60s` does not fit: the environment has %zu bytes, %zu of them are free",
		       name, shape->size, end < shape->size ? shape->size - 1 - end : 0);
}

static void put(uint8_t *buf, size_t at, const char *name, const char *value)
{
	const size_t n = strlen(name);

	memcpy(buf + at, name, n);
	buf[at + n] = '=';
	memcpy(buf + at + n + 1, value, strlen(value) + 1);
}

int fp_env_append(uint8_t *buf, const struct fp_env_shape *shape, struct fp_env_fill *fill,
		  const char *name, const char *value, struct fp_error *err)
{
	const size_t end = fill->end ? fill->end : fp_env_head(shape);
	const size_t more = strlen(name) + strlen(value) + 2;

	if (check_name(name, err) < 0 || check_room(shape, end, fill->n, more, name, err) < 0)
		return -FP_REFUSED;
	put(buf, end, name, value);
	buf[end + more] = 0;
	*fill = (struct fp_env_fill){ end + more, fill->n + 1 };
	return 0;
}

int fp_env_set(uint8_t *buf, const struct fp_env_shape *shape, const char *name, const char *value,
	       struct fp_error *err)
{
	const char *text = find(buf, shape, name);
	size_t count;
	const size_t end = list_end(buf, shape, &count);
	const size_t at = text ? (size_t)((const uint8_t *)text - buf) : end;
	const size_t old = text ? strlen(text) + 1 : 0;
	const size_t new = value ? strlen(name) + strlen(value) + 2 : 0;

	if (check_name(name, err) < 0)
		return -FP_REFUSED;
	if (check_room(shape, end, value && !text ? count : 0, new > old ? new - old : 0, name,
		       err) < 0)
		return -FP_REFUSED;
	if (value) {
		replace(buf, shape, at, old, new, end);
		put(buf, at, name, value);
	}
	remove_all(buf, shape, name, value != NULL);
	return 0;
}

unsigned fp_env_active(uint8_t first, uint8_t second)
{
	/* u-boot env/common.c, env_check_redund(): a counter that wraps from 255 to 0. */
	if (first == 255 && second == 0)
		return 1;
	if (first == 0 && second == 255)
		return 0;
	return second > first;
}

void fp_env_activate(uint8_t flags[2], unsigned inactive)
{
	const uint8_t active = flags[!inactive];

	/* Where flags are 1 and 0, they may be a mark and no counter (u-boot env/sf.c,
	 * ENV_REDUND_ACTIVE and _OBSOLETE): exchanged they say the same to both. */
	if (active == 1 && flags[inactive] == 0) {
		flags[inactive] = 1;
		flags[!inactive] = 0;
	} else {
		flags[inactive] = (uint8_t)(active + 1);
	}
}

/* One "name=value" or "name"; true in *is_changed if it was not so already. */
static int change(uint8_t *block, const struct fp_env_shape *shape, char *text, bool *is_changed,
		  struct fp_error *err)
{
	char *const separator = strchr(text, '=');
	const char *const value = separator ? separator + 1 : NULL;
	const char *old;
	int code;

	if (separator)
		*separator = 0;
	old = fp_env_get(block, shape, text);
	*is_changed |= value ? !old || strcmp(old, value) != 0 : old != NULL;
	code = fp_env_set(block, shape, text, value, err);
	if (separator)
		*separator = '=';
	return code;
}

static void publish(uint8_t *buf, const struct fp_env_place *place, uint8_t *block)
{
	const struct fp_env_shape *const shape = &place->shape;
	const unsigned target = place->n_copies == 2 ? !place->active : 0;
	uint8_t flags[2] = { buf[place->offset[0] + CRC_SIZE], buf[place->offset[1] + CRC_SIZE] };

	fp_env_seal(block, shape);
	if (place->n_copies == 2) {
		fp_env_activate(flags, target);
		block[CRC_SIZE] = flags[target];
		buf[place->offset[!target] + CRC_SIZE] = flags[!target];
	}
	memcpy(buf + place->offset[target], block, shape->size);
}

int fp_env_change(uint8_t *buf, const struct fp_env_place *place, char *const *changes, size_t n,
		  bool *is_changed, struct fp_error *err)
{
	uint8_t *block = malloc(place->shape.size);
	int code = 0;

	*is_changed = false;
	if (!block)
		return fp_fail(err, FP_REFUSED, "out of memory");
	memcpy(block, buf + place->offset[place->active], place->shape.size);
	for (size_t i = 0; i < n && code == 0; i++)
		code = change(block, &place->shape, changes[i], is_changed, err);
	if (code == 0 && *is_changed)
		publish(buf, place, block);
	free(block);
	return code;
}
