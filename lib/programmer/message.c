// SPDX-License-Identifier: GPL-2.0-or-later
// Targets, chips and errors as bytes, and back with every check.

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/range.h"
#include "base/text.h"
#include "programmer/message.h"

/* Flags of a target. */
enum { HAS_NAME = 1u, IS_QUESTION = 2u };

/* A chip's fields, one behind the other; changing one is another version of the wire. */
enum {
	CHIP_NAME = 0,
	CHIP_ID = 64,
	CHIP_CAPACITY = 80,
	CHIP_ABILITIES = 88,
	CHIP_N_WINDOWS = 92,
	CHIP_WINDOWS = 96,
	WINDOW_SIZE = 24 + 96,
	CHIP_DOUBTFUL = CHIP_WINDOWS + FP_WINDOWS_MAX * WINDOW_SIZE,
	CHIP_CANDIDATES = CHIP_DOUBTFUL + 4,
};

/* A protection's. */
enum { PROTECTION_OFFSET = 0, PROTECTION_SIZE = 8, PROTECTION_MODE = 16, PROTECTION_VAGUE = 32 };

#define SIZE_OF(type, member) sizeof((type *)0)->member

_Static_assert(SIZE_OF(struct fp_chip, name) == CHIP_ID - CHIP_NAME, "a chip's name");
_Static_assert(SIZE_OF(struct fp_chip, id) == CHIP_CAPACITY - CHIP_ID, "a chip's id");
_Static_assert(SIZE_OF(struct fp_chip, window) / sizeof(struct fp_window) == FP_WINDOWS_MAX,
	       "a chip's windows");
_Static_assert(FP_MESSAGE_CHIP_SIZE == CHIP_CANDIDATES + FP_CANDIDATES_MAX, "a chip");
_Static_assert(SIZE_OF(struct fp_protection, mode) == PROTECTION_VAGUE - PROTECTION_MODE,
	       "a protection's mode");
_Static_assert(FP_MESSAGE_PROTECTION_SIZE == PROTECTION_VAGUE + 4, "a protection");
_Static_assert(FP_MESSAGE_ERROR_MAX ==
		       SIZE_OF(struct fp_error, text) + SIZE_OF(struct fp_error, hint),
	       "an error");

/* A place in the payload of a target. is_full: something did not fit. */
struct cursor {
	uint8_t *p;
	size_t left;
	bool is_full;
};

static void put_text(struct cursor *at, const char *text)
{
	const size_t n = strlen(text) + 1;

	if (at->is_full || n > at->left) {
		at->is_full = true;
		return;
	}
	memcpy(at->p, text, n);
	at->p += n;
	at->left -= n;
}

static void put_number(struct cursor *at, uint64_t number)
{
	if (at->is_full || at->left < 8) {
		at->is_full = true;
		return;
	}
	fp_put_le64(at->p, number);
	at->p += 8;
	at->left -= 8;
}

static void put_places(struct cursor *at, const struct fp_target *target)
{
	put_number(at, target->size);
	put_number(at, target->n_places);
	for (size_t i = 0; i < target->n_places; i++) {
		put_number(at, target->places[i].range.offset);
		put_number(at, target->places[i].range.size);
		put_text(at, target->places[i].name);
	}
}

size_t fp_target_pack(const struct fp_target *target, uint8_t *buf)
{
	struct cursor at = { .p = buf + 8, .left = FP_MESSAGE_TARGET_MAX - 8 };

	if (target->n_chip_names > FP_MESSAGE_NAMES_MAX || target->n_places > FP_MESSAGE_PLACES_MAX)
		return 0;
	fp_put_le32(buf,
		    (target->chip_name ? HAS_NAME : 0) | (target->is_question ? IS_QUESTION : 0));
	fp_put_le32(buf + 4, (uint32_t)target->n_chip_names);
	put_text(&at, target->params ? target->params : "");
	if (target->chip_name)
		put_text(&at, target->chip_name);
	for (size_t i = 0; i < target->n_chip_names; i++)
		put_text(&at, target->chip_names[i]);
	put_places(&at, target);
	return at.is_full ? 0 : FP_MESSAGE_TARGET_MAX - at.left;
}

/* The next string of buf; NULL if none ends inside of it. */
static const char *get_text(const uint8_t *buf, size_t n, size_t *at)
{
	const char *text = (const char *)buf + *at;
	const char *end = memchr(text, 0, n - *at);

	if (!end)
		return NULL;
	*at += (size_t)(end - text) + 1;
	return text;
}

static bool get_number(const uint8_t *buf, size_t n, size_t *at, uint64_t *number)
{
	if (!fp_get_le64(buf, n, *at, number))
		return false;
	*at += 8;
	return true;
}

static bool get_places(const uint8_t *buf, size_t n, size_t *at, struct fp_target *target,
		       struct fp_place *places)
{
	uint64_t n_places;

	if (!get_number(buf, n, at, &target->size) || !get_number(buf, n, at, &n_places) ||
	    n_places > FP_MESSAGE_PLACES_MAX)
		return false;
	for (; target->n_places < n_places; target->n_places++) {
		struct fp_place *const place = &places[target->n_places];

		if (!get_number(buf, n, at, &place->range.offset) ||
		    !get_number(buf, n, at, &place->range.size) ||
		    !fp_range_fits(place->range, target->size))
			return false;
		place->name = get_text(buf, n, at);
		if (!place->name)
			return false;
	}
	return true;
}

bool fp_target_unpack(const uint8_t *buf, size_t n, struct fp_target *target, const char **names,
		      struct fp_place *places)
{
	uint32_t flags, n_names;
	size_t at = 8;

	*target = (struct fp_target){ .chip_names = names, .places = places };
	if (!fp_get_le32(buf, n, 0, &flags) || !fp_get_le32(buf, n, 4, &n_names) ||
	    flags > (HAS_NAME | IS_QUESTION) || n_names > FP_MESSAGE_NAMES_MAX)
		return false;
	target->params = get_text(buf, n, &at);
	if (!target->params)
		return false;
	target->is_question = flags & IS_QUESTION;
	if (flags & HAS_NAME) {
		target->chip_name = get_text(buf, n, &at);
		if (!target->chip_name)
			return false;
	}
	for (; target->n_chip_names < n_names; target->n_chip_names++) {
		names[target->n_chip_names] = get_text(buf, n, &at);
		if (!names[target->n_chip_names])
			return false;
	}
	return get_places(buf, n, &at, target, places) && at == n;
}

void fp_chip_pack(const struct fp_chip *chip, unsigned abilities, uint8_t *buf)
{
	memset(buf, 0, FP_MESSAGE_CHIP_SIZE);
	snprintf((char *)buf + CHIP_NAME, sizeof chip->name, "%s", chip->name);
	snprintf((char *)buf + CHIP_ID, sizeof chip->id, "%s", chip->id);
	fp_put_le64(buf + CHIP_CAPACITY, chip->size);
	fp_put_le32(buf + CHIP_ABILITIES, abilities);
	fp_put_le32(buf + CHIP_N_WINDOWS, chip->n_windows);
	for (unsigned i = 0; i < chip->n_windows && i < FP_WINDOWS_MAX; i++) {
		uint8_t *p = buf + CHIP_WINDOWS + i * WINDOW_SIZE;

		fp_put_le64(p, chip->window[i].range.offset);
		fp_put_le64(p + 8, chip->window[i].range.size);
		fp_put_le32(p + 16, chip->window[i].erase_size);
		fp_put_le32(p + 20, chip->window[i].writable);
		snprintf((char *)p + 24, sizeof chip->window[i].why, "%s", chip->window[i].why);
	}
	fp_put_le32(buf + CHIP_DOUBTFUL, chip->is_doubtful);
	snprintf((char *)buf + CHIP_CANDIDATES, FP_CANDIDATES_MAX, "%s", chip->candidates);
}

static bool unpack_window(const uint8_t *p, struct fp_window *window, uint64_t from, uint64_t size)
{
	uint32_t writable = 0;

	fp_get_le64(p, WINDOW_SIZE, 0, &window->range.offset);
	fp_get_le64(p, WINDOW_SIZE, 8, &window->range.size);
	fp_get_le32(p, WINDOW_SIZE, 16, &window->erase_size);
	fp_get_le32(p, WINDOW_SIZE, 20, &writable);
	window->writable = writable == 1;
	if (p[WINDOW_SIZE - 1] != 0)
		return false;
	memcpy(window->why, p + 24, sizeof window->why);
	fp_text_clean(window->why);
	return writable <= 1 && window->range.size > 0 && window->range.offset >= from &&
	       fp_range_fits(window->range, size) &&
	       (window->erase_size & (window->erase_size - 1)) == 0;
}

bool fp_chip_unpack(const uint8_t *buf, struct fp_chip *chip, unsigned *abilities)
{
	uint64_t from = 0;
	uint32_t n = 0;

	memset(chip, 0, sizeof *chip);
	if (buf[CHIP_ID - 1] != 0 || buf[CHIP_CAPACITY - 1] != 0 ||
	    buf[FP_MESSAGE_CHIP_SIZE - 1] != 0)
		return false;
	memcpy(chip->name, buf + CHIP_NAME, sizeof chip->name);
	memcpy(chip->id, buf + CHIP_ID, sizeof chip->id);
	memcpy(chip->candidates, buf + CHIP_CANDIDATES, sizeof chip->candidates);
	fp_text_clean(chip->candidates);
	chip->is_doubtful = buf[CHIP_DOUBTFUL] != 0;
	fp_text_clean(chip->name);
	fp_text_clean(chip->id);
	fp_get_le64(buf, FP_MESSAGE_CHIP_SIZE, CHIP_CAPACITY, &chip->size);
	fp_get_le32(buf, FP_MESSAGE_CHIP_SIZE, CHIP_ABILITIES, abilities);
	fp_get_le32(buf, FP_MESSAGE_CHIP_SIZE, CHIP_N_WINDOWS, &n);
	if (chip->size == 0 || n == 0 || n > FP_WINDOWS_MAX)
		return false;
	for (; chip->n_windows < n; chip->n_windows++) {
		struct fp_window *window = &chip->window[chip->n_windows];

		if (!unpack_window(buf + CHIP_WINDOWS + chip->n_windows * WINDOW_SIZE, window, from,
				   chip->size))
			return false;
		from = fp_range_end(window->range);
	}
	return true;
}

void fp_protection_pack(const struct fp_protection *protection, uint8_t *buf)
{
	memset(buf, 0, FP_MESSAGE_PROTECTION_SIZE);
	fp_put_le64(buf + PROTECTION_OFFSET, protection->range.offset);
	fp_put_le64(buf + PROTECTION_SIZE, protection->range.size);
	snprintf((char *)buf + PROTECTION_MODE, sizeof protection->mode, "%s", protection->mode);
	fp_put_le32(buf + PROTECTION_VAGUE, protection->is_vague);
}

bool fp_protection_unpack(const uint8_t *buf, uint64_t chip_size, struct fp_protection *protection)
{
	const size_t n = FP_MESSAGE_PROTECTION_SIZE;

	memset(protection, 0, sizeof *protection);
	fp_get_le64(buf, n, PROTECTION_OFFSET, &protection->range.offset);
	fp_get_le64(buf, n, PROTECTION_SIZE, &protection->range.size);
	memcpy(protection->mode, buf + PROTECTION_MODE, sizeof protection->mode);
	protection->is_vague = buf[PROTECTION_VAGUE] != 0;
	if (buf[PROTECTION_VAGUE - 1] != 0)
		return false;
	fp_text_clean(protection->mode);
	return fp_range_fits(protection->range, chip_size);
}

size_t fp_error_pack(const struct fp_error *err, uint8_t *buf)
{
	const size_t text = strlen(err->text) + 1, hint = strlen(err->hint) + 1;

	memcpy(buf, err->text, text);
	memcpy(buf + text, err->hint, hint);
	return text + hint;
}

bool fp_error_unpack(const uint8_t *buf, size_t n, uint32_t code, struct fp_error *err)
{
	const char *text, *hint;
	size_t at = 0;

	if ((code != FP_CHIP && code != FP_REFUSED) || n > FP_MESSAGE_ERROR_MAX)
		return false;
	text = get_text(buf, n, &at);
	hint = text ? get_text(buf, n, &at) : NULL;
	if (!hint || !*text || at != n || strlen(text) >= sizeof err->text ||
	    strlen(hint) >= sizeof err->hint)
		return false;
	err->code = (enum fp_code)code;
	memcpy(err->text, text, strlen(text) + 1);
	memcpy(err->hint, hint, strlen(hint) + 1);
	fp_text_clean(err->text);
	fp_text_clean(err->hint);
	return true;
}
