// SPDX-License-Identifier: GPL-2.0-or-later
// Messages, and the places that belong to this installation.

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "outcome.h"
#include "report.h"
#include "plan/json.h"

/* "file:line:column: ", as far as it is known. */
static void print_place(FILE *out, const struct fp_error *err)
{
	if (err->file[0])
		fprintf(out, "%s:", err->file);
	if (err->line)
		fprintf(out, "%u:", err->line);
	if (err->line && err->column)
		fprintf(out, "%u:", err->column);
	if (err->file[0] || err->line)
		fputc(' ', out);
}

/* "hint: " before each line. */
static void print_hint(const char *hint)
{
	while (*hint) {
		const size_t n = strcspn(hint, "\n");

		fprintf(stderr, "hint: %.*s\n", (int)n, hint);
		hint += n + (hint[n] == '\n');
	}
}

void report_error(const struct fp_error *err)
{
	fputs("flashplan: ", stderr);
	print_place(stderr, err);
	fprintf(stderr, "%s\n", err->text);
	print_hint(err->hint);
}

/* In single quotes where the shell would see more than a word. */
size_t report_quote(const char *word, char *text, size_t size)
{
	const bool is_plain = *word && !word[strcspn(word, " \t\n'\"\\$`&|;<>()*?[]#~{}!")];
	size_t n = 0;

	if (is_plain) {
		n = (size_t)snprintf(text, size, "%s", word);
		return n < size ? n : size - 1;
	}
	for (n = (size_t)snprintf(text, size, "'"); *word && n + 6 < size; word++)
		n += (size_t)snprintf(text + n, size - n, "%.*s", *word == '\'' ? 4 : 1,
				      *word == '\'' ? "'\\''" : word);
	return n + (size_t)snprintf(text + n, size - n, "'");
}

void report_note(const char *format, ...)
{
	char text[sizeof((struct fp_error *)0)->text];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	fprintf(stderr, "note: %s\n", text);
	outcome_note(text);
}

void report_fault(FILE *out, const struct fp_error *fault)
{
	static const char *const tags[] = { "", "warning: ", "note: " };

	print_place(out, fault);
	fputs(tags[fault->severity], out);
	if (fault->pointer[0])
		fprintf(out, "%s: ", fault->pointer);
	fputs(fault->text, out);
	if (fault->hint[0])
		fprintf(out, " (hint: %s)", fault->hint);
	fputc('\n', out);
}

/* What would end the line, or the property, is written as %XX. */
static void print_escaped(FILE *out, const char *text, const char *which)
{
	for (; *text; text++) {
		if (strchr(which, *text))
			fprintf(out, "%%%02X", (unsigned char)*text);
		else
			fputc(*text, out);
	}
}

void report_annotation(FILE *out, const struct fp_error *fault)
{
	static const char *const levels[] = { "error", "warning", "notice" };

	fprintf(out, "::%s file=", levels[fault->severity]);
	print_escaped(out, fault->file, "%\r\n:,");
	if (fault->line)
		fprintf(out, ",line=%u", fault->line);
	if (fault->line && fault->column)
		fprintf(out, ",col=%u", fault->column);
	fputs("::", out);
	if (fault->pointer[0]) {
		print_escaped(out, fault->pointer, "%\r\n");
		fputs(": ", out);
	}
	print_escaped(out, fault->text, "%\r\n");
	if (fault->hint[0]) {
		fputs(" (hint: ", out);
		print_escaped(out, fault->hint, "%\r\n");
		fputc(')', out);
	}
	fputc('\n', out);
}

int load_plan(const char *name, struct fp_plan **plan)
{
	const struct fp_plan_paths paths = { layout_dir() };
	struct fp_faults *faults = calloc(1, sizeof *faults);
	int code;

	*plan = NULL;
	if (!faults)
		return -FP_REFUSED;
	code = fp_plan_load(name, &paths, plan, faults);
	for (size_t i = 0; i < faults->n; i++)
		if (faults->item[i].severity == FP_ERROR) {
			report_fault(stderr, &faults->item[i]);
			outcome_fault(&faults->item[i], NULL);
		}
	free(faults);
	if (code == 0)
		outcome_plan(*plan);
	return code;
}

/* "PREFIX/LAST", PREFIX two levels above the command. */
static const char *installed(const char *last, char *path, size_t size)
{
	const ssize_t n = readlink("/proc/self/exe", path, size - 1);

	if (n <= 0)
		return NULL;
	path[n] = 0;
	for (int level = 0; level < 2; level++) {
		char *slash = strrchr(path, '/');

		if (!slash)
			return NULL;
		*slash = 0;
	}
	if (strlen(path) + strlen(last) + 2 > size)
		return NULL;
	strcat(path, "/");
	strcat(path, last);
	return path;
}

const char *layout_dir(void)
{
	static char path[PATH_MAX];

	return installed("share/flashplan/layouts", path, sizeof path);
}

const char *programmer_dir(void)
{
	static char path[PATH_MAX];

	return installed("libexec/flashplan", path, sizeof path);
}
