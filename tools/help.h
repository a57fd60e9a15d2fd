/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --help prints. */
#ifndef FP_HELP_H
#define FP_HELP_H

#include "commands.h"

/* Prints the usage of one command, or of all with NULL, to standard output. */
void help_print(const struct command *command);

#endif
