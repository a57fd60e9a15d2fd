/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chip's own write protection. libflashrom 1.3.0 clears it for every single operation, reads
 * too, and brings it back after each: two writes to non-volatile bits every time. Here it is
 * cleared once, before the first operation, and brought back once, at the end. */
#ifndef FLASHROM_PROTECT_H
#define FLASHROM_PROTECT_H

#include <libflashrom.h>
#include <stdbool.h>

#include "programmer/driver.h"

/* Zeroed at the start. */
struct protect {
	struct flashrom_flashctx *flashctx;
	struct flashrom_wp_cfg *first; /* as it was found; NULL: libflashrom cannot tell */
	struct fp_range range; /* what it protects */
	bool is_cleared, is_locked; /* locked: it could not be cleared */
};

/* Reads it. The chip stays in use until protect_close(). */
void protect_open(struct protect *p, struct flashrom_flashctx *flashctx);

/* Before an operation. A lock is no failure: what is not protected can be worked on. */
void protect_clear(struct protect *p);

/* -FP_CHIP if it could not be brought back. */
int protect_close(struct protect *p, struct fp_error *err);

/* Fails if it is neither as it was found nor as protect_clear() left it: the chip has gone. */
FP_MUST_CHECK int protect_check(const struct protect *p, struct fp_error *err);

#endif
