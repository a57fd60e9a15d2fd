// SPDX-License-Identifier: GPL-2.0-or-later
// Chance for the emulated chip's faults: seeded, so that a failing run can be repeated.

#include "fault.h"

uint32_t chip_random(struct chip_faults *faults)
{
	/* Vigna's xorshift64* (ACM Transactions on Mathematical Software 42, 30): without the
	 * factor the first numbers after a small seed are small. */
	faults->random ^= faults->random << 13;
	faults->random ^= faults->random >> 7;
	faults->random ^= faults->random << 17;
	return (uint32_t)(faults->random * 2685821657736338717u >> 32);
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
