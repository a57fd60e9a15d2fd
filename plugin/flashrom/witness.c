// SPDX-License-Identifier: GPL-2.0-or-later
// Is the chip still there? What it held when it was identified tells.

#include <inttypes.h>
#include <string.h>

#include "witness.h"

#define PLACES 8

static bool is_uniform(const uint8_t *bytes, size_t n)
{
	return memcmp(bytes, bytes + 1, n - 1) == 0;
}

int witness_take(struct witness *witness, void *ctx, witness_read *read, uint64_t chip_size,
		 struct fp_error *err)
{
	const uint64_t step = chip_size / PLACES / WITNESS_SIZE * WITNESS_SIZE;
	int result = 0;

	for (uint64_t i = 0; i < PLACES && step && result == 0; i++) {
		witness->range = (struct fp_range){ step * i, WITNESS_SIZE };
		result = read(ctx, witness->range, witness->bytes, err);
		if (!is_uniform(witness->bytes, WITNESS_SIZE))
			break;
	}
	return result;
}

void witness_forget(struct witness *witness, struct fp_range range)
{
	if (fp_range_overlaps(witness->range, range))
		witness->range.size = 0;
}

int witness_check(const struct witness *witness, void *ctx, witness_read *read,
		  struct fp_error *err)
{
	uint8_t now[WITNESS_SIZE];

	if (!witness->range.size)
		return 0;
	if (read(ctx, witness->range, now, err) < 0)
		return -(int)err->code;
	if (memcmp(now, witness->bytes, WITNESS_SIZE) != 0)
		return fp_fail(err, FP_CHIP,
			       "flashrom: 0x%" PRIx64 "+0x%" PRIx64
			       " does not read as it did when the chip was identified",
			       witness->range.offset, witness->range.size);
	return 0;
}
