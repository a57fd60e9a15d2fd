// SPDX-License-Identifier: GPL-2.0-or-later
// ChromeOS' vital product data: serial number, MAC address and more as pairs of strings
// (ChromiumOS vpd, include/lib/lib_vpd.h and lib/vpd_decode.c).

#include <string.h>

#include "content/kinds/kind.h"

#define LATE	  0x600 /* where it begins in older areas */
#define INFO_SIZE 16
#define LENGTH	  12
#define TYPE	  1
#define TEXT_MAX  64

struct entries {
	const struct fp_view *view;
	uint64_t at, end;
	char key[TEXT_MAX + 1], value[TEXT_MAX + 1];
};

/* A length, seven bits a byte, and that many bytes of text. */
static bool read_text(struct entries *e, char *text)
{
	uint32_t length = 0;
	uint8_t byte;
	size_t n;

	do {
		if (e->at >= e->end || !fp_view_read(e->view, e->at++, &byte, 1) ||
		    length > UINT32_MAX >> 8)
			return false;
		length = length << 7 | (byte & 0x7f);
	} while (byte & 0x80);
	if (length > e->end - e->at)
		return false;
	n = fp_view_read(e->view, e->at, text, length < TEXT_MAX ? length : TEXT_MAX);
	text[n] = '\0';
	e->at += length;
	return true;
}

static bool next(struct entries *e)
{
	uint8_t type;

	return e->at < e->end && fp_view_read(e->view, e->at, &type, 1) && type == TYPE &&
	       (e->at++, read_text(e, e->key)) && read_text(e, e->value);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	static const char *const told[] = { "serial_number", "ethernet_mac0", "wifi_mac0",
					    "region" };
	const uint64_t start = fp_view_has(view, 3, "gVpdInfo", 8) ? 0 : LATE;
	struct entries e = { .view = view, .at = start + INFO_SIZE };
	uint32_t length = 0;
	unsigned n = 0;

	if (!fp_view_le32(view, start + LENGTH, &length))
		return fp_damage_cut(found, "the header", view->size);
	e.end = e.at + length;
	if (e.end > view->size)
		return fp_found_used(found, view, e.end);
	for (; next(&e); n++)
		for (size_t i = 0; i < sizeof told / sizeof *told; i++)
			if (strcmp(e.key, told[i]) == 0)
				fp_fact(found, told[i], "%s", e.value);
	fp_fact(found, "entries", "%u", n);
	return fp_found_used(found, view, e.end);
}

static const struct fp_magic magics[] = {
	{ 0, 12, "\xfe\x09\x01gVpdInfo\x04" },
	{ LATE, 12, "\xfe\x09\x01gVpdInfo\x04" },
	{ 0 },
};

const struct fp_kind fp_kind_vpd = {
	.name = "vpd",
	.article = "a",
	.title = "VPD area",
	.magics = magics,
	.align = 4096,
	.identify = identify,
};
