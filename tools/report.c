// SPDX-License-Identifier: GPL-2.0-or-later
// Messages, and the places that belong to this installation.

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
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

void report_error(const struct fp_error *err)
{
	say(stderr, "flashplan: ");
	print_place(stderr, err);
	say(stderr, "%s\n", err->text);
	if (err->hint[0])
		say(stderr, "hint: %s\n", err->hint);
}

/* In single quotes where the shell would see more than a word, and as bash and ksh write them where
 * a terminal would obey. */
static void print_word(const char *word)
{
	const bool is_plain = fp_text_is_plain(word);

	if (*word && is_plain && !word[strcspn(word, " \t\n'\"\\$`&|;<>()*?[]#~{}!")]) {
		say(stderr, " %s", word);
		return;
	}
	say(stderr, is_plain ? " '" : " $'");
	for (; *word; word++) {
		const unsigned char c = (unsigned char)*word;

		if (!is_plain && (c < ' ' || c > '~' || c == '\'' || c == '\\'))
			say(stderr, "\\%03o", c);
		else if (c == '\'')
			say(stderr, "'\\''");
		else
			fputc(c, stderr);
	}
	say(stderr, "'");
}

void report_again(int argc, char *const *argv)
{
	say(stderr, "again:");
	for (int i = 0; i < argc; i++)
		print_word(argv[i]);
	say(stderr, "\n");
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
	if (code == 0) {
		outcome_plan(*plan);
		report_shadow(name);
	}
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
