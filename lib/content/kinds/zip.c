// SPDX-License-Identifier: GPL-2.0-or-later
// A zip archive (APPNOTE.TXT): what a download often is.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define NAME_LENGTH 26
#define NAME	    30
#define END_SIZE    22
#define WINDOW	    65536

/* The record of the central directory's end says where that begins: just before it. */
static uint64_t check_end(const struct fp_view *view, uint64_t off)
{
	uint8_t end[END_SIZE];
	uint32_t size, at;
	uint16_t comment;

	if (fp_view_read(view, off, end, sizeof end) < sizeof end ||
	    !fp_view_has(view, off, "PK\5\6", 4))
		return 0;
	fp_get_le32(end, sizeof end, 12, &size);
	fp_get_le32(end, sizeof end, 16, &at);
	fp_get_le16(end, sizeof end, 20, &comment);
	return (uint64_t)size + at == off ? off + END_SIZE + comment : 0;
}

static uint64_t find_end(const struct fp_view *view)
{
	uint8_t window[WINDOW];
	size_t n;

	for (uint64_t off = 0; (n = fp_view_read(view, off, window, sizeof window)) > 0; off += n)
		for (size_t i = 0; i < n; i++)
			if (window[i] == 'P' && check_end(view, off + i))
				return check_end(view, off + i);
	return 0;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t name[60];
	uint16_t length = 0;
	size_t n;

	fp_view_le16(view, NAME_LENGTH, &length);
	n = fp_view_read(view, NAME, name, length < sizeof name ? length : sizeof name);
	fp_fact_text(found, "first", name, n);
	found->used = find_end(view);
	return found->used ? fp_found_used(found, view, found->used)
			   : fp_damage(found, "its directory is missing");
}

static const struct fp_magic magics[] = {
	{ 0, 4, "PK\3\4" },
	{ 0 },
};

const struct fp_kind fp_kind_zip = {
	.name = "zip",
	.article = "a",
	.title = "zip archive",
	.hint = "unpack it, and take the file inside",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_MISTAKE,
	.identify = identify,
};
