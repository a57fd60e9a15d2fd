/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Restoring on the running device, through Linux's MTD: a shell script for busybox. */
#ifndef FP_SCRIPT_MTD_H
#define FP_SCRIPT_MTD_H

#include <stdio.h>

#include "script/script.h"

/* Writes the script. It finds each MTD by the partition's label, or its name, in /proc/mtd, and
 * refuses what is not as the plan says. Partitions that hold the chip's first byte or a boot loader
 * need its --boot. Refuses ranges that lie in no partition: Linux has no MTD for them. */
FP_MUST_CHECK int fp_script_mtd_write(const struct fp_script *script, FILE *out,
				      struct fp_error *err);

#endif
