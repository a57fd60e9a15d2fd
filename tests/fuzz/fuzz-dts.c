// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of the reader of device tree sources.

#include "fuzz.h"

FUZZ_FORMAT(fp_format_dts)
