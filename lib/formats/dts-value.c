// SPDX-License-Identifier: GPL-2.0-or-later
// The lexer of device tree source, and its values (Devicetree Specification, 6.4).

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "formats/dts-value.h"

#define VALUE_MAX 65536 /* bytes; longer ones are of no concern here */

static void step(struct fp_dts_text *t)
{
	if (*t->text.p == '\n') {
		t->line++;
		t->is_line_start = true;
	} else if (*t->text.p != ' ' && *t->text.p != '\t' && *t->text.p != '\r') {
		t->is_line_start = false;
	}
	t->text.p++;
}

void fp_dts_skip(struct fp_dts_text *t, const char *stops)
{
	while (t->text.p < t->text.end) {
		const char c = *t->text.p;

		step(t);
		if (c && strchr(stops, c))
			return;
	}
}

static bool is_at(const struct fp_dts_text *t, const char *word)
{
	struct fp_scan s = t->text;

	return fp_scan_word(&s, word);
}

/* A line, with those that a backslash joins to it. */
static void skip_line(struct fp_dts_text *t)
{
	char before = 0;

	while (t->text.p < t->text.end) {
		const char c = *t->text.p;

		step(t);
		if (c == '\n' && before != '\\')
			return;
		if (c != '\r')
			before = c;
	}
}

/* The word behind a '#' at the start of a line, if it is one of the preprocessor's. */
static const char *directive_at(const struct fp_dts_text *t)
{
	static const char *const words[] = { "include", "define", "undef", "ifdef",  "ifndef", "if",
					     "elif",	"else",	  "endif", "pragma", "error" };
	struct fp_scan s = t->text;

	if (!t->is_line_start || !fp_scan_char(&s, '#'))
		return NULL;
	fp_scan_space(&s);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct fp_scan after = s;

		if (fp_scan_word(&after, words[i]) &&
		    (after.p == after.end || strchr(" \t\r\n\"<(", *after.p)))
			return words[i];
	}
	return NULL;
}

/* From behind one condition to its #endif, or to the #else where that part is wanted. */
static void skip_branch(struct fp_dts_text *t, bool has_else)
{
	unsigned depth = 0;

	while (t->text.p < t->text.end) {
		const char *word;

		fp_scan_space(&t->text);
		t->is_line_start = true;
		word = directive_at(t);
		if (word && strncmp(word, "if", 2) == 0)
			depth++;
		else if (word && !depth && has_else && strncmp(word, "el", 2) == 0)
			break;
		else if (word && strcmp(word, "endif") == 0 && !depth--)
			break;
		skip_line(t);
	}
	skip_line(t);
}

static void skip_directive(struct fp_dts_text *t, const char *word)
{
	struct fp_scan s = t->text;
	uint64_t value;
	bool is_false;

	fp_scan_char(&s, '#');
	fp_scan_space(&s);
	is_false = fp_scan_word(&s, "if") && fp_scan_space(&s) && fp_scan_number(&s, 10, &value) &&
		   !value;
	skip_line(t);
	if (is_false)
		skip_branch(t, true);
	else if (strncmp(word, "el", 2) == 0)
		skip_branch(t, false);
}

void fp_dts_space(struct fp_dts_text *t)
{
	while (t->text.p < t->text.end) {
		const char *const word = *t->text.p == '#' ? directive_at(t) : NULL;

		if (word) {
			skip_directive(t, word);
		} else if (is_at(t, "//")) {
			fp_dts_skip(t, "\n");
		} else if (is_at(t, "/*")) {
			t->text.p += 2;
			while (t->text.p < t->text.end && !is_at(t, "*/"))
				step(t);
			fp_scan_word(&t->text, "*/");
		} else if (isspace((unsigned char)*t->text.p)) {
			step(t);
		} else {
			return;
		}
	}
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || (c && strchr(",._+*#?@-", c));
}

bool fp_dts_name(struct fp_dts_text *t, struct fp_scan *name)
{
	struct fp_scan s = t->text;

	if (fp_scan_char(&s, '&') && fp_scan_char(&s, '{'))
		while (s.p < s.end && *s.p != '}' && *s.p != '\n')
			s.p++;
	if (s.p > t->text.p + 1)
		fp_scan_char(&s, '}');
	while (s.p < s.end && is_name(*s.p))
		s.p++;
	*name = (struct fp_scan){ t->text.p, s.p };
	if (s.p == t->text.p || (s.p == t->text.p + 1 && *t->text.p == '&'))
		return false;
	t->is_line_start = false;
	t->text.p = s.p;
	return true;
}

bool fp_dts_quote(struct fp_dts_text *t)
{
	for (step(t); t->text.p < t->text.end; step(t)) {
		if (*t->text.p == '"') {
			step(t);
			return true;
		}
		if (*t->text.p == '\\' && t->text.end - t->text.p > 1)
			step(t);
	}
	return false;
}

struct value {
	uint8_t data[VALUE_MAX];
	size_t n;
	bool is_known;
};

static void put(struct value *v, uint8_t byte)
{
	if (v->n < VALUE_MAX)
		v->data[v->n++] = byte;
	else
		v->is_known = false;
}

/* Escapes as in C; of those that are rare the letter itself stays. */
static bool parse_string(struct fp_dts_text *t, struct value *v)
{
	struct fp_scan s = { t->text.p + 1, NULL };

	if (!fp_dts_quote(t))
		return false;
	s.end = t->text.p - 1;
	while (s.p < s.end) {
		uint64_t digits;

		if (!fp_scan_char(&s, '\\')) {
			put(v, (uint8_t)*s.p++);
		} else if (fp_scan_char(&s, 'n')) {
			put(v, '\n');
		} else if (fp_scan_char(&s, 't')) {
			put(v, '\t');
		} else if (s.end - s.p > 2 && *s.p == 'x' && fp_digit_value(s.p[1]) < 16 &&
			   fp_digit_value(s.p[2]) < 16) {
			digits = 16 * fp_digit_value(s.p[1]) + fp_digit_value(s.p[2]);
			put(v, (uint8_t)digits);
			s.p += 3;
		} else if (s.p < s.end) {
			put(v, (uint8_t)*s.p++);
		}
	}
	put(v, 0);
	return true;
}

/* A number as in C, with its suffix; false for anything else, such as a macro. */
static bool parse_number(struct fp_scan *s, uint64_t *number)
{
	struct fp_scan t = *s;
	const bool is_hex = fp_scan_word(&t, "0x") || fp_scan_word(&t, "0X");

	if (!fp_scan_number(&t, is_hex ? 16 : 10, number))
		return false;
	while (t.p < t.end && *t.p && strchr("uUlL", *t.p))
		t.p++;
	if (t.p < t.end && is_name(*t.p))
		return false;
	*s = t;
	return true;
}

/* <0x0 0x40000>, with references as cells of 0; what a macro stands for is not known. */
static void parse_cells(struct fp_dts_text *t, struct value *v)
{
	struct fp_scan name;
	uint64_t number;

	step(t);
	for (;;) {
		fp_dts_space(t);
		if (t->text.p == t->text.end || *t->text.p == ';' || *t->text.p == '}')
			v->is_known = false;
		if (t->text.p == t->text.end || strchr(";}", *t->text.p))
			return;
		if (fp_scan_char(&t->text, '>'))
			return;
		if (parse_number(&t->text, &number) && number <= UINT32_MAX) {
			for (int shift = 24; shift >= 0; shift -= 8)
				put(v, (uint8_t)(number >> shift));
		} else if (*t->text.p == '&' && fp_dts_name(t, &name)) {
			for (int i = 0; i < 4; i++)
				put(v, 0);
		} else {
			v->is_known = false;
			step(t);
		}
	}
}

/* [00 11 22 ...] */
static void parse_bytes(struct fp_dts_text *t, struct value *v)
{
	step(t);
	for (;;) {
		struct fp_scan *const s = &t->text;

		fp_dts_space(t);
		if (s->p == s->end || fp_scan_char(s, ']'))
			return;
		if (s->end - s->p > 1 && fp_digit_value(s->p[0]) < 16 &&
		    fp_digit_value(s->p[1]) < 16) {
			put(v, (uint8_t)(16 * fp_digit_value(s->p[0]) + fp_digit_value(s->p[1])));
			s->p += 2;
		} else {
			v->is_known = false;
			step(t);
		}
	}
}

static int parse_value(struct fp_dts_text *t, struct value *v, struct fp_error *err)
{
	const unsigned line = t->line;

	for (;;) {
		fp_dts_space(t);
		if (t->text.p == t->text.end || *t->text.p == '}')
			break;
		if (fp_scan_char(&t->text, ';'))
			return 0;
		if (*t->text.p == '<') {
			parse_cells(t, v);
		} else if (*t->text.p == '[') {
			parse_bytes(t, v);
		} else if (*t->text.p == '"') {
			if (!parse_string(t, v))
				break;
		} else if (!fp_scan_char(&t->text, ',')) {
			v->is_known = false;
			step(t);
		}
	}
	fp_fail_line(err, line, "the source breaks off: no `;` ends this property");
	fp_hint(err, "give the whole file");
	return -FP_REFUSED;
}

int fp_dts_value(struct fp_dts_text *t, struct fp_arena *arena, struct fp_dt_prop *prop,
		 struct fp_error *err)
{
	struct value *const v = malloc(sizeof *v);
	uint8_t *copy = NULL;
	int code;

	if (!v)
		return fp_fail(err, FP_REFUSED, "out of memory");
	v->n = 0;
	v->is_known = true;
	code = parse_value(t, v, err);
	if (code == 0)
		copy = fp_arena_alloc(arena, v->n, 1);
	if (code == 0 && !copy)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (copy && v->n)
		memcpy(copy, v->data, v->n);
	prop->data = copy;
	prop->n = v->n;
	prop->is_known = v->is_known;
	free(v);
	return code;
}
