// SPDX-License-Identifier: GPL-2.0-or-later
// Cleaning of what is printed.

#define _GNU_SOURCE /* vasprintf */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "say.h"

void say(FILE *out, const char *format, ...)
{
	const size_t n = strlen(format);
	char *text;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		text = NULL;
	va_end(ap);
	if (!text)
		return;
	if (n && format[n - 1] == '\n')
		text[strlen(text) - 1] = 0;
	fp_text_clean(text);
	fputs(text, out);
	if (n && format[n - 1] == '\n')
		fputc('\n', out);
	free(text);
}

char *say_json(const json_t *json, size_t flags)
{
	char *const text = json_dumps(json, flags);
	char *const safe = text ? fp_text_escape_json(text) : NULL;

	free(text);
	return safe;
}
