// SPDX-License-Identifier: GPL-2.0-or-later
// Messages, and the places that belong to this installation.

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "outcome.h"
#include "report.h"
#include "say.h"
#include "plan/json.h"
#include "plan/layout-dir.h"

/* "file:line:column: ", as far as it is known. */
static void print_place(FILE *out, const struct fp_error *err)
{
	if (err->file[0])
		say(out, "%s:", err->file);
	if (err->line)
		say(out, "%u:", err->line);
	if (err->line && err->column)
		say(out, "%u:", err->column);
	if (err->file[0] || err->line)
		say(out, " ");
}

/* "hint: " before each line. */
static void print_hint(const char *hint)
{
	while (*hint) {
		const size_t n = strcspn(hint, "\n");

		say(stderr, "hint: %.*s\n", (int)n, hint);
		hint += n + (hint[n] == '\n');
	}
}

void report_error(const struct fp_error *err)
{
	say(stderr, "flashplan: ");
	print_place(stderr, err);
	say(stderr, "%s\n", err->text);
	print_hint(err->hint);
}

void report_note(const char *format, ...)
{
	char text[sizeof((struct fp_error *)0)->text];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	say(stderr, "note: %s\n", text);
	outcome_note(text);
}

void report_fault(FILE *out, const struct fp_error *fault)
{
	static const char *const tags[] = { "", "warning: ", "note: " };

	print_place(out, fault);
	say(out, "%s", tags[fault->severity]);
	if (fault->pointer[0])
		say(out, "%s: ", fault->pointer);
	say(out, "%s", fault->text);
	if (fault->hint[0])
		say(out, " (hint: %s)", fault->hint);
	say(out, "\n");
}

/* Whoever means the layout shall not get what somebody has put into the directory in silence. */
void report_shadow(const char *name)
{
	if (!strchr(name, '/') && layout_dir() && fp_layout_is_shadowed(layout_dir(), name))
		report_note("the file ./%s is taken, not the installed layout of that name", name);
}

/* What would end the line, or the property, is written as %XX. */
static void print_escaped(FILE *out, const char *text, const char *which)
{
	while (*text) {
		const size_t n = strcspn(text, which);

		say(out, "%.*s", (int)n, text);
		text += n;
		if (*text)
			say(out, "%%%02X", (unsigned char)*text++);
	}
}

void report_annotation(FILE *out, const struct fp_error *fault)
{
	static const char *const levels[] = { "error", "warning", "notice" };

	say(out, "::%s file=", levels[fault->severity]);
	print_escaped(out, fault->file, "%\r\n:,");
	if (fault->line)
		say(out, ",line=%u", fault->line);
	if (fault->line && fault->column)
		say(out, ",col=%u", fault->column);
	say(out, "::");
	if (fault->pointer[0]) {
		print_escaped(out, fault->pointer, "%\r\n");
		say(out, ": ");
	}
	print_escaped(out, fault->text, "%\r\n");
	if (fault->hint[0]) {
		say(out, " (hint: ");
		print_escaped(out, fault->hint, "%\r\n");
		say(out, ")");
	}
	say(out, "\n");
}

int load_layout(const char *file, struct fp_plan **plan)
{
	const struct fp_plan_paths paths = { layout_dir() };
	struct fp_faults *faults = calloc(1, sizeof *faults);
	int code;

	*plan = NULL;
	if (!faults)
		return -FP_REFUSED;
	code = fp_plan_load(file, &paths, plan, faults);
	for (size_t i = 0; i < faults->n; i++)
		if (faults->item[i].severity == FP_ERROR) {
			report_fault(stderr, &faults->item[i]);
			outcome_fault(&faults->item[i], NULL);
		}
	free(faults);
	return code;
}

int load_plan(const char *name, struct fp_plan **plan)
{
	const int code = load_layout(name, plan);

	if (code == 0) {
		outcome_plan(*plan);
		report_shadow(name);
	}
	return code;
}

/* PREFIX/LAST, PREFIX two levels above the command; where all was copied into one directory, which
 * its layouts show, BESIDE in that one. NULL: it is not known where that is. */
static const char *installed(const char *last, const char *beside, char *path, size_t size)
{
	char command[PATH_MAX / 2];
	const ssize_t n = readlink("/proc/self/exe", command, sizeof command - 1);

	if (n <= 0)
		return NULL;
	command[n] = 0;
	command[fp_path_dir_length(command)] = 0;
	snprintf(path, size, "%s/layouts", command);
	if (access(path, F_OK) == 0)
		snprintf(path, size, "%s/%s", command, beside);
	else
		snprintf(path, size, "%.*s/%s", (int)fp_path_dir_length(command), command, last);
	return path;
}

const char *layout_dir(void)
{
	static char path[PATH_MAX];

	return installed("share/flashplan/layouts", "layouts", path, sizeof path);
}

const char *programmer_dir(void)
{
	static char path[PATH_MAX];

	return installed("libexec/flashplan", ".", path, sizeof path);
}
