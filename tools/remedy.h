/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command that mends what an inspection found. */
#ifndef FP_REMEDY_H
#define FP_REMEDY_H

#include "dump/finding.h"
#include "options.h"

/* The caller frees; NULL where no command mends it, and when out of memory. What only the person
 * knows stands in capitals: PROG, FILE, OLD_DUMP. */
char *remedy_command(const struct options *o, const struct fp_plan *plan,
		     const struct fp_finding *finding);

#endif
