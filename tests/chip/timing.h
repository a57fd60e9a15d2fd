/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long things take, in virtual time: nothing here ever sleeps. All durations are nanoseconds.
 */
#ifndef CHIP_TIMING_H
#define CHIP_TIMING_H

#include <stddef.h>
#include <stdint.h>

struct chip_timing {
	const char *name;
	uint64_t spi_hz;
	uint64_t transaction; /* what one transaction costs besides its bits */
	uint64_t program, erase_4k, erase_32k, erase_64k;
	uint64_t erase_chip; /* for 16 MiB; others in proportion */
	uint64_t write_status;
};

/* The profile of this name; NULL if there is none. */
const struct chip_timing *chip_timing_find(const char *name);

/* How long a transaction of n bytes keeps the bus. */
uint64_t chip_timing_bus(const struct chip_timing *timing, size_t n);

/* How long the chip is busy with an erase of size bytes. */
uint64_t chip_timing_erase(const struct chip_timing *timing, uint32_t size);

#endif
