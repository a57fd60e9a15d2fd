// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot's version in its bytes.

#include <ctype.h>
#include <string.h>

#include "base/bytes.h"
#include "content/uboot.h"

#define REACH	  ((size_t)1 << 20) /* bytes: no U-Boot in NOR is larger */
#define PIECE	  16384 /* bytes; where one is erased, the boot loader has ended */
#define LINE_SIZE 96
#define WORD	  "U-Boot "

/* "2013.07", or "1.1.3" as of older ones. */
static size_t version_length(const char *text)
{
	size_t n = 0;

	while (isdigit((unsigned char)text[n]) || text[n] == '.')
		n++;
	return isdigit((unsigned char)text[0]) && memchr(text, '.', n) ? n : 0;
}

/* The line is a string of its own: an environment's "ver=U-Boot 2013.07" is none. */
static bool take_line(const char *text, struct fp_found *found)
{
	const char *const version = text + strlen(WORD);
	const size_t n = version_length(version);
	const char *const open = strchr(version, '('), *const close =
							       open ? strchr(open, ')') : NULL;

	if (!n || !close)
		return false;
	fp_fact(found, "u-boot", "%.*s", (int)strcspn(version, " ("), version);
	fp_fact(found, "built", "%.*s", (int)(close - open - 1), open + 1);
	return true;
}

static bool look_in(const uint8_t *piece, size_t n, struct fp_found *found)
{
	const uint8_t *p = piece, *const end = piece + n;
	char line[LINE_SIZE + 1];

	while ((p = memchr(p, WORD[0], (size_t)(end - p)))) {
		const size_t left = (size_t)(end - p);
		const size_t length = left < LINE_SIZE ? left : LINE_SIZE;

		if (left > strlen(WORD) && memcmp(p, WORD, strlen(WORD)) == 0 &&
		    (p == piece || p[-1] < ' ')) {
			memcpy(line, p, length);
			line[length] = '\0';
			if (take_line(line, found))
				return true;
		}
		p++;
	}
	return false;
}

/* Pieces overlap by a line. */
bool fp_uboot_fact(const struct fp_view *view, struct fp_found *found)
{
	uint8_t piece[PIECE + LINE_SIZE];

	for (uint64_t off = 0; off < view->size && off < REACH; off += PIECE) {
		const size_t n = fp_view_read(view, off, piece, sizeof piece);

		if (n && fp_is_filled(piece, n < PIECE ? n : PIECE, view->erased))
			break;
		if (look_in(piece, n, found))
			return true;
	}
	return false;
}
