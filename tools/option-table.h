/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every option of every command: what is parsed, and what the help says, comes from here. */
#ifndef FP_OPTION_TABLE_H
#define FP_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "commands.h"
#include "options.h"

struct option_row {
	enum option_id id;
	char letter; /* 0: no short option */
	const char *name, *arg, *help; /* NULL help: it is not shown */
	/* Takes the value (NULL where arg is) into the options' member that lies at `offset`. */
	int (*set)(struct options *o, const struct option_row *row, char *value,
		   struct fp_error *err);
	size_t offset;
};

/* In the order of the help; a NULL `set` ends them. */
extern const struct option_row option_rows[];

/* Does this command (NULL: none yet) know the option? */
bool option_is_taken(const struct command *command, enum option_id id);

/* What stands in a command's help for an option, where it means something else than in the table;
 * arg and help stay as they are elsewhere. */
void option_words(const struct command *command, const struct option_row *row, const char **arg,
		  const char **help);

#endif
