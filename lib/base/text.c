// SPDX-License-Identifier: GPL-2.0-or-later
// Text from elsewhere, cleaned, and lists of words.

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The code point at p and the bytes that it has; 0 bytes where there is none: not UTF-8 as RFC 3629
 * has it, without overlong forms and surrogates. */
static size_t decode(const unsigned char *p, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = 0;

	if (p[0] < 0x80)
		n = 1, *point = p[0];
	else if (p[0] >= 0xc2 && p[0] < 0xe0)
		n = 2, *point = p[0] & 0x1f;
	else if (p[0] >= 0xe0 && p[0] < 0xf0)
		n = 3, *point = p[0] & 0x0f;
	else if (p[0] >= 0xf0 && p[0] < 0xf5)
		n = 4, *point = p[0] & 0x07;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | (p[i] & 0x3f);
	}
	if (n && (*point < least[n] || *point > 0x10ffff || (*point >= 0xd800 && *point <= 0xdfff)))
		return 0;
	return n;
}

/* What steers a terminal, ends a line, or turns the direction of what follows: C0, DEL and C1, the
 * separators of lines and paragraphs, and the bidirectional controls (UAX #9, 2). */
static bool is_control(uint32_t point)
{
	return point < ' ' || (point >= 0x7f && point <= 0x9f) || point == 0x61c ||
	       point == 0x200e || point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
	       (point >= 0x2066 && point <= 0x2069);
}

char *fp_text_escape_json(const char *json)
{
	/* At worst one byte becomes six. */
	const size_t room = 6 * strlen(json) + 1;
	char *const text = malloc(room);
	char *to = text;
	uint32_t point;

	while (text && *json) {
		const size_t n = decode((const unsigned char *)json, &point);

		/* jansson has written those of C0 so already, and nothing that is not UTF-8. */
		if (n && (*json == '\n' || !is_control(point))) {
			memcpy(to, json, n);
			to += n;
		} else {
			to += snprintf(to, room - (size_t)(to - text), "\\u%04x",
				       n ? (unsigned)point : 0xfffdu);
		}
		json += n ? n : 1;
	}
	if (text)
		*to = 0;
	return text;
}

size_t fp_text_next(const char *text, bool *is_plain)
{
	uint32_t point = 0;
	const size_t n = decode((const unsigned char *)text, &point);

	*is_plain = n && !is_control(point);
	return n ? n : 1;
}

bool fp_text_is_plain(const char *text)
{
	bool is_plain = true;

	while (*text && is_plain)
		text += fp_text_next(text, &is_plain);
	return is_plain;
}

void fp_text_clean(char *text)
{
	char *to = text;
	bool is_plain;

	for (size_t n; *text; text += n) {
		n = fp_text_next(text, &is_plain);
		if (is_plain)
			memmove(to, text, n);
		else
			*to = '?';
		to += is_plain ? n : 1;
	}
	*to = 0;
}

bool fp_list_add(char *list, size_t size, const char *word)
{
	const size_t n = strlen(list);
	const char *const joint = n ? ", " : "";

	if (n + strlen(joint) + strlen(word) >= size)
		return false;
	snprintf(list + n, size - n, "%s%s", joint, word);
	return true;
}

bool fp_text_has(const char *text, size_t n, const char *word)
{
	const size_t length = strlen(word);

	for (; n >= length; text++, n--) {
		size_t i = 0;

		while (i < length &&
		       tolower((unsigned char)text[i]) == tolower((unsigned char)word[i]))
			i++;
		if (i == length)
			return true;
	}
	return false;
}
