// SPDX-License-Identifier: GPL-2.0-or-later
// Dependency files, in the escaping that GNU make and ninja share with gcc -MD (munge() of libcpp's
// mkdeps.cc).

#include <stdbool.h>
#include <string.h>

#include "base/file-out.h"
#include "image/depfile.h"

static int write_text(struct fp_out *out, const char *text, struct fp_error *err)
{
	return fp_out_write(out, text, strlen(text), err);
}

/* Backslashes are themselves, but for those before white space, which follows each name too. */
static bool is_before_space(const char *p)
{
	const size_t n = strspn(p, "\\");

	return n && (!p[n] || p[n] == ' ' || p[n] == '\t');
}

static int write_name(struct fp_out *out, const char *name, struct fp_error *err)
{
	int code = 0;

	for (; *name && code == 0; name++) {
		if (*name == '$')
			code = write_text(out, "$", err);
		else if (strchr(" \t#:", *name) || is_before_space(name))
			code = write_text(out, "\\", err);
		if (code == 0)
			code = fp_out_write(out, name, 1, err);
	}
	return code;
}

static int write_dependency(struct fp_out *out, const char *name, struct fp_error *err)
{
	const int code = write_text(out, " \\\n  ", err);

	return code < 0 ? code : write_name(out, name, err);
}

int fp_depfile_write(struct fp_out *out, const char *target, const struct fp_plan *plan,
		     struct fp_source *const *sources, size_t n, struct fp_error *err)
{
	const struct fp_source_file *file;
	int code = write_name(out, target, err);

	if (code == 0)
		code = write_text(out, ":", err);
	for (size_t i = 0; i < plan->n_texts && code == 0; i++)
		code = write_dependency(out, plan->texts[i].file, err);
	for (size_t i = 0; i < n && code == 0; i++)
		for (size_t k = 0; code == 0 && (file = fp_source_file_at(sources[i], k)); k++)
			code = write_dependency(out, file->opened, err);
	return code < 0 ? code : write_text(out, "\n", err);
}
