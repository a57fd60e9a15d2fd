// SPDX-License-Identifier: GPL-2.0-or-later
// Reading of units.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "units.h"

#define FILE_MAX  ((size_t)64 << 20) /* bytes */
#define CELLS_MAX 1024 /* in a row */

struct table {
	const char *path;
	char *at; /* what is left; cells are cut out of it in place */
	unsigned line, column; /* of it, from 1 */
};

struct row {
	unsigned line;
	size_t n;
	struct cell {
		char *text;
		unsigned line, column;
	} cells[CELLS_MAX];
};

static int refuse(const struct table *t, unsigned line, unsigned column, const char *what,
		  const char *word, struct fp_error *err)
{
	fp_fail(err, FP_REFUSED, "%s%s", what, word);
	snprintf(err->file, sizeof err->file, "%s", t->path);
	err->line = line;
	err->column = column;
	return -FP_REFUSED;
}

static char step(struct table *t)
{
	const char c = *t->at++;

	t->column++;
	if (c == '\n') {
		t->line++;
		t->column = 1;
	}
	return c;
}

/* Two quotes inside of quotes are one. */
static int read_quoted(struct table *t, struct cell *cell, struct fp_error *err)
{
	char *end = t->at;

	step(t);
	cell->text = end;
	while (*t->at && (*t->at != '"' || t->at[1] == '"')) {
		if (*t->at == '"')
			step(t);
		*end++ = step(t);
	}
	if (!*t->at)
		return refuse(t, cell->line, cell->column, "a quote that nothing closes", "", err);
	step(t);
	*end = 0;
	if (*t->at && !strchr(",\r\n", *t->at))
		return refuse(t, t->line, t->column, "expected a comma behind the quote", "", err);
	return 0;
}

/* Up to the comma or the line's end, which stays. */
static int read_cell(struct table *t, struct cell *cell, char *separator, struct fp_error *err)
{
	int code = 0;

	*cell = (struct cell){ t->at, t->line, t->column };
	if (*t->at == '"')
		code = read_quoted(t, cell, err);
	else
		while (*t->at && !strchr(",\r\n", *t->at))
			step(t);
	*separator = *t->at;
	if (*separator) {
		char *const end = t->at;

		step(t);
		*end = 0;
	}
	if (*separator == '\r' && *t->at == '\n')
		*separator = step(t);
	return code;
}

/* *row of nothing, and n 0, at the end. */
static int read_row(struct table *t, struct row *row, struct fp_error *err)
{
	char separator = ',';
	int code = 0;

	row->line = t->line;
	row->n = 0;
	while (*t->at && separator == ',' && code == 0) {
		if (row->n == CELLS_MAX)
			return refuse(t, t->line, t->column, "more than 1024 cells in a row", "",
				      err);
		code = read_cell(t, &row->cells[row->n++], &separator, err);
	}
	return code;
}

static bool is_blank(const struct row *row)
{
	return row->n == 1 && !row->cells[0].text[0];
}

static int take_row(const struct table *t, const struct row *names, const struct row *values,
		    struct fp_arena *arena, const struct fp_setting **settings, size_t *n,
		    struct fp_error *err)
{
	struct fp_setting *const list = fp_arena_alloc(arena, *n + names->n, sizeof *list);

	if (values->n != names->n)
		return refuse(t, values->line, 1,
			      "this row has another number of cells than the first one", "", err);
	if (!list)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (*n)
		memcpy(list, *settings, *n * sizeof *list);
	for (size_t i = 0; i < names->n; i++) {
		if (!names->cells[i].text[0])
			return refuse(t, names->cells[i].line, names->cells[i].column,
				      "a column without a name", "", err);
		if (!values->cells[i].text[0])
			continue;
		list[*n].name = fp_arena_strdup(arena, names->cells[i].text);
		list[*n].value = fp_arena_strdup(arena, values->cells[i].text);
		if (!list[*n].name || !list[*n].value)
			return fp_fail(err, FP_REFUSED, "out of memory");
		++*n;
	}
	*settings = list;
	return 0;
}

int units_read(const char *path, unsigned number, struct fp_arena *arena,
	       const struct fp_setting **settings, size_t *n, struct fp_error *err)
{
	struct row *const rows = calloc(2, sizeof *rows);
	char *text = NULL;
	size_t length;
	struct table t = { .path = path, .line = 1, .column = 1 };
	unsigned count = 0;
	int code = rows ? fp_file_read(path, FILE_MAX, &text, &length, err)
			: fp_fail(err, FP_REFUSED, "out of memory");

	t.at = text;
	if (code == 0 && strlen(text) != length)
		code = refuse(&t, 1, 1, "this is no text: it has a zero byte", "", err);
	if (code == 0)
		code = read_row(&t, &rows[0], err);
	while (code == 0 && count < number) {
		code = read_row(&t, &rows[1], err);
		if (code == 0 && !rows[1].n)
			break;
		count += !is_blank(&rows[1]);
	}
	if (code == 0 && count < number) {
		code = fp_fail(err, FP_REFUSED, "%s has %u unit%s, and no row %u", path, count,
			       count == 1 ? "" : "s", number);
		fp_hint(err, "--row counts from 1, behind the row of names");
	}
	if (code == 0)
		code = take_row(&t, &rows[0], &rows[1], arena, settings, n, err);
	free(text);
	free(rows);
	return code;
}
