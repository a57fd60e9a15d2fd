/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every option of every command: what is parsed, and what the help says, comes from here. */
#ifndef FP_OPTION_TABLE_H
#define FP_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "commands.h"

#define OPTION_ROWS_MAX 64

/* Commands name their options by id; a short option means different ones in different commands. */
struct option_row {
	int id;
	char letter; /* 0: no short option */
	const char *name, *arg, *help; /* NULL help: it is not shown */
};

extern const struct option_row option_rows[]; /* n_option_rows of them */
extern const size_t n_option_rows;

/* Does this command (NULL: none yet) know the option? */
bool option_is_taken(const struct command *command, int id);

#endif
