/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /sys/class/mtd tells. Internal to the library. */
#ifndef FP_FORMATS_SYSFS_MTD_H
#define FP_FORMATS_SYSFS_MTD_H

/* For the shell of a device, busybox too: prints the whole table. */
#define FP_SYSFS_MTD_COMMAND                                                                       \
	"cd /sys/class/mtd && for m in mtd*[0-9]; do readlink -f $m; done; grep . "                \
	"mtd*/name mtd*/type mtd*/size mtd*/erasesize mtd*/flags mtd*/offset"

#endif
