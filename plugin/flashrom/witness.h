/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is the chip still there? A few bytes of what was read, not all alike, are read again: a line
 * without a chip does not give them. */
#ifndef FLASHROM_WITNESS_H
#define FLASHROM_WITNESS_H

#include <stdbool.h>

#include "programmer/driver.h"

#define WITNESS_SIZE 16

/* Zeroed at the start. */
struct witness {
	struct fp_range range; /* of bytes that are not all alike; size 0: none were seen */
	uint8_t bytes[WITNESS_SIZE];
	bool is_mixed; /* what was read last is not all one byte */
	uint8_t last; /* if it is: that byte */
};

/* As in struct fp_driver. */
typedef int witness_read(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err);

/* To be called with everything that is read. */
void witness_note(struct witness *w, struct fp_range range, const uint8_t *buf);

/* To be called before anything is written. */
void witness_forget(struct witness *w, struct fp_range range);

/* read() calls witness_note(). has_status: the chip's status register was found right, so that the
 * line is not high. */
FP_MUST_CHECK int witness_check(struct witness *w, void *ctx, witness_read *read,
				uint64_t chip_size, bool has_status, struct fp_error *err);

#endif
