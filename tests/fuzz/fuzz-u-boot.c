// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of the reader of what U-Boot prints.

#include "fuzz.h"

FUZZ_FORMAT(fp_format_uboot)
