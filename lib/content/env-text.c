// SPDX-License-Identifier: GPL-2.0-or-later
// Environments from text, as u-boot tools/mkenvimage.c reads it, but for lines that it takes
// without a word: without a name, without '=', with a variable that is there already.

#include <string.h>

#include "content/env-text.h"
#include "content/env.h"

static int set_line(uint8_t *buf, const struct fp_env_shape *shape, char *text,
		    struct fp_error *err)
{
	char *const separator = strchr(text, '=');

	if (strncmp(text, "\xef\xbb\xbf", 3) == 0) {
		fp_fail(err, FP_REFUSED, "the line begins with a byte order mark");
		fp_hint(err,
			"it would become a part of the name; save the file as UTF-8 without one");
		return -FP_REFUSED;
	}
	if (!separator || separator == text)
		return fp_fail(err, FP_REFUSED, "expected name=value, found \"%.40s\"", text);
	if (text[strlen(text) - 1] == '\r') {
		fp_fail(err, FP_REFUSED, "the line ends with a carriage return");
		fp_hint(err,
			"it would become a part of the value; save the file with Unix line ends");
		return -FP_REFUSED;
	}
	*separator = 0;
	if (fp_env_get(buf, shape, text))
		return fp_fail(err, FP_REFUSED, "`%.60s` is set twice", text);
	return fp_env_set(buf, shape, text, separator + 1, err);
}

/* Behind empty lines and comments, which may stand between continued lines, too. */
static char *skip_lines(char *text, const char *end, unsigned *lines)
{
	while (text < end && (*text == '\n' || *text == '#')) {
		char *newline = memchr(text, '\n', (size_t)(end - text));

		if (!newline)
			return text + (end - text);
		text = newline + 1;
		++*lines;
	}
	return text;
}

/* Ends the logical line at text with a 0 byte and joins its continuations. Returns where the next
 * one begins. */
static char *cut_line(char *text, const char *end, unsigned *lines)
{
	char *to = text, *from = text;

	while (from < end) {
		const char c = *from++;

		if (c != '\n') {
			*to++ = c;
			continue;
		}
		++*lines;
		if (from - text < 2 || from[-2] != '\\')
			break;
		to[-1] = '\n';
		from = skip_lines(from, end, lines);
	}
	*to = 0;
	return from;
}

int fp_env_parse(uint8_t *buf, const struct fp_env_shape *shape, char *text, size_t n,
		 struct fp_error *err)
{
	const char *const end = text + n;
	unsigned lines = 1;
	int code = 0;

	if (memchr(text, 0, n))
		return fp_fail(err, FP_REFUSED, "expected lines of name=value, found binary data");
	for (char *start = skip_lines(text, end, &lines); start < end && code == 0;
	     start = skip_lines(text, end, &lines)) {
		const unsigned line = lines;

		text = cut_line(start, end, &lines);
		code = set_line(buf, shape, start, err);
		if (code < 0)
			err->line = line;
	}
	return code;
}
