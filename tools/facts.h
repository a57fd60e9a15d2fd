/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a programmer tells of the way to the chip beyond the chip, for probe. */
#ifndef FP_FACTS_H
#define FP_FACTS_H

#include <jansson.h>

#include "options.h"
#include "programmer/driver.h"

struct facts {
	const struct options *o;
	json_t *items; /* an object; NULL: there are none */
};

/* Takes in what comes at FP_LOG_FACT, and hands the rest on. */
struct fp_host facts_host(struct facts *facts);

/* Adds them to the outcome and, where "mtdparts" is among them, "layouts": the installed layouts of
 * a chip of that size that have all of those partitions, whatever their names. */
void facts_report(const struct facts *facts, uint64_t size);

void facts_free(struct facts *facts);

#endif
