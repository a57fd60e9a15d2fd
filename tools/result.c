// SPDX-License-Identifier: GPL-2.0-or-later
// The printer of results.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "result.h"

#define COLUMNS_MAX 16
#define CELL_SIZE   512

/* Offsets read best in hexadecimal, sizes with their unit, whatever the command. */
static void print_integer(const char *key, json_int_t value, char *cell)
{
	char size[FP_SIZE_TEXT];

	if (strcmp(key, "offset") == 0)
		snprintf(cell, CELL_SIZE, "0x%06llx", (unsigned long long)value);
	else if (strstr(key, "size") || strcmp(key, "written") == 0)
		snprintf(cell, CELL_SIZE, "%s", fp_size_format((uint64_t)value, size));
	else
		snprintf(cell, CELL_SIZE, "%lld", (long long)value);
}

static void print_cell(const char *key, const json_t *value, char *cell)
{
	const json_t *element;
	size_t i;

	cell[0] = 0;
	if (json_is_integer(value))
		print_integer(key, json_integer_value(value), cell);
	else if (json_is_string(value))
		snprintf(cell, CELL_SIZE, "%s", json_string_value(value));
	else if (json_is_true(value))
		snprintf(cell, CELL_SIZE, "yes");
	json_array_foreach(value, i, element) if (json_is_string(element))
		fp_list_add(cell, CELL_SIZE, json_string_value(element));
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
			if (k == COLUMNS_MAX)
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
static void print_row(const json_t *row, const char *const *columns, const size_t *widths, size_t n)
{
	size_t missing = 0;
	char cell[CELL_SIZE];

	for (size_t k = 0; k < n; k++) {
		if (row)
			print_cell(columns[k], json_object_get(row, columns[k]), cell);
		else
			snprintf(cell, sizeof cell, "%s", columns[k]);
		if (cell[0]) {
			printf("%*s%s", (int)missing, "", cell);
			missing = 0;
		}
		missing += widths[k] - strlen(cell) + 2;
	}
	putchar('\n');
}

/* Whether something stands above it tells whether it needs a line between. */
static void print_table(const json_t *rows, bool is_first)
{
	const char *columns[COLUMNS_MAX];
	size_t widths[COLUMNS_MAX], i;
	const size_t n = find_columns(rows, columns, widths);
	json_t *row;

	if (!is_first)
		putchar('\n');
	print_row(NULL, columns, widths, n);
	json_array_foreach(rows, i, row) print_row(row, columns, widths, n);
}

static void print_object(json_t *object)
{
	const char *key;
	json_t *value;
	char cell[CELL_SIZE];
	bool is_first = true;

	json_object_foreach(object, key, value)
	{
		if (json_is_object(json_array_get(value, 0))) {
			print_table(value, is_first);
		} else {
			print_cell(key, value, cell);
			if (cell[0])
				printf("%s: %s\n", key, cell);
		}
		is_first = false;
	}
}

json_t *result_text(const char *text)
{
	json_t *json = json_string(text);
	char *plain = json ? NULL : strdup(text);

	for (char *p = plain; p && *p; p++)
		if ((unsigned char)*p > 0x7e)
			*p = '?';
	if (plain)
		json = json_string(plain);
	free(plain);
	return json;
}

int result_print(json_t *result, bool is_json, struct fp_error *err)
{
	if (!result)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (!is_json) {
		print_object(result);
	} else {
		json_dumpf(result, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(result);
	if (fflush(stdout) != 0 || ferror(stdout))
		return fp_fail_errno(err, FP_REFUSED, "cannot write to standard output");
	return 0;
}
