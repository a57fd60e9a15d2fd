// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of U-Boot environments: the bytes as a dump, as the strings of sealed environments that
// are changed, and as a text.

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "content/env-find.h"
#include "content/env-text.h"
#include "content/env.h"
#include "fuzz.h"

#define BLOCK_MAX   4096 /* bytes of one copy that is built here */
#define DUMP_MAX    ((size_t)3 * BLOCK_MAX)
#define CHANGES_MAX 8
#define HEAD	    5 /* bytes of the input that tell what to build */

static bool is_within(const struct fp_env_shape *shape, const char *text, const uint8_t *buf)
{
	const uint8_t *const start = (const uint8_t *)text;

	return start >= buf + fp_env_head(shape) && start < buf + shape->size &&
	       memchr(start, 0, (size_t)(buf + shape->size - start));
}

/* Reads all variables; each must lie inside, with its end. */
static void read_all(const uint8_t *buf, const struct fp_env_shape *shape)
{
	const char *text;
	size_t at = 0;

	while (fp_env_next(buf, shape, &at, &text)) {
		fuzz_must(is_within(shape, text, buf) && strchr(text, '='));
		fuzz_must(at <= shape->size);
	}
}

static void check_copy(const uint8_t *buf, size_t n, size_t offset,
		       const struct fp_env_shape *shape)
{
	fuzz_must(shape->size >= FP_ENV_SIZE_MIN && shape->size <= FP_ENV_SIZE_MAX);
	fuzz_must(offset <= n && shape->size <= n - offset);
	fuzz_must(fp_env_is_sound(buf + offset, shape));
	read_all(buf + offset, shape);
}

/* The bytes as they are. */
static void search(const uint8_t *data, size_t n)
{
	struct fp_env_copy copies[FP_ENV_COPIES_MAX];
	struct fp_env_shape shape;
	struct fp_env_place place;
	struct fp_error err = { 0 };
	const size_t found = fp_env_scan(data, n, copies, FP_ENV_COPIES_MAX);

	fuzz_must(found <= FP_ENV_COPIES_MAX);
	for (size_t i = 0; i < found; i++) {
		check_copy(data, n, copies[i].offset, &copies[i].shape);
		fuzz_must(!i ||
			  copies[i].offset >= copies[i - 1].offset + copies[i - 1].shape.size);
	}
	if (fp_env_guess(data, n, FP_ENV_SIZE_MAX, &shape))
		check_copy(data, n, 0, &shape);
	if (fp_env_locate(data, n, NULL, 0, &place, &err) < 0) {
		fuzz_must(err.code == FP_REFUSED);
		return;
	}
	fuzz_must(place.n_copies == found && place.active < place.n_copies);
	for (unsigned i = 0; i < place.n_copies; i++)
		check_copy(data, n, place.offset[i], &place.shape);
}

static bool is_named(const char *text, const char *change)
{
	const size_t n = strcspn(change, "=");

	return strncmp(text, change, n) == 0 && text[n] == '=';
}

/* The next variable that the change does not name; NULL at the end. */
static const char *next_other(const uint8_t *buf, const struct fp_env_shape *shape, size_t *at,
			      const char *change)
{
	const char *text;

	while (fp_env_next(buf, shape, at, &text))
		if (!is_named(text, change))
			return text;
	return NULL;
}

/* The variable has the new value, and the others are there in their order. */
static void check_change(const uint8_t *old, const uint8_t *new, const struct fp_env_shape *shape,
			 const char *change)
{
	const size_t length = strcspn(change, "=");
	const char *const want = change[length] ? change + length + 1 : NULL;
	char *const name = strndup(change, length);
	const char *const value = name ? fp_env_get(new, shape, name) : NULL;
	size_t at_old = 0, at_new = 0;
	const char *text;

	fuzz_must(want ? value && strcmp(value, want) == 0 : !value);
	free(name);
	while ((text = next_other(old, shape, &at_old, change))) {
		const char *const kept = next_other(new, shape, &at_new, change);

		fuzz_must(kept && strcmp(kept, text) == 0);
	}
	fuzz_must(!next_other(new, shape, &at_new, change));
}

/* Changes one variable at its place: no byte outside of the copies changes, and of two copies the
 * active one stays, but for its flag. A refusal changes nothing. */
static bool change_one(uint8_t *dump, size_t n, struct fp_env_place *place, char *change)
{
	static uint8_t old[DUMP_MAX];
	const struct fp_env_shape *const shape = &place->shape;
	const unsigned target = place->n_copies == 2 ? !place->active : 0;
	const size_t start = place->offset[target], source = place->offset[place->active];
	struct fp_error err = { 0 };
	bool is_changed;

	memcpy(old, dump, n);
	if (fp_env_change(dump, place, &change, 1, &is_changed, &err) < 0 || !is_changed) {
		fuzz_must(memcmp(old, dump, n) == 0);
		return false;
	}
	fuzz_must(fp_env_is_sound(dump + start, shape));
	check_change(old + source, dump + start, shape, change);
	for (size_t i = 0; i < n; i++) {
		const bool is_flag = place->n_copies == 2 && i == source + 4;

		fuzz_must((i >= start && i < start + shape->size) || is_flag || old[i] == dump[i]);
	}
	if (place->n_copies == 2)
		fuzz_must(fp_env_active(dump[place->offset[0] + 4], dump[place->offset[1] + 4]) ==
			  target);
	place->active = target;
	return true;
}

/* The input's first bytes: what is built of the others. */
static struct fp_env_place place_of(const uint8_t *data)
{
	struct fp_env_place place = { .n_copies = data[0] & 4 ? 2 : 1 };

	place.shape.size = (size_t)FP_ENV_SIZE_MIN << data[1] % 9;
	place.shape.is_redundant = place.n_copies == 2 || data[0] & 1;
	place.shape.is_big = data[0] & 2;
	place.offset[0] = data[0] & 8 ? FP_ENV_STEP : 0;
	place.offset[1] = place.offset[0];
	if (place.n_copies == 2) {
		place.offset[1] += place.shape.size > FP_ENV_STEP ? place.shape.size : FP_ENV_STEP;
		place.active = fp_env_active(data[2], data[3]);
	}
	return place;
}

/* A dump with sealed copies of these strings, as long as they must be. */
static size_t build_dump(uint8_t *dump, const struct fp_env_place *place, const uint8_t *data,
			 const uint8_t *strings, size_t n)
{
	const struct fp_env_shape *const shape = &place->shape;
	const size_t head = fp_env_head(shape);
	const size_t end = place->offset[place->n_copies - 1] + shape->size;

	memset(dump, 0xff, end);
	for (unsigned i = 0; i < place->n_copies; i++) {
		uint8_t *const block = dump + place->offset[i];

		memset(block, data[0] & 16 ? 0 : 0xff, shape->size);
		memcpy(block + head, strings, n < shape->size - head ? n : shape->size - head);
		if (shape->is_redundant)
			block[4] = data[2 + i];
		fp_env_seal(block, shape);
	}
	return end;
}

/* The input: HEAD bytes, then as many as the fifth says of changes with a 0 behind each, then
 * strings. */
static void edit(const uint8_t *data, size_t n)
{
	static uint8_t dump[DUMP_MAX];
	char changes[UINT8_MAX + 1] = "", *change = changes;
	struct fp_env_place place;
	size_t length, size;

	if (n < HEAD)
		return;
	length = data[4] < n - HEAD ? data[4] : n - HEAD;
	memcpy(changes, data + HEAD, length);
	place = place_of(data);
	size = build_dump(dump, &place, data, data + HEAD + length, n - HEAD - length);
	search(dump, size);
	for (unsigned i = 0; i < CHANGES_MAX && change < changes + length; i++) {
		if (change_one(dump, size, &place, change))
			search(dump, size);
		change += strlen(change) + 1;
	}
}

/* As `env list` prints it; returns the length. */
static size_t print_line(char *out, const char *text)
{
	size_t n = 0;

	for (; *text; text++) {
		if (*text == '\n')
			out[n++] = '\\';
		out[n++] = *text;
	}
	out[n++] = '\n';
	return n;
}

static int set_one(uint8_t *block, const struct fp_env_shape *shape, const char *text)
{
	const char *const separator = strchr(text, '=');
	char *const name = strndup(text, (size_t)(separator - text));
	struct fp_error err = { 0 };
	const int code = name ? fp_env_set(block, shape, name, separator + 1, &err) : -FP_REFUSED;

	free(name);
	return code;
}

/* Built of its variables one by one it is the same, and so it is printed and parsed again. */
static void rebuild(const uint8_t *block, const struct fp_env_shape *shape)
{
	static uint8_t again[BLOCK_MAX];
	static char lines[2 * BLOCK_MAX + 1];
	bool is_text = true;
	struct fp_error err = { 0 };
	const char *text;
	size_t at = 0, n = 0;

	fp_env_init(again, shape);
	while (fp_env_next(block, shape, &at, &text)) {
		fuzz_must(set_one(again, shape, text) == 0);
		is_text = is_text && !fp_env_text_trouble(text);
		n += print_line(lines + n, text);
	}
	fuzz_must(memcmp(again, block, shape->size) == 0);
	if (!is_text)
		return;
	lines[n] = 0;
	fp_env_init(again, shape);
	fuzz_must(fp_env_parse(again, shape, lines, n, &err) == 0);
	fuzz_must(memcmp(again, block, shape->size) == 0);
}

static void parse(const uint8_t *data, size_t n, const struct fp_env_shape *shape)
{
	static uint8_t block[BLOCK_MAX];
	char *const text = malloc(n + 1); /* so that a sanitizer sees one step too far */
	struct fp_error err = { 0 };

	if (!text)
		return;
	if (n)
		memcpy(text, data, n);
	text[n] = 0;
	fp_env_init(block, shape);
	if (fp_env_parse(block, shape, text, n, &err) == 0)
		rebuild(block, shape);
	else
		fuzz_must(err.code == FP_REFUSED && err.text[0]);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	search(data, n);
	edit(data, n);
	parse(data, n, &(struct fp_env_shape){ BLOCK_MAX, false, false });
	parse(data, n, &(struct fp_env_shape){ 64, true, true });
	return 0;
}
