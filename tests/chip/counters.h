/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has been done to the emulated chip. */
#ifndef CHIP_COUNTERS_H
#define CHIP_COUNTERS_H

#include <stdint.h>
#include <stdio.h>

struct chip;

struct chip_counters {
	uint64_t transactions;
	uint64_t status_reads;
	uint64_t bytes_read; /* data only, no status and no ids */
	uint64_t bytes_programmed; /* as sent, in programs that were accepted */
	uint64_t bytes_erased;
	uint64_t programs;
	uint64_t erases, erases_4k, erases_32k, erases_64k, erases_chip;
	uint64_t status_writes;
	/* Commands that had no effect, by reason. */
	uint64_t refused_busy, refused_not_enabled, refused_protected, refused_locked,
		refused_malformed;
	uint64_t unerased_bytes; /* programmed over a 0 bit that should have become 1 */
	uint64_t faults; /* operations that were ignored, weak or cut */
	uint64_t power_cuts;
	/* The connection's side, counted by the server. */
	uint64_t connections, delays_us, pins_released;
};

/* Writes the counters, the registers and the wear as one JSON object. */
void chip_counters_print(const struct chip *chip, FILE *file);

#endif
