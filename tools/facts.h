/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a programmer tells of the way to the chip beyond the chip, for probe. */
#ifndef FP_FACTS_H
#define FP_FACTS_H

#include <jansson.h>

#include "options.h"
#include "programmer/driver.h"

struct facts {
	const struct options *o;
	json_t *result; /* an object that they are added to */
};

/* Takes in what comes at FP_LOG_FACT, and hands the rest on. */
struct fp_host facts_host(struct facts *facts);

/* Where mtdparts are among them: adds "layouts", the names of the installed layouts of a chip of
 * that size that have all of those partitions, name by name or not, at their offsets. */
void facts_add_layouts(struct facts *facts, uint64_t size);

#endif
