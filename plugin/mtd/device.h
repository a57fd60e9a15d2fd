/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One MTD, opened: what the kernel does with it. Requests: linux include/uapi/mtd/mtd-abi.h. */
#ifndef MTD_DEVICE_H
#define MTD_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/range.h"
#include "table.h"

struct mtd_device {
	int fd;
	char path[256]; /* for messages */
	uint64_t size; /* bytes */
	uint32_t erase_size; /* bytes */
	bool is_writable;
	char why[96]; /* it is not */
	struct fp_range locked; /* what was write-protected when it was opened; size 0: nothing */
	bool is_unlocked; /* by us */
};

/* Refuses what is no NOR (and no RAM that stands in for one). The caller closes. */
FP_MUST_CHECK int mtd_device_open(struct mtd_device *device, const struct mtd_entry *entry,
				  struct fp_error *err);

FP_MUST_CHECK int mtd_device_read(const struct mtd_device *device, struct fp_range range,
				  uint8_t *buf, struct fp_error *err);

/* Erases and programs the erase blocks in which old and want differ. The range is whole ones. Lifts
 * write protection that is in the way; the close brings it back. */
FP_MUST_CHECK int mtd_device_write(struct mtd_device *device, struct fp_range range,
				   const uint8_t *old, const uint8_t *want, struct fp_error *err);

/* May fail where protection cannot be brought back. */
FP_MUST_CHECK int mtd_device_close(struct mtd_device *device, struct fp_error *err);

#endif
