// SPDX-License-Identifier: GPL-2.0-or-later
// Parsing and printing of sizes and of hexadecimal bytes.

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "base/range.h"

static const struct unit {
	char letter;
	uint64_t factor;
} units[] = {
	{ 'G', UINT64_C(1) << 30 },
	{ 'M', UINT64_C(1) << 20 },
	{ 'K', UINT64_C(1) << 10 },
};

static const struct unit *find_unit(char letter)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (toupper((unsigned char)letter) == units[i].letter)
			return &units[i];
	return NULL;
}

unsigned fp_digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A' + 10);
	return 16;
}

/* Reads digits; *end is where they stop. False on overflow. */
static bool parse_digits(const char *text, unsigned base, uint64_t *value, const char **end)
{
	uint64_t v = 0;

	for (; fp_digit_value(*text) < base; text++)
		if (!fp_mul(v, base, &v) || !fp_add(v, fp_digit_value(*text), &v))
			return false;
	*value = v;
	*end = text;
	return true;
}

static int bad_size(const char *text, const char *rest, struct fp_error *err)
{
	static const char *const long_units[] = { "B", "iB" };
	const bool has_digits = rest > text && fp_digit_value(rest[-1]) < 16;
	int code = fp_fail(
		err, FP_REFUSED,
		"\"%.40s\" is not a size: expected bytes such as \"256K\", \"16M\" or \"0x40000\"",
		text);

	for (size_t i = 0; i < 2; i++)
		if (has_digits && find_unit(*rest) && strcasecmp(rest + 1, long_units[i]) == 0)
			fp_hint(err, "units are K, M and G, powers of 1024: write \"%.*s%c\"",
				(int)(rest - text), text, toupper((unsigned char)*rest));
	if (strchr(text, '.'))
		fp_hint(err, "fractions are not possible; use the next smaller unit");
	else if (strcmp(text, "-") == 0)
		fp_hint(err, "all up to the next partition is \"rest\"");
	else if (*text == '-')
		fp_hint(err, "negative numbers are not possible");
	else if (has_digits && strcasecmp(rest, "B") == 0)
		fp_hint(err, "bytes have no unit: write \"%.*s\"", (int)(rest - text), text);
	return code;
}

int fp_size_parse(const char *text, uint64_t *bytes, struct fp_error *err)
{
	const bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *const digits = is_hex ? text + 2 : text;
	const struct unit *unit;
	const char *rest;
	uint64_t value;

	if (!parse_digits(digits, is_hex ? 16 : 10, &value, &rest))
		return fp_fail(err, FP_REFUSED,
			       "\"%.40s\" is too large: it does not fit in 64 bits", text);
	unit = find_unit(*rest);
	if (rest == digits || (*rest && (!unit || rest[1])))
		return bad_size(text, rest, err);
	if (unit && !fp_mul(value, unit->factor, &value))
		return fp_fail(err, FP_REFUSED,
			       "\"%.40s\" is too large: it does not fit in 64 bits", text);
	*bytes = value;
	return 0;
}

char *fp_size_format(uint64_t bytes, char *buf)
{
	for (size_t i = 0; bytes && i < sizeof units / sizeof *units; i++) {
		if (bytes % units[i].factor == 0) {
			snprintf(buf, FP_SIZE_TEXT, "%" PRIu64 "%c", bytes / units[i].factor,
				 units[i].letter);
			return buf;
		}
	}
	snprintf(buf, FP_SIZE_TEXT, "%" PRIu64, bytes);
	return buf;
}

char *fp_size_words(uint64_t bytes, char *buf)
{
	char size[FP_SIZE_TEXT];

	snprintf(buf, FP_SIZE_WORDS, "%s (0x%" PRIx64 ")", fp_size_format(bytes, size), bytes);
	return buf;
}

size_t fp_hex_decode(const char *text, uint8_t *out)
{
	size_t n = 0;

	for (; *text; text++) {
		if (isspace((unsigned char)*text))
			continue;
		if (fp_digit_value(text[0]) > 15 || fp_digit_value(text[1]) > 15)
			return SIZE_MAX;
		if (out)
			out[n] = (uint8_t)(fp_digit_value(text[0]) << 4 | fp_digit_value(text[1]));
		n++;
		text++;
	}
	return n;
}

void fp_hex_encode(const uint8_t *bytes, size_t n, char *text)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*text++ = digits[bytes[i] >> 4];
		*text++ = digits[bytes[i] & 15];
	}
	*text = 0;
}
