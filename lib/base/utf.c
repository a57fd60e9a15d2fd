// SPDX-License-Identifier: GPL-2.0-or-later
// From UTF-16 to UTF-8 (Unicode, chapter 3, D91 and D92).

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf.h"

static uint32_t unit_at(const uint8_t *p, bool is_big)
{
	return is_big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/* A dump may begin with ff fe: text is mostly ASCII and has no NUL. */
static bool is_text(const uint8_t *data, size_t n, bool is_big)
{
	size_t ascii = 0, units = n / 2 < 512 ? n / 2 : 512;

	if (n % 2)
		return false;
	for (size_t i = 1; i < units; i++) {
		const uint32_t u = unit_at(data + 2 * i, is_big);

		if (!u)
			return false;
		ascii += u < 128;
	}
	return 2 * ascii >= units - 1;
}

static char *put(char *p, uint32_t c)
{
	if (c < 0x80) {
		*p++ = (char)c;
		return p;
	}
	if (c < 0x800) {
		*p++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*p++ = (char)(0xe0 | c >> 12);
		} else {
			*p++ = (char)(0xf0 | c >> 18);
			*p++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*p++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*p++ = (char)(0x80 | (c & 0x3f));
	return p;
}

/* Half a pair becomes '?'. */
static size_t convert(const uint8_t *data, size_t n, bool is_big, char *text)
{
	char *p = text;

	for (size_t i = 2; i + 1 < n; i += 2) {
		uint32_t c = unit_at(data + i, is_big);

		if (c >= 0xd800 && c < 0xdc00 && i + 3 < n) {
			const uint32_t low = unit_at(data + i + 2, is_big);

			if (low >= 0xdc00 && low < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		p = put(p, c >= 0xd800 && c < 0xe000 ? '?' : c);
	}
	return (size_t)(p - text);
}

int fp_utf_decode(const uint8_t *data, size_t n, char **text, size_t *length)
{
	const bool is_utf_8 = n >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0;
	const bool is_little = n >= 4 && memcmp(data, "\xff\xfe", 2) == 0 && is_text(data, n, 0);
	const bool is_big = n >= 4 && memcmp(data, "\xfe\xff", 2) == 0 && is_text(data, n, 1);

	*text = NULL;
	if (!is_utf_8 && !is_little && !is_big)
		return 0;
	/* A unit of two bytes becomes three at most, a pair of them four. */
	*text = malloc(n / 2 * 3 + 1);
	if (!*text)
		return -1;
	if (is_utf_8)
		memcpy(*text, data + 3, *length = n - 3);
	else
		*length = convert(data, n, is_big, *text);
	return 0;
}
