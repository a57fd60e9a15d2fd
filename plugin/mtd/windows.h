/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chip, put together from MTDs in their places. */
#ifndef MTD_WINDOWS_H
#define MTD_WINDOWS_H

#include "device.h"
#include "programmer/driver.h"
#include "table.h"

/* An MTD in its place on the chip. */
struct mtd_window {
	uint64_t offset;
	struct mtd_device device;
};

struct mtd_windows {
	struct mtd_table table;
	struct mtd_window items[FP_WINDOWS_MAX]; /* in offset order */
	unsigned n;
};

/* Opens what params ("" or "dev=/dev/mtd9") name and the plan's partitions say, and fills in the
 * chip. The caller closes, also after a failure. *m is zeroed at the start. */
FP_MUST_CHECK int mtd_windows_open(struct mtd_windows *m, const struct fp_target *target,
				   struct fp_chip *chip, struct fp_error *err);

/* May fail where protection cannot be brought back. */
FP_MUST_CHECK int mtd_windows_close(struct mtd_windows *m, struct fp_error *err);

#endif
