// SPDX-License-Identifier: GPL-2.0-or-later
// Intel HEX: lines of digits for a programmer, not the bytes themselves.

#include <ctype.h>

#include "base/number.h"
#include "content/kinds/kind.h"

#define RECORD_MAX (1 + 2 * (255 + 5))
#define LEAST	   5 /* bytes: length, address, type, checksum */

/* The first record: its length is right, and its bytes add up to 0. */
static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	char line[RECORD_MAX + 1];
	uint8_t bytes[LEAST + 255], sum = 0;
	size_t n = fp_view_read(view, 0, line, RECORD_MAX), digits = 1;

	line[n] = '\0';
	while (isxdigit((unsigned char)line[digits]))
		digits++;
	if (digits < 1 + 2 * LEAST || !(digits & 1))
		return FP_NOT_MINE;
	line[digits] = '\0';
	n = fp_hex_decode(line + 1, bytes);
	if (n != (size_t)bytes[0] + LEAST)
		return FP_NOT_MINE;
	for (size_t i = 0; i < n; i++)
		sum = (uint8_t)(sum + bytes[i]);
	if (sum)
		return FP_NOT_MINE;
	fp_fact(found, "begins", "%.40s", line);
	return FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ 0, 2, ":0" },
	{ 0, 2, ":1" },
	{ 0, 2, ":2" },
	{ 0 },
};

const struct fp_kind fp_kind_ihex = {
	.name = "ihex",
	.article = "an",
	.title = "Intel HEX file",
	.hint = "objcopy -I ihex -O binary makes bytes of it",
	.magics = magics,
	.role = FP_ROLE_MISTAKE,
	.identify = identify,
};
