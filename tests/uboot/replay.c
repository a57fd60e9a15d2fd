// SPDX-License-Identifier: GPL-2.0-or-later
// A session that was logged, once more: the device's part of it.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "uboot/board.h"

/* One byte of a log, which may be written as \n, \r, \\ or \xNN. */
static int next_byte(const char **p)
{
	char digits[3] = "";

	if (**p != '\\')
		return (unsigned char)*(*p)++;
	*p += 2;
	switch ((*p)[-1]) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 'x':
		memcpy(digits, *p, 2);
		*p += 2;
		return (int)strtoul(digits, NULL, 16);
	default:
		return (*p)[-1];
	}
}

static bool expect(struct board *b, const char *text, unsigned number)
{
	while (*text && *text != '\n') {
		const int wanted = next_byte(&text), got = hear(b, 5000);

		if (got != wanted) {
			fprintf(stderr, "line %u: expected byte %d, got %d\n", number, wanted, got);
			return false;
		}
	}
	return true;
}

static void tell(struct board *b, const char *text)
{
	uint8_t bytes[4096];
	size_t n = 0;

	while (*text && *text != '\n' && n < sizeof bytes)
		bytes[n++] = (uint8_t)next_byte(&text);
	say_raw(b, bytes, n);
}

int replay(struct board *b, const char *path)
{
	FILE *file = fopen(path, "r");
	static char line[1 << 16];
	unsigned number = 0;
	bool is_right = file != NULL;

	while (is_right && fgets(line, sizeof line, file)) {
		const char *text = strchr(line, ' ');

		number++;
		if (!text || strlen(text) < 3)
			is_right = false;
		else if (text[1] == '>')
			is_right = expect(b, text + 3, number);
		else if (text[1] == '<')
			tell(b, text + 3);
	}
	if (file)
		fclose(file);
	/* The other side reads the rest before it goes. */
	while (is_right && hear(b, 1000) >= 0)
		;
	return is_right ? 0 : 1;
}
