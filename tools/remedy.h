/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command that mends what an inspection found. */
#ifndef FP_REMEDY_H
#define FP_REMEDY_H

#include "dump/finding.h"
#include "options.h"

#define REMEDY_TEXT 1024

/* Returns text, which has REMEDY_TEXT bytes; NULL where no command mends it. What only the person
 * knows stands in capitals: PROG, FILE, OLD_DUMP. */
const char *remedy_command(const struct options *o, const struct fp_plan *plan,
			   const struct fp_finding *finding, char *text);

#endif
