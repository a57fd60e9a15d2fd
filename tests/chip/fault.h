/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to go wrong with the emulated chip. A zeroed struct is a chip without faults, save for
 * the generator: chip_init() seeds it where the seed is 0. */
#ifndef CHIP_FAULT_H
#define CHIP_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum chip_kind { CHIP_PROGRAM, CHIP_ERASE, CHIP_KINDS };

/* Every k-th time, or with a probability; 0 is never. */
struct chip_rate {
	uint64_t every;
	double probability;
};

/* When the power goes; an operation is a program or an erase that the chip accepts. It happens
 * once. */
enum chip_cut {
	CHIP_CUT_NEVER,
	CHIP_CUT_PROGRAMMED, /* n bytes have been programmed; the page is left half done */
	CHIP_CUT_ERASE, /* in the n-th erase (from 1); the block is left half done */
	CHIP_CUT_BEFORE, /* before the n-th operation (from 1) */
	CHIP_CUT_AFTER /* after the n-th operation (from 1) */
};

enum chip_float { CHIP_FLOAT_NOT, CHIP_FLOAT_HIGH, CHIP_FLOAT_LOW, CHIP_FLOAT_RANDOM };

struct chip_stuck {
	uint32_t offset;
	uint8_t bit; /* 0..7 */
	bool value;
};

struct chip_faults {
	uint64_t random; /* the generator's state; set it to seed */
	enum chip_cut cut;
	uint64_t cut_n;
	bool cut_random; /* half done: random bits of it, not its first part */
	struct chip_rate ignore[CHIP_KINDS];
	struct chip_rate weak[CHIP_KINDS];
	uint64_t busy_after; /* busy for ever after this operation (from 1); 0: never */
	struct chip_stuck stuck[64];
	size_t n_stuck;
	double noise; /* probability that a byte of data is read with one bit wrong */
	uint64_t noise_from, noise_count; /* in these transactions only (from 1); count 0: always */
	enum chip_float floats; /* the data line is not connected */
	uint64_t floats_after; /* once this many transactions have gone well */
	uint64_t floats_count; /* for so many; 0: for ever */
};

/* A random number; the same seed gives the same sequence. */
uint32_t chip_random(struct chip_faults *faults);

/* True with this probability. */
bool chip_chance(struct chip_faults *faults, double probability);

/* Whether the fault strikes the n-th event (from 1). */
bool chip_rate_hits(struct chip_faults *faults, struct chip_rate rate, uint64_t n);

#endif
