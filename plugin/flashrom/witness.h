/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is the chip still there? A line without one gives the same bits for ever, or noise. A few bytes
 * are read again: they must be what they were, and, the status register beside them, not all alike.
 */
#ifndef FLASHROM_WITNESS_H
#define FLASHROM_WITNESS_H

#include <stdbool.h>

#include "programmer/driver.h"

#define WITNESS_SIZE 16

/* Zeroed at the start. */
struct witness {
	struct fp_range range; /* of bytes that are not all alike; size 0: none were seen */
	uint8_t bytes[WITNESS_SIZE];
	struct fp_range flat; /* of bytes that are all alike: the latest; size 0: none were seen */
	uint8_t value; /* each of them */
};

/* As in struct fp_driver. */
typedef int witness_read(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err);

/* To be called with everything that is read. */
void witness_note(struct witness *w, struct fp_range range, const uint8_t *buf);

/* To be called before anything is written. */
void witness_forget(struct witness *w, struct fp_range range);

/* read() calls witness_note(). status is a byte that was just read from the chip in another way and
 * is right; NULL: there is none. *is_doubtful: all that was read is one value. */
FP_MUST_CHECK int witness_check(struct witness *w, void *ctx, witness_read *read,
				uint64_t chip_size, const uint8_t *status, bool *is_doubtful,
				struct fp_error *err);

#endif
