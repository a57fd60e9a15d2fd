/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libflashrom says that it is about to erase: its log is the only place that tells. */
#ifndef FLASHROM_GUARD_H
#define FLASHROM_GUARD_H

#include "programmer/driver.h"

/* While a range is set, an erase outside of it, or a larger one after a failure, ends the process,
 * after release(ctx), which lets go of the chip. Blocks that are named are progress for the host.
 */
void guard_start(const struct fp_range *range, const struct fp_host *host,
		 void (*release)(void *ctx), void *ctx);

/* While a range is set, the blocks that are named widen it, and nothing is ended. */
void guard_learn(struct fp_range *range);

/* No write is under way. */
void guard_stop(void);

/* To be given every piece of the log. */
void guard_take(const char *text);

#endif
