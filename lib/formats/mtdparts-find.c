// SPDX-License-Identifier: GPL-2.0-or-later
// Where in a command line, an environment or a whole boot loader the partition table stands. A dump
// may hold several, also pieces of old ones.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "formats/mtdparts.h"

static bool is_text(char c)
{
	return c > ' ' && c <= '~' && c != '"' && c != '\'';
}

/* A blank in a name: the parenthesis closes before anything that no name has. */
static bool is_closed(const char *p, const char *end)
{
	for (int n = 0; p < end && n < 64; p++, n++)
		if (*p == ')')
			return true;
		else if ((!is_text(*p) && *p != ' ') || strchr("(,;=", *p))
			return false;
	return false;
}

static struct fp_scan take_word(const char *p, const char *end)
{
	struct fp_scan word = { p, p };
	bool is_in_name = false;

	/* One that never ends would be walked through again from each "mtdparts=" in it. */
	while (word.end < end && word.end - p < FP_MTDPARTS_TEXT_MAX) {
		if (is_text(*word.end))
			is_in_name = *word.end == '(' || (is_in_name && *word.end != ')');
		else if (*word.end != ' ' || !is_in_name || !is_closed(word.end, end))
			break;
		word.end++;
	}
	return word;
}

/* Is bootargs mentioned before, in the same line or string? */
static bool is_in_bootargs(const char *start, const char *p)
{
	const char *begin = p;

	while (begin > start && begin[-1] && begin[-1] != '\n' && p - begin < 4096)
		begin--;
	return fp_scan_find((struct fp_scan){ begin, p }, "bootargs") != NULL;
}

static bool begins_with(struct fp_scan a, struct fp_scan b)
{
	return a.end - a.p >= b.end - b.p && memcmp(a.p, b.p, (size_t)(b.end - b.p)) == 0;
}

/* The same text again adds only what it is part of. */
static size_t add(struct fp_mtdparts *found, size_t n, const struct fp_mtdparts *one)
{
	for (size_t i = 0; i < n; i++) {
		if (begins_with(found[i].text, one->text) &&
		    begins_with(one->text, found[i].text)) {
			found[i].is_bootargs |= one->is_bootargs;
			return n;
		}
	}
	if (n < FP_MTDPARTS_MAX)
		found[n++] = *one;
	return n;
}

size_t fp_mtdparts_find(const uint8_t *data, size_t size, struct fp_mtdparts *found)
{
	static const char key[] = "mtdparts=";
	const struct fp_scan all = fp_scan_bytes(data, size);
	struct fp_scan s = all;
	const char *counted = all.p; /* lines are counted up to here */
	unsigned line = 1;
	size_t n = 0, seen = 0;

	if (!fp_scan_find(all, key)) {
		while (s.p < s.end && !is_text(*s.p))
			s.p++;
		found[0] = (struct fp_mtdparts){ take_word(s.p, s.end), fp_scan_line_of(all, s.p),
						 (uint64_t)(s.p - all.p), false };
		return found[0].text.p < found[0].text.end;
	}
	while (seen++ < FP_MTDPARTS_SEEN && (s.p = fp_scan_find(s, key))) {
		const char *const at = s.p;
		struct fp_mtdparts one = { .is_bootargs = is_in_bootargs(all.p, at) };

		line += fp_scan_line_of((struct fp_scan){ counted, all.end }, at) - 1;
		counted = at;
		s.p += strlen(key);
		one.text = take_word(s.p, s.end);
		one.offset = (uint64_t)(s.p - all.p);
		one.line = line;
		/* A variable that is filled in later; or another "mtdparts=", which comes next. */
		if (one.text.p < one.text.end && *one.text.p != '$' &&
		    !fp_scan_word(&(struct fp_scan){ one.text.p, one.text.end }, key))
			n = add(found, n, &one);
	}
	return n;
}

/* Does the text go on in the next line? It breaks off in a name or behind a comma. */
static bool is_torn(struct fp_scan text)
{
	const char *p = text.end;

	while (p > text.p && p[-1] != '(' && p[-1] != ')')
		p--;
	return (p > text.p && p[-1] == '(') || (text.end > text.p && text.end[-1] == ',');
}

bool fp_mtdparts_unwrap(struct fp_scan all, struct fp_arena *arena, struct fp_scan *text)
{
	const char *rest = text->end;

	for (int lines = 0; lines < 8 && is_torn(*text); lines++) {
		struct fp_scan next;
		const char *joined;

		if (rest < all.end && *rest == '\r')
			rest++;
		if (rest == all.end || *rest != '\n')
			break;
		next = take_word(rest + 1, all.end);
		if (next.p == next.end)
			break;
		joined = fp_arena_printf(arena, "%.*s%.*s", (int)(text->end - text->p), text->p,
					 (int)(next.end - next.p), next.p);
		if (!joined)
			return false;
		*text = (struct fp_scan){ joined, joined + strlen(joined) };
		rest = next.end;
	}
	return true;
}

static int choose_at(struct fp_mtdparts *found, size_t n, uint64_t offset, struct fp_error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (found[i].offset == offset) {
			found[0] = found[i];
			return 0;
		}
	}
	return fp_fail(err, FP_REFUSED, "no partition table is at 0x%" PRIx64, offset);
}

/* Keeps those that can be read, and of these those in bootargs if there are any. */
static size_t keep_best(struct fp_mtdparts *found, size_t n)
{
	bool has_bootargs = false;
	size_t good = 0, best = 0;

	for (size_t i = 0; i < n; i++) {
		struct fp_error ignored = { 0 };

		if (fp_mtdparts_check(&found[i], &ignored) < 0)
			continue;
		has_bootargs |= found[i].is_bootargs;
		found[good++] = found[i];
	}
	for (size_t i = 0; i < good; i++)
		if (found[i].is_bootargs || !has_bootargs)
			found[best++] = found[i];
	return best;
}

/* One that broke off at the end of an entry can be read; the longer one shows it. */
static size_t drop_beginnings(struct fp_mtdparts *found, size_t n)
{
	struct fp_mtdparts all[FP_MTDPARTS_MAX];
	size_t kept = 0;

	memcpy(all, found, n * sizeof *all);
	for (size_t i = 0; i < n; i++) {
		bool is_beginning = false;

		for (size_t k = 0; k < n; k++)
			is_beginning |= k != i && begins_with(all[k].text, all[i].text);
		if (!is_beginning)
			found[kept++] = all[i];
	}
	return kept;
}

static int refuse_several(const struct fp_mtdparts *found, size_t n, struct fp_error *err)
{
	char text[300] = "", quote[48];
	size_t length = 0;

	for (size_t i = 0; i < n && length < sizeof text; i++)
		length += (size_t)snprintf(text + length, sizeof text - length,
					   "%s\"%s\" at 0x%" PRIx64, i ? ", " : "",
					   fp_scan_quote(found[i].text, quote), found[i].offset);
	fp_fail(err, FP_REFUSED, "several different partition tables are in it: %s", text);
	fp_hint(err, "choose one with --table 0xOFFSET");
	return -FP_REFUSED;
}

int fp_mtdparts_choose(struct fp_mtdparts *found, size_t n, const char *table, bool *is_offset,
		       struct fp_error *err)
{
	const struct fp_mtdparts first = found[0];
	uint64_t offset;

	*is_offset = table && fp_scan_offset(table, &offset);
	if (*is_offset)
		return choose_at(found, n, offset, err);
	n = drop_beginnings(found, keep_best(found, n));
	if (n > 1)
		return refuse_several(found, n, err);
	/* Where none can be read, the first tells why. */
	return n ? 0 : fp_mtdparts_check(&first, err);
}
