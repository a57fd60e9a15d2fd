// SPDX-License-Identifier: GPL-2.0-or-later
// Targets, chips and errors as bytes, and back with every check.

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"
#include "programmer/message.h"

/* Flags of a target. */
enum { HAS_NAME = 1u, IS_QUESTION = 2u };

/* Where a chip's windows end. */
#define BEHIND_WINDOWS (96 + FP_WINDOWS_MAX * 24)

/* A place in the payload of a target. Zeroed when something did not fit. */
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

size_t fp_target_pack(const struct fp_target *target, uint8_t *buf)
{
	struct cursor at = { .p = buf + 8, .left = FP_MESSAGE_TARGET_MAX - 8 };

	if (target->n_chip_names > FP_MESSAGE_NAMES_MAX)
		return 0;
	fp_put_le32(buf,
		    (target->chip_name ? HAS_NAME : 0) | (target->is_question ? IS_QUESTION : 0));
	fp_put_le32(buf + 4, (uint32_t)target->n_chip_names);
	put_text(&at, target->params ? target->params : "");
	if (target->chip_name)
		put_text(&at, target->chip_name);
	for (size_t i = 0; i < target->n_chip_names; i++)
		put_text(&at, target->chip_names[i]);
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

bool fp_target_unpack(const uint8_t *buf, size_t n, struct fp_target *target, const char **names)
{
	uint32_t flags, n_names;
	size_t at = 8;

	*target = (struct fp_target){ .chip_names = names };
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
	return at == n;
}

void fp_chip_pack(const struct fp_chip *chip, unsigned abilities, uint8_t *buf)
{
	memset(buf, 0, FP_MESSAGE_CHIP_SIZE);
	snprintf((char *)buf, sizeof chip->name, "%s", chip->name);
	snprintf((char *)buf + 64, sizeof chip->id, "%s", chip->id);
	fp_put_le64(buf + 80, chip->size);
	fp_put_le32(buf + 88, abilities);
	fp_put_le32(buf + 92, chip->n_windows);
	for (unsigned i = 0; i < chip->n_windows && i < FP_WINDOWS_MAX; i++) {
		uint8_t *p = buf + 96 + i * 24;

		fp_put_le64(p, chip->window[i].range.offset);
		fp_put_le64(p + 8, chip->window[i].range.size);
		fp_put_le32(p + 16, chip->window[i].erase_size);
		fp_put_le32(p + 20, chip->window[i].writable);
	}
	fp_put_le32(buf + BEHIND_WINDOWS, chip->is_doubtful);
	snprintf((char *)buf + BEHIND_WINDOWS + 4, FP_CANDIDATES_MAX, "%s", chip->candidates);
}

static bool unpack_window(const uint8_t *p, struct fp_window *window, uint64_t from, uint64_t size)
{
	uint32_t writable = 0;

	fp_get_le64(p, 24, 0, &window->range.offset);
	fp_get_le64(p, 24, 8, &window->range.size);
	fp_get_le32(p, 24, 16, &window->erase_size);
	fp_get_le32(p, 24, 20, &writable);
	window->writable = writable == 1;
	return writable <= 1 && window->range.size > 0 && window->range.offset >= from &&
	       fp_range_fits(window->range, size) &&
	       (window->erase_size & (window->erase_size - 1)) == 0;
}

bool fp_chip_unpack(const uint8_t *buf, struct fp_chip *chip, unsigned *abilities)
{
	uint64_t from = 0;
	uint32_t n = 0;

	memset(chip, 0, sizeof *chip);
	if (buf[63] != 0 || buf[79] != 0 || buf[FP_MESSAGE_CHIP_SIZE - 1] != 0)
		return false;
	memcpy(chip->name, buf, 64);
	memcpy(chip->id, buf + 64, 16);
	memcpy(chip->candidates, buf + BEHIND_WINDOWS + 4, FP_CANDIDATES_MAX);
	fp_text_clean(chip->name);
	fp_text_clean(chip->id);
	fp_text_clean(chip->candidates);
	chip->is_doubtful = buf[BEHIND_WINDOWS] != 0;
	fp_get_le64(buf, FP_MESSAGE_CHIP_SIZE, 80, &chip->size);
	fp_get_le32(buf, FP_MESSAGE_CHIP_SIZE, 88, abilities);
	fp_get_le32(buf, FP_MESSAGE_CHIP_SIZE, 92, &n);
	if (chip->size == 0 || n == 0 || n > FP_WINDOWS_MAX)
		return false;
	for (; chip->n_windows < n; chip->n_windows++) {
		struct fp_window *window = &chip->window[chip->n_windows];

		if (!unpack_window(buf + 96 + chip->n_windows * 24, window, from, chip->size))
			return false;
		from = fp_range_end(window->range);
	}
	return true;
}

void fp_protection_pack(const struct fp_protection *protection, uint8_t *buf)
{
	memset(buf, 0, FP_MESSAGE_PROTECTION_SIZE);
	fp_put_le64(buf, protection->range.offset);
	fp_put_le64(buf + 8, protection->range.size);
	snprintf((char *)buf + 16, sizeof protection->mode, "%s", protection->mode);
	fp_put_le32(buf + 32, protection->is_vague);
}

bool fp_protection_unpack(const uint8_t *buf, uint64_t chip_size, struct fp_protection *protection)
{
	memset(protection, 0, sizeof *protection);
	fp_get_le64(buf, FP_MESSAGE_PROTECTION_SIZE, 0, &protection->range.offset);
	fp_get_le64(buf, FP_MESSAGE_PROTECTION_SIZE, 8, &protection->range.size);
	memcpy(protection->mode, buf + 16, sizeof protection->mode);
	protection->is_vague = buf[32] != 0;
	if (buf[31] != 0)
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
