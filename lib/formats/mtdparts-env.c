// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot puts variables in when it runs bootargs; an environment that is read as it lies there has
// their names (U-Boot, common/cli_simple.c).

#include <string.h>

#include "formats/mtdparts-env.h"

#define EXPANDED_MAX 4096 /* bytes of a text with its variables put in */
#define ROUNDS_MAX   8 /* variables in variables */
#define LOOKED_MAX   64 /* places of one name that are looked at */

/* "${name}" or "$(name)" at s; steps over it. */
static bool scan_variable(struct fp_scan *s, struct fp_scan *name)
{
	struct fp_scan t = *s;
	char close;

	if (!fp_scan_char(&t, '$') || t.p == t.end || (*t.p != '{' && *t.p != '('))
		return false;
	close = *t.p++ == '{' ? '}' : ')';
	name->p = t.p;
	while (t.p<t.end && * t.p> ' ' && *t.p != close)
		t.p++;
	name->end = t.p;
	if (!fp_scan_char(&t, close) || name->p == name->end || name->end - name->p > 64)
		return false;
	*s = t;
	return true;
}

static bool is_start(struct fp_scan all, const char *p)
{
	return p == all.p || !p[-1] || p[-1] == '\n' || p[-1] == '\r';
}

/* The value that stands nearest: a dump may hold several environments. */
static bool find_value(struct fp_scan all, struct fp_scan name, const char *at,
		       struct fp_scan *value)
{
	char key[80];
	const size_t n = (size_t)(name.end - name.p) + 1;
	struct fp_scan s = all;
	size_t best = SIZE_MAX, looked = 0;

	memcpy(key, name.p, n - 1);
	key[n - 1] = '=';
	key[n] = 0;
	while (looked++ < LOOKED_MAX && (s.p = fp_scan_find(s, key))) {
		const size_t distance = (size_t)(s.p > at ? s.p - at : at - s.p);

		if (is_start(all, s.p) && distance < best) {
			best = distance;
			value->p = value->end = s.p + n;
		}
		s.p += n;
	}
	if (best == SIZE_MAX)
		return false;
	while (value->end<all.end && * value->end> ' ' && *value->end <= '~')
		value->end++;
	return true;
}

/* One round; *is_changed if any was there. */
static size_t expand(struct fp_scan all, struct fp_scan text, const char *at, char *out,
		     bool *is_changed)
{
	size_t n = 0;

	while (text.p < text.end) {
		struct fp_scan name, part = { text.p, text.p + 1 };

		if (!scan_variable(&text, &name))
			text.p++;
		else if (find_value(all, name, at, &part))
			*is_changed = true;
		else
			part = (struct fp_scan){ name.p - 2, name.end + 1 };
		if (n + (size_t)(part.end - part.p) > EXPANDED_MAX)
			return n;
		memcpy(out + n, part.p, (size_t)(part.end - part.p));
		n += (size_t)(part.end - part.p);
	}
	return n;
}

bool fp_mtdparts_expand(struct fp_scan all, struct fp_arena *arena, struct fp_scan *text)
{
	const char *const at = text->p;
	bool is_changed = true;

	for (int round = 0; round < ROUNDS_MAX && is_changed; round++) {
		char out[EXPANDED_MAX];
		size_t n;

		is_changed = false;
		if (!memchr(text->p, '$', (size_t)(text->end - text->p)))
			return true;
		n = expand(all, *text, at, out, &is_changed);
		if (!is_changed)
			return true;
		text->p = fp_arena_strndup(arena, out, n);
		if (!text->p)
			return false;
		text->end = text->p + n;
	}
	return true;
}
