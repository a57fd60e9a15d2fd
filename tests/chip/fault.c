// SPDX-License-Identifier: GPL-2.0-or-later
// Chance for the emulated chip's faults: seeded, so that a failing run can be repeated.

#include "fault.h"

uint32_t chip_random(struct chip_faults *faults)
{
	/* Marsaglia's xorshift64 (Journal of Statistical Software 8, 14); the high half is the
	 * better one. */
	faults->random ^= faults->random << 13;
	faults->random ^= faults->random >> 7;
	faults->random ^= faults->random << 17;
	return (uint32_t)(faults->random >> 32);
}

bool chip_chance(struct chip_faults *faults, double probability)
{
	return probability > 0 && chip_random(faults) < probability * 4294967296.0;
}

bool chip_rate_hits(struct chip_faults *faults, struct chip_rate rate, uint64_t n)
{
	if (rate.every)
		return n % rate.every == 0;
	return chip_chance(faults, rate.probability);
}
