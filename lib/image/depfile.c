// SPDX-License-Identifier: GPL-2.0-or-later
// Dependency files, in the spelling that GNU make (src/read.c, src/file.c) and ninja
// (src/depfile_parser.in.cc) share with gcc -MD (munge() of libcpp's mkdeps.cc).

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "image/depfile.h"

/* Some characters make takes for its own, wherever they stand: a recipe, a variable, a pattern,
 * files that it looks for. Others end a name in ninja. Neither have a spelling that both read. */
#define NEVER ";=|&*?[]<>^%`'\""

/* make halves backslashes before one of its characters and at the end; ninja does not. */
static bool has_doubtful_backslash(const char *name)
{
	for (; *name; name++)
		if (*name == '\\' && (!name[1] || strchr("#:\\$", name[1])))
			return true;
	return false;
}

static const char *find_trouble(const char *name)
{
	const size_t n = strlen(name);

	if (!n)
		return "an empty name";
	if (!fp_text_is_plain(name))
		return "a control character, or what is not UTF-8";
	if (name[strcspn(name, NEVER)])
		return "one of " NEVER;
	if (has_doubtful_backslash(name))
		return "a backslash at this place";
	if (name[0] == '~' || name[n - 1] == ' ' || name[n - 1] == ':')
		return "~ in front, or a blank or : at the end";
	if (name[n - 1] == ')' && strchr(name, '('))
		return "what make takes for the member of an archive";
	return NULL;
}

static int check_name(const char *name, struct fp_error *err)
{
	const char *const trouble = find_trouble(name);

	if (!trouble)
		return 0;
	fp_fail(err, FP_REFUSED, "%s cannot stand in a dependency file", name);
	fp_hint(err, "make and ninja have no common spelling for %s", trouble);
	return -FP_REFUSED;
}

static int write_text(struct fp_out *out, const char *text, struct fp_error *err)
{
	return fp_out_write(out, text, strlen(text), err);
}

/* Backslashes are themselves, but for those before a blank. */
static bool is_before_blank(const char *p)
{
	return p[strspn(p, "\\")] == ' ';
}

static int write_name(struct fp_out *out, const char *name, struct fp_error *err)
{
	int code = 0;

	for (; *name && code == 0; name++) {
		if (*name == '$')
			code = write_text(out, "$", err);
		else if (strchr("#:", *name) || is_before_blank(name))
			code = write_text(out, "\\", err);
		if (code == 0)
			code = fp_out_write(out, name, 1, err);
	}
	return code;
}

static bool is_there_before(const char *const *files, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(files[k], files[i]) == 0)
			return true;
	return false;
}

static int write_each(struct fp_out *out, const char *before, const char *after,
		      const char *const *files, size_t n, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < n && code == 0; i++) {
		if (is_there_before(files, i))
			continue;
		code = write_text(out, before, err);
		if (code == 0)
			code = write_name(out, files[i], err);
		if (code == 0)
			code = write_text(out, after, err);
	}
	return code;
}

int fp_depfile_write(struct fp_out *out, const char *target, const char *const *files, size_t n,
		     struct fp_error *err)
{
	int code = check_name(target, err);

	for (size_t i = 0; i < n && code == 0; i++)
		code = check_name(files[i], err);
	if (code == 0)
		code = write_name(out, target, err);
	if (code == 0)
		code = write_text(out, ":", err);
	if (code == 0)
		code = write_each(out, " \\\n  ", "", files, n, err);
	if (code == 0)
		code = write_text(out, "\n", err);
	return code < 0 ? code : write_each(out, "\n", ":\n", files, n, err);
}
