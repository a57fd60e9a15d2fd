// SPDX-License-Identifier: GPL-2.0-or-later
// Results as text.

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "table.h"
#include "say.h"

#define COLUMNS_MAX 16
#define CELL_SIZE   512

static bool begins(const char *key, const char *with)
{
	return strncmp(key, with, strlen(with)) == 0;
}

/* Offsets read best in hexadecimal, sizes both ways, whatever the command. */
static void print_integer(const char *key, json_int_t value, char *cell)
{
	char size[FP_SIZE_WORDS];

	if (begins(key, "offset") || begins(key, "first"))
		snprintf(cell, CELL_SIZE, "0x%06llx", (unsigned long long)value);
	else if (begins(key, "size") || begins(key, "used") || begins(key, "free"))
		snprintf(cell, CELL_SIZE, "%s", fp_size_words((uint64_t)value, size));
	else
		snprintf(cell, CELL_SIZE, "%lld", (long long)value);
}

/* Of an object only the file that it describes has a place in a line. */
static const json_t *cell_value(const json_t *value)
{
	return json_is_object(value) ? json_object_get(value, "file") : value;
}

/* Words for programs, as people write them. */
static void print_key(const char *key, char *cell)
{
	snprintf(cell, CELL_SIZE, "%s", key);
	for (; *cell; cell++)
		if (*cell == '_')
			*cell = ' ';
}

static void print_cell(const char *key, const json_t *value, char *cell)
{
	const json_t *element;
	size_t i;

	cell[0] = 0;
	value = cell_value(value);
	if (json_is_integer(value))
		print_integer(key, json_integer_value(value), cell);
	else if (json_is_string(value) && strcmp(key, "result") == 0)
		print_key(json_string_value(value), cell);
	else if (json_is_string(value))
		snprintf(cell, CELL_SIZE, "%s", json_string_value(value));
	else if (json_is_real(value))
		snprintf(cell, CELL_SIZE, "%.1f", json_real_value(value));
	else if (json_is_true(value))
		snprintf(cell, CELL_SIZE, "yes");
	json_array_foreach(value, i, element) if (json_is_string(element))
		fp_list_add(cell, CELL_SIZE, json_string_value(element));
	/* Before its width is taken. */
	fp_text_clean(cell);
}

static size_t find_columns(const json_t *rows, const char **columns, size_t *widths)
{
	size_t i, n = 0, k;
	json_t *row, *value;
	const char *key;
	char cell[CELL_SIZE];

	json_array_foreach(rows, i, row)
	{
		json_object_foreach(row, key, value)
		{
			for (k = 0; k < n && strcmp(columns[k], key) != 0; k++)
				;
			if (k == COLUMNS_MAX || (json_is_object(value) && !cell_value(value)))
				continue;
			if (k == n) {
				columns[n++] = key;
				widths[k] = strlen(key);
			}
			print_cell(key, value, cell);
			if (strlen(cell) > widths[k])
				widths[k] = strlen(cell);
		}
	}
	return n;
}

/* Spaces are printed before a cell, never behind the last. */
static void print_row(FILE *out, const json_t *row, const char *const *columns,
		      const size_t *widths, size_t n)
{
	size_t missing = 0;
	char cell[CELL_SIZE];

	for (size_t k = 0; k < n; k++) {
		if (row)
			print_cell(columns[k], json_object_get(row, columns[k]), cell);
		else
			print_key(columns[k], cell);
		if (cell[0]) {
			say(out, "%*s%s", (int)missing, "", cell);
			missing = 0;
		}
		missing += widths[k] - strlen(cell) + 2;
	}
	say(out, "\n");
}

/* Whether something stands above it tells whether it needs a line between. */
static void print_table(FILE *out, const json_t *rows, bool is_first)
{
	const char *columns[COLUMNS_MAX];
	size_t widths[COLUMNS_MAX], i;
	const size_t n = find_columns(rows, columns, widths);
	json_t *row;

	if (!is_first)
		say(out, "\n");
	print_row(out, NULL, columns, widths, n);
	json_array_foreach(rows, i, row) print_row(out, row, columns, widths, n);
}

void table_print(FILE *out, const json_t *object)
{
	const char *key;
	json_t *value;
	char cell[CELL_SIZE];
	bool is_first = true;

	json_object_foreach((json_t *)object, key, value)
	{
		if (json_is_object(json_array_get(value, 0))) {
			print_table(out, value, is_first);
		} else {
			print_cell(key, value, cell);
			if (cell[0])
				say(out, "%s: %s\n", key, cell);
		}
		is_first = false;
	}
}
