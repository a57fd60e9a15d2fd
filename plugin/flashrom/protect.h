/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chip's own write protection. libflashrom, up to 1.8 at least, lifts it for every single
 * operation, reads too, and brings it back after each: two writes to non-volatile bits every time.
 * Where it can be told to, it is done here once, before the first operation, and undone once, at
 * the end. */
#ifndef FLASHROM_PROTECT_H
#define FLASHROM_PROTECT_H

#include <libflashrom.h>
#include <stdbool.h>

#include "log.h"
#include "programmer/driver.h"

/* Zeroed at the start. */
struct protect {
	struct flashrom_flashctx *flashctx;
	const struct fp_host *host;
	struct flashrom_wp_cfg *first; /* to be left behind; NULL: libflashrom has no description */
	struct fp_protection found;
	bool is_known; /* found says something */
	bool has_status; /* status register 1 */
	uint8_t status; /* as found */
	uint8_t status_now; /* as it should be */
	bool has_bits; /* of it, those are set that libflashrom clears */
	bool is_said; /* the user has been told that it is lifted */
	bool is_cleared, is_locked; /* locked: it could not be cleared */
};

/* Reads it; seen is what the probe logged. The chip stays in use until protect_close(). */
void protect_open(struct protect *p, struct flashrom_flashctx *flashctx, const struct fp_host *host,
		  const struct log_seen *seen);

/* Before an operation. A lock is no failure: what is not protected can be worked on. */
void protect_clear(struct protect *p);

/* To be left behind by protect_close() in place of what was found. */
FP_MUST_CHECK int protect_set(struct protect *p, const struct fp_protection *protection,
			      struct fp_error *err);

/* Brings it back; -FP_CHIP if it could not. The chip's status register is to be probed after that.
 */
int protect_close(struct protect *p, struct fp_error *err);

/* After protect_close() and another probe: whether the status register is what it was. The same
 * protection in other bits is said. */
int protect_check_end(const struct protect *p, const struct log_seen *seen, struct fp_error *err);

void protect_free(struct protect *p);

/* Fails if it is neither as it was found nor as protect_clear() left it: the chip has gone. seen is
 * what another probe logged. */
FP_MUST_CHECK int protect_check(struct protect *p, const struct log_seen *seen,
				struct fp_error *err);

#endif
