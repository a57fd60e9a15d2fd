// SPDX-License-Identifier: GPL-2.0-or-later
// What fields can be: how a value becomes bytes, and bytes a value.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/text.h"
#include "content/field.h"
#include "content/mac.h"

#define GBE_WORDS 0x40 /* the last one is the checksum */
#define GBE_SUM	  0xbaba

static int refuse(const char *text, const char *expected, struct fp_error *err)
{
	return fp_fail(err, FP_USAGE, "\"%.60s\" is not %s", text, expected);
}

static int encode_mac(const char *text, uint8_t *bytes, size_t size, struct fp_error *err)
{
	(void)size;
	return fp_mac_parse(text, bytes)
		       ? 0
		       : refuse(text, "a MAC address such as 00:0c:43:26:60:10", err);
}

static void decode_mac(const uint8_t *bytes, size_t size, char *text)
{
	(void)size;
	fp_mac_format(bytes, text);
}

static int encode_text(const char *text, uint8_t *bytes, size_t size, struct fp_error *err)
{
	const size_t n = strlen(text);

	if (n > size)
		return fp_fail(err, FP_USAGE, "\"%.60s\" has %zu bytes, and the field %zu", text, n,
			       size);
	memset(bytes, 0, size);
	memcpy(bytes, text, n);
	return 0;
}

static void decode_text(const uint8_t *bytes, size_t size, char *text)
{
	size_t n = 0;

	for (; n < size && bytes[n] && bytes[n] != 0xff; n++)
		text[n] = (char)bytes[n];
	text[n] = 0;
	fp_text_clean(text);
}

/* As it stands in the command, but for the separators: boot loaders want colons. */
static int encode_mac_text(const char *text, uint8_t *bytes, size_t size, struct fp_error *err)
{
	uint8_t mac[FP_MAC_SIZE];

	if (encode_mac(text, mac, sizeof mac, err) < 0)
		return -FP_USAGE;
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(text[i] == '-' ? ':' : text[i]);
	return 0;
}

static int encode_hex(const char *text, uint8_t *bytes, size_t size, struct fp_error *err)
{
	const size_t n = fp_hex_decode(text, NULL);

	if (n == SIZE_MAX)
		return refuse(text, "bytes as pairs of hexadecimal digits", err);
	if (n != size)
		return fp_fail(err, FP_USAGE, "\"%.60s\" is %zu bytes, and the field has %zu", text,
			       n, size);
	fp_hex_decode(text, bytes);
	return 0;
}

static int encode_number(const char *text, size_t size, uint64_t *number, struct fp_error *err)
{
	struct fp_error why = { 0 };

	if (fp_size_parse(text, number, &why) < 0 || *number >> (8 * size))
		return fp_fail(err, FP_USAGE, "\"%.60s\" is not a number of %zu byte%s", text, size,
			       size > 1 ? "s" : "");
	return 0;
}

static int encode_le(const char *text, uint8_t *bytes, size_t size, struct fp_error *err)
{
	uint64_t number;
	const int code = encode_number(text, size, &number, err);

	for (size_t i = 0; code == 0 && i < size; i++)
		bytes[i] = (uint8_t)(number >> (8 * i));
	return code;
}

static int encode_be(const char *text, uint8_t *bytes, size_t size, struct fp_error *err)
{
	uint64_t number;
	const int code = encode_number(text, size, &number, err);

	for (size_t i = 0; code == 0 && i < size; i++)
		bytes[size - 1 - i] = (uint8_t)(number >> (8 * i));
	return code;
}

static void decode_le(const uint8_t *bytes, size_t size, char *text)
{
	unsigned long number = 0;

	for (size_t i = 0; i < size; i++)
		number |= (unsigned long)bytes[i] << (8 * i);
	sprintf(text, "%lu", number);
}

static void decode_be(const uint8_t *bytes, size_t size, char *text)
{
	unsigned long number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[i];
	sprintf(text, "%lu", number);
}

static const struct fp_field_format formats[] = {
	{ "mac", FP_MAC_SIZE, false, true, encode_mac, decode_mac },
	{ "mac-text", FP_MAC_TEXT - 1, true, true, encode_mac_text, decode_text },
	{ "hex", 0, false, false, encode_hex, fp_hex_encode },
	{ "text", 0, true, false, encode_text, decode_text },
	{ "u8", 1, false, false, encode_le, decode_le },
	{ "u16le", 2, false, false, encode_le, decode_le },
	{ "u16be", 2, false, false, encode_be, decode_be },
	{ "u32le", 4, false, false, encode_le, decode_le },
	{ "u32be", 4, false, false, encode_be, decode_be },
};

static const struct {
	const char *name;
	size_t size;
} checksums[] = {
	[FP_CHECKSUM_NONE] = { NULL, 0 },
	[FP_CHECKSUM_INTEL_GBE] = { "intel-gbe", 2 * GBE_WORDS },
};

const struct fp_field_format *fp_field_format_at(size_t i)
{
	return i < sizeof formats / sizeof *formats ? &formats[i] : NULL;
}

const struct fp_field_format *fp_field_format_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

const char *fp_field_checksum_name(size_t checksum)
{
	return checksum < sizeof checksums / sizeof *checksums ? checksums[checksum].name : NULL;
}

size_t fp_field_checksum_size(enum fp_field_checksum checksum)
{
	return checksums[checksum].size;
}

int fp_field_judge(const struct fp_field_format *format, const char *text, const char **doubt,
		   struct fp_error *err)
{
	uint8_t mac[FP_MAC_SIZE];

	*doubt = NULL;
	if (!format->is_mac || !fp_mac_parse(text, mac))
		return 0;
	*doubt = fp_mac_doubt(mac);
	if (!*doubt || fp_mac_is_possible(mac))
		return 0;
	fp_fail(err, FP_REFUSED, "%s is no address of a unit: %s", text, *doubt);
	fp_reason(err, FP_REASON_WRONG_CONTENT, NULL);
	return -FP_REFUSED;
}

/* Of all words, or of those before the last one. */
static uint16_t sum_words(const uint8_t *bytes, size_t n)
{
	uint16_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = (uint16_t)(sum + (bytes[2 * i] | bytes[2 * i + 1] << 8));
	return sum;
}

bool fp_field_checksum_is_valid(enum fp_field_checksum checksum, const uint8_t *bytes)
{
	return checksum == FP_CHECKSUM_NONE || sum_words(bytes, GBE_WORDS) == GBE_SUM;
}

void fp_field_checksum_seal(enum fp_field_checksum checksum, uint8_t *bytes)
{
	if (checksum != FP_CHECKSUM_NONE)
		fp_put_le16(bytes + 2 * (GBE_WORDS - 1),
			    (uint16_t)(GBE_SUM - sum_words(bytes, GBE_WORDS - 1)));
}
