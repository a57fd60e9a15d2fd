// SPDX-License-Identifier: GPL-2.0-or-later
// Environments from text, as u-boot tools/mkenvimage.c reads it, but for lines that it takes
// without a word: without a name, without '=', with a variable that is there already.

#include <stdlib.h>
#include <string.h>

#include "content/env-text.h"
#include "content/env.h"

#define SLOTS ((size_t)2 * FP_ENV_VARS_MAX)

struct reading {
	uint8_t *buf;
	const struct fp_env_shape *shape;
	struct fp_env_fill fill;
	const char **names; /* SLOTS of them, each where its hash says or behind; NULL: free */
};

/* Keeps the name; false if it is there already. There are never more names than half of the
 * slots. */
static bool add_name(struct reading *r, const char *name)
{
	size_t hash = 5381;

	for (const char *p = name; *p; p++)
		hash = hash * 33 + (unsigned char)*p;
	for (hash %= SLOTS; r->names[hash]; hash = (hash + 1) % SLOTS)
		if (strcmp(r->names[hash], name) == 0)
			return false;
	r->names[hash] = name;
	return true;
}

static int set_line(struct reading *r, char *text, struct fp_error *err)
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
	if (!add_name(r, text))
		return fp_fail(err, FP_REFUSED, "`%.60s` is set twice", text);
	return fp_env_append(r->buf, r->shape, &r->fill, text, separator + 1, err);
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
	struct reading r = { .buf = buf, .shape = shape };
	const char *const end = text + n;
	unsigned lines = 1;
	int code = 0;

	if (memchr(text, 0, n))
		return fp_fail(err, FP_REFUSED, "expected lines of name=value, found binary data");
	r.names = calloc(SLOTS, sizeof *r.names);
	if (!r.names)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (char *start = skip_lines(text, end, &lines); start < end && code == 0;
	     start = skip_lines(text, end, &lines)) {
		const unsigned line = lines;

		text = cut_line(start, end, &lines);
		code = set_line(&r, start, err);
		if (code < 0)
			err->line = line;
	}
	free(r.names);
	return code;
}

const char *fp_env_text_trouble(const char *text)
{
	const char *const value = strchr(text, '=') + 1;
	const char last = text[strlen(text) - 1];

	if (value - text == 1)
		return "it has no name";
	if (text[0] == '#' || strncmp(text, "\xef\xbb\xbf", 3) == 0)
		return "its name begins as no line may";
	if (memchr(text, '\n', (size_t)(value - text)))
		return "there is a newline in its name";
	if (last == '\\')
		return "its value ends with a backslash";
	if (last == '\n' || last == '\r')
		return "its value ends with the end of a line";
	return strstr(value, "\n#") ? "a line of its value begins with #" : NULL;
}
