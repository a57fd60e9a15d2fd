// SPDX-License-Identifier: GPL-2.0-or-later
// Usage texts, made from the tables of commands, options and formats.

#include <stdio.h>

#include "formats/format.h"
#include "help.h"
#include "option-table.h"

static void print_row(const struct option_row *row)
{
	char text[64];

	snprintf(text, sizeof text, "%c%c%s--%s%s%s", row->letter ? '-' : ' ',
		 row->letter ? row->letter : ' ', row->letter ? ", " : "  ", row->name,
		 row->arg ? " " : "", row->arg ? row->arg : "");
	printf("  %-28s  %s\n", text, row->help);
}

static void print_commands(void)
{
	printf("Usage: flashplan COMMAND [OPTIONS]\n"
	       "One JSON plan describes the partitions of a SPI-NOR flash chip; everything else "
	       "derives "
	       "from it.\n\n");
	for (const struct command *c = commands; c->name; c++)
		printf("  %-12s %s\n", c->name, c->summary);
	printf("\nPLAN is a JSON file, or the name of an installed layout.\n"
	       "flashplan COMMAND --help tells more, flashplan(1) all.\n");
}

static void print_formats(void)
{
	printf("\nFormats (r: can be read, w: can be written):\n");
	for (size_t i = 0; fp_format_at(i); i++) {
		const struct fp_format *const f = fp_format_at(i);

		printf("  %-10s %c%c  %s\n", f->name, fp_format_can_read(f) ? 'r' : '-',
		       f->write ? 'w' : '-', f->summary);
	}
}

void help_print(const struct command *command)
{
	if (!command) {
		print_commands();
		return;
	}
	printf("Usage: flashplan %s%s%s\n%s\n\n", command->name, command->args[0] ? " " : "",
	       command->args, command->summary);
	for (size_t i = 0; i < n_option_rows; i++)
		if (option_rows[i].help && option_is_taken(command, option_rows[i].id) &&
		    option_rows[i].id != 'R')
			print_row(&option_rows[i]);
	if (option_is_taken(command, 'q'))
		print_formats();
}
