/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which chip: libflashrom's names for it, the plan's, and the user's. */
#ifndef FLASHROM_CHIPS_H
#define FLASHROM_CHIPS_H

#include <libflashrom.h>

#include "programmer/driver.h"

/* Probes and fills in chip, where the target is a question also with several candidates. flashctx
 * is the caller's to release. where names the programmer in messages. */
FP_MUST_CHECK int chips_probe(struct flashrom_programmer *prog, const char *where,
			      const struct fp_target *target, struct flashrom_flashctx **flashctx,
			      struct fp_chip *chip, struct fp_error *err);

#endif
