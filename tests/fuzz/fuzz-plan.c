// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of plans in JSON. What they extend is not opened: there is no directory like that.

#include "fuzz.h"

FUZZ_FORMAT(fp_format_json)
