// SPDX-License-Identifier: GPL-2.0-or-later
// Plain text: a script, or an error message that was saved instead of a file.

#include "content/kinds/kind.h"

#define HEAD_SIZE 1024
#define TEXT_MIN  4 /* fewer bytes are text by accident */
#define LINE_SIZE 60

/* The length of the character at p (ASCII or UTF-8, as in RFC 3629) of which n bytes are there; 0
 * if it is none that stands in text. One that the end cuts is taken for good. */
static size_t text_char(const uint8_t *p, size_t n)
{
	size_t len, i;

	if ((p[0] >= 0x20 && p[0] < 0x7f) || (p[0] >= '\t' && p[0] <= '\r'))
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	for (i = 1; i < len && i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return i;
}

/* The first line, as far as it is printable. */
static void describe(const uint8_t *text, size_t n, struct fp_found *found)
{
	int len = 0;

	while (len < LINE_SIZE && (size_t)len < n && text[len] >= 0x20 && text[len] < 0x7f)
		len++;
	fp_fact(found, "begins", "\"%.*s\"", len, (const char *)text);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t head[HEAD_SIZE];
	const size_t n = fp_view_read(view, 0, head, sizeof head);
	size_t len = 0, step;

	while (len < n && (step = text_char(head + len, n - len)) > 0)
		len += step;
	if (len < TEXT_MIN)
		return FP_NOT_MINE;
	if (len < n) {
		/* Where the text ends, only padding may follow. */
		if (!fp_view_is_filled(view, len, view->erased) && !fp_view_is_filled(view, len, 0))
			return FP_NOT_MINE;
		found->used = len;
	}
	describe(head, len, found);
	return FP_GOOD;
}

const struct fp_kind fp_kind_text = {
	.name = "text",
	.article = "some",
	.title = "plain text",
	.hint = "was an error message saved instead of the file?",
	.role = FP_ROLE_MISTAKE,
	.identify = identify,
};
