// SPDX-License-Identifier: GPL-2.0-or-later
// Usage texts, made from the tables of commands, options and formats.

#include <stdio.h>

#include "formats/format.h"
#include "help.h"
#include "option-table.h"

static void print_row(const struct command *command, const struct option_row *row)
{
	const char *arg, *help;
	char text[64];

	option_words(command, row, &arg, &help);
	snprintf(text, sizeof text, "%c%c%s--%s%s%s", row->letter ? '-' : ' ',
		 row->letter ? row->letter : ' ', row->letter ? ", " : "  ", row->name,
		 arg ? " " : "", arg ? arg : "");
	printf("  %-28s  %s\n", text, help);
}

static void print_commands(void)
{
	printf("Usage: flashplan COMMAND [OPTIONS]\n"
	       "One JSON plan describes the partitions of a SPI-NOR flash chip; everything else derives from it.\n\n");
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

		printf("  %-10s %c%c  %s\n", f->name, f->read ? 'r' : '-', f->write ? 'w' : '-',
		       f->summary);
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
	for (const struct option_row *row = option_rows; row->set; row++)
		if (row->help && option_is_taken(command, row->id) && row->id != OPTION_VERSION)
			print_row(command, row);
	if (option_is_taken(command, OPTION_FROM_FORMAT))
		print_formats();
}
