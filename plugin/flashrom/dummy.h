/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libflashrom's emulated chip, "dummy:...,image=FILE": a FILE of another size than the chip's is
 * ignored without a word, and overwritten at the end. */
#ifndef FLASHROM_DUMMY_H
#define FLASHROM_DUMMY_H

#include <stdint.h>

#include "base/error.h"

/* Refuses such a file. prog is the programmer's name, params what stands behind it or NULL. */
FP_MUST_CHECK int dummy_check(const char *prog, const char *params, uint64_t chip_size,
			      struct fp_error *err);

#endif
