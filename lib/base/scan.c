// SPDX-License-Identifier: GPL-2.0-or-later
// Scanning text of known length.

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/scan.h"
#include "base/number.h"
#include "base/range.h"

bool fp_scan_char(struct fp_scan *s, char c)
{
	if (s->p == s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

bool fp_scan_word(struct fp_scan *s, const char *word)
{
	const size_t n = strlen(word);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	return true;
}

bool fp_scan_number(struct fp_scan *s, unsigned base, uint64_t *v)
{
	const char *p = s->p;
	uint64_t sum = 0;

	for (; p < s->end && fp_digit_value(*p) < base; p++)
		if (!fp_mul(sum, base, &sum) || !fp_add(sum, fp_digit_value(*p), &sum))
			return false;
	if (p == s->p)
		return false;
	s->p = p;
	*v = sum;
	return true;
}

bool fp_scan_offset(const char *text, uint64_t *offset)
{
	struct fp_scan s = { text, text + strlen(text) };

	return fp_scan_word(&s, "0x") && fp_scan_number(&s, 16, offset) && s.p == s.end;
}

bool fp_scan_space(struct fp_scan *s)
{
	const char *const start = s->p;

	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t'))
		s->p++;
	return s->p > start;
}

const char *fp_scan_find(struct fp_scan s, const char *word)
{
	const size_t n = strlen(word);

	while ((size_t)(s.end - s.p) >= n) {
		const char *const p = memchr(s.p, word[0], (size_t)(s.end - s.p) - n + 1);

		if (!p)
			break;
		if (memcmp(p, word, n) == 0)
			return p;
		s.p = p + 1;
	}
	return NULL;
}

bool fp_scan_line(struct fp_scan *text, struct fp_scan *line, unsigned *number)
{
	const char *lf;

	if (text->p == text->end)
		return false;
	lf = memchr(text->p, '\n', (size_t)(text->end - text->p));
	line->p = text->p;
	line->end = lf ? lf : text->end;
	text->p = lf ? lf + 1 : text->end;
	if (line->end > line->p && line->end[-1] == '\r')
		line->end--;
	(*number)++;
	return true;
}

struct fp_scan fp_scan_bytes(const uint8_t *data, size_t n)
{
	return (struct fp_scan){ (const char *)data, (const char *)data + n };
}

unsigned fp_scan_line_of(struct fp_scan text, const char *p)
{
	unsigned line = 1;

	for (; text.p < p; text.p++)
		line += *text.p == '\n';
	return line;
}

const char *fp_scan_quote(struct fp_scan s, char *buf)
{
	size_t n = 0;

	for (; s.p < s.end && n < 40; s.p++)
		buf[n++] = *s.p >= ' ' && *s.p <= '~' ? *s.p : '?';
	strcpy(buf + n, s.p < s.end ? "..." : "");
	return buf;
}

int fp_fail_line(struct fp_error *err, unsigned line, const char *format, ...)
{
	va_list ap;

	if (err->code != FP_OK)
		return -(int)FP_REFUSED;
	err->code = FP_REFUSED;
	err->line = line;
	va_start(ap, format);
	vsnprintf(err->text, sizeof err->text, format, ap);
	va_end(ap);
	return -(int)FP_REFUSED;
}
