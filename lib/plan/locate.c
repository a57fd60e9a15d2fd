// SPDX-License-Identifier: GPL-2.0-or-later
// A walk over JSON text along a pointer (RFC 6901). The parser that made the values keeps no
// positions, so messages find them here again.

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/locate.h"

static const char *skip_space(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

/* p is at the opening quote; returns what follows the closing one. */
static const char *skip_string(const char *p)
{
	for (p++; *p && *p != '"'; p++)
		if (*p == '\\' && p[1])
			p++;
	return *p ? p + 1 : p;
}

static const char *skip_value(const char *p)
{
	unsigned depth = 0;

	do {
		p = skip_space(p);
		if (*p == '"')
			p = skip_string(p);
		else if (*p == '{' || *p == '[')
			depth++, p++;
		else if (*p == '}' || *p == ']')
			depth--, p++;
		else if (*p == ',' || *p == ':')
			p++;
		else
			p += strcspn(p, ",:]} \t\r\n");
	} while (depth && *p);
	return p;
}

/* Is the string at p, without escapes, this word? */
static bool is_string(const char *p, const char *word, size_t length)
{
	return *p == '"' && strncmp(p + 1, word, length) == 0 && p[length + 1] == '"';
}

/* p is at '{'. Returns the key's place and sets *value, or NULL. */
static const char *find_member(const char *p, const char *key, size_t length, const char **value)
{
	p = skip_space(p + 1);
	while (*p == '"') {
		const char *const start = p;

		p = skip_space(skip_string(p));
		*value = skip_space(*p == ':' ? p + 1 : p);
		if (is_string(start, key, length))
			return start;
		p = skip_space(skip_value(*value));
		if (*p != ',')
			break;
		p = skip_space(p + 1);
	}
	return NULL;
}

/* p is at '['. Returns the element that has this name, else the one with this number, or NULL. */
static const char *find_element(const char *p, const char *token, size_t length)
{
	char *end;
	const unsigned long wanted = strtoul(token, &end, 10);
	const bool has_number = end == token + length;
	const char *numbered = NULL;

	p = skip_space(p + 1);
	for (unsigned long i = 0; *p && *p != ']'; i++) {
		const char *name;

		if (*p == '{' && find_member(p, "name", 4, &name) && is_string(name, token, length))
			return p;
		if (has_number && i == wanted)
			numbered = p;
		p = skip_space(skip_value(p));
		if (*p == ',')
			p = skip_space(p + 1);
	}
	return numbered;
}

/* Decodes the token at p ("~1" is '/', "~0" is '~') as far as it fits into FP_POINTER_MAX bytes;
 * returns where it ends. */
static const char *next_token(const char *p, char *token)
{
	size_t n = 0;

	for (; *p && *p != '/'; p++) {
		char c = *p;

		if (p[0] == '~' && (p[1] == '0' || p[1] == '1'))
			c = *++p == '1' ? '/' : '~';
		if (n + 1 < FP_POINTER_MAX)
			token[n++] = c;
	}
	token[n] = 0;
	return p;
}

struct fp_place fp_text_locate(const struct fp_text *text, const char *pointer)
{
	struct fp_place place = { .line = 1, .column = 1 };
	const char *value = skip_space(text->text), *found = value;
	char token[FP_POINTER_MAX];

	while (*pointer == '/') {
		const char *next = NULL;

		pointer = next_token(pointer + 1, token);
		if (*value == '{')
			next = find_member(value, token, strlen(token), &value);
		else if (*value == '[')
			next = value = find_element(value, token, strlen(token));
		if (!next)
			goto out;
		found = next;
		place.depth++;
	}
	place.is_whole = true;
out:
	for (const char *p = text->text; p < found; p++) {
		place.line += *p == '\n';
		place.column = *p == '\n' ? 1 : place.column + 1;
	}
	return place;
}

const struct fp_text *fp_plan_locate(const struct fp_plan *plan, const char *pointer,
				     struct fp_place *place)
{
	const struct fp_text *best = NULL;

	*place = (struct fp_place){ 0 };
	for (size_t i = 0; i < plan->n_texts && !place->is_whole; i++) {
		const struct fp_place here = fp_text_locate(&plan->texts[i], pointer);

		if (best && !here.is_whole && here.depth <= place->depth)
			continue;
		best = &plan->texts[i];
		*place = here;
	}
	return best;
}

/* To walk the text for each fault that is not kept would take minutes with a large one. */
static bool is_kept(const struct fp_faults *faults)
{
	return faults->n < FP_FAULTS_MAX;
}

static struct fp_error *add_fault(struct fp_faults *faults, enum fp_severity severity,
				  const struct fp_text *text, struct fp_place place,
				  const char *pointer, const char *format, va_list ap)
{
	struct fp_error *err = fp_faults_next(faults, severity);

	err->code = FP_REFUSED;
	err->line = place.line;
	err->column = place.column;
	if (text)
		snprintf(err->file, sizeof err->file, "%s", text->file);
	snprintf(err->pointer, sizeof err->pointer, "%s", pointer);
	vsnprintf(err->text, sizeof err->text, format, ap);
	return err;
}

struct fp_error *fp_text_fault(const struct fp_text *text, struct fp_faults *faults,
			       enum fp_severity severity, const char *pointer, const char *format,
			       ...)
{
	struct fp_place place = { 0 };
	struct fp_error *err;
	va_list ap;

	if (is_kept(faults))
		place = fp_text_locate(text, pointer);
	va_start(ap, format);
	err = add_fault(faults, severity, text, place, pointer, format, ap);
	va_end(ap);
	return err;
}

struct fp_error *fp_plan_fault(const struct fp_plan *plan, struct fp_faults *faults,
			       enum fp_severity severity, const char *pointer, const char *format,
			       ...)
{
	struct fp_place place = { 0 };
	const struct fp_text *text = NULL;
	struct fp_error *err;
	va_list ap;

	if (is_kept(faults))
		text = fp_plan_locate(plan, pointer, &place);
	va_start(ap, format);
	err = add_fault(faults, severity, text, place, pointer, format, ap);
	va_end(ap);
	return err;
}

size_t fp_pointer_push(char *pointer, const char *token)
{
	const size_t old = strlen(pointer);
	size_t n = old;

	if (n + 2 < FP_POINTER_MAX)
		pointer[n++] = '/';
	for (; *token && n + 3 < FP_POINTER_MAX; token++) {
		if (*token == '/' || *token == '~') {
			pointer[n++] = '~';
			pointer[n++] = *token == '/' ? '1' : '0';
		} else {
			pointer[n++] = *token;
		}
	}
	pointer[n] = 0;
	return old;
}
