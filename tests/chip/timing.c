// SPDX-License-Identifier: GPL-2.0-or-later
// Timing profiles: a slow USB programmer, a fast one, and none.

#include <string.h>

#include "timing.h"

#define US UINT64_C(1000)
#define MS UINT64_C(1000000)

/* Typical values of the GD25Q128 family (datasheets, "AC characteristics": tPP, tSE, tBE1, tBE2,
 * tCE, tW), rounded; the variants B, C and E differ by up to a third. A CH341A runs the bus at
 * about 1.5 MHz and costs a USB frame, 1 ms, for each transaction. */
#define GD25Q128                                                                                   \
	.program = 600 * US, .erase_4k = 45 * MS, .erase_32k = 120 * MS, .erase_64k = 180 * MS,    \
	.erase_chip = 60000 * MS, .write_status = 5 * MS

static const struct chip_timing profiles[] = {
	{ .name = "ch341a", .spi_hz = 1500000, .transaction = 1 * MS, GD25Q128 },
	{ .name = "fast", .spi_hz = 24000000, GD25Q128 },
	{ .name = "instant", .spi_hz = 24000000 },
};

const struct chip_timing *chip_timing_find(const char *name)
{
	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
		if (strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	}
	return NULL;
}

uint64_t chip_timing_bus(const struct chip_timing *timing, size_t n)
{
	return timing->transaction + n * 8 * 1000 * MS / timing->spi_hz;
}

uint64_t chip_timing_erase(const struct chip_timing *timing, uint32_t size)
{
	switch (size) {
	case 4096:
		return timing->erase_4k;
	case 32768:
		return timing->erase_32k;
	case 65536:
		return timing->erase_64k;
	case 262144:
		return 4 * timing->erase_64k;
	default:
		return size < 65536 ? timing->erase_32k : timing->erase_chip / 16 * (size >> 20);
	}
}
