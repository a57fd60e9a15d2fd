// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of the reader of /sys/class/mtd.

#include "fuzz.h"

FUZZ_FORMAT(fp_format_sysfs_mtd)
