/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A few bytes of the chip that were read right after it was identified: while they read the same,
 * it is there. */
#ifndef FLASHROM_WITNESS_H
#define FLASHROM_WITNESS_H

#include "programmer.h"

#define WITNESS_SIZE 4096

struct witness {
	struct fp_range range; /* size 0: there is none */
	uint8_t bytes[WITNESS_SIZE];
};

/* As in struct fp_driver. */
typedef int witness_read(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err);

/* Looks in a few places for bytes that a line without a chip does not give. */
int witness_take(struct witness *witness, void *ctx, witness_read *read, uint64_t chip_size,
		 struct fp_error *err);

/* To be called before anything is written. */
void witness_forget(struct witness *witness, struct fp_range range);

int witness_check(const struct witness *witness, void *ctx, witness_read *read,
		  struct fp_error *err);

#endif
