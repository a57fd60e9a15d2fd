/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of the emulated chip's options; see README.md. All return false for what is not one.
 */
#ifndef CHIP_VALUE_H
#define CHIP_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"

bool chip_parse_one(const char *text, uint64_t least, uint64_t most, uint64_t *value);
bool chip_parse_probability(const char *text, double *value);
bool chip_parse_choice(const char *text, const char *const *words,
		       int *choice); /* NULL ends words */
bool chip_parse_status(const char *text, uint8_t *sr); /* 1 to 3 registers into sr[3] */
bool chip_parse_cut(const char *text, struct chip_faults *faults);
bool chip_parse_stuck(const char *text, struct chip_faults *faults);
bool chip_parse_burst(const char *text, struct chip_faults *faults);
bool chip_parse_rate(const char *text, struct chip_rate *rates); /* of CHIP_KINDS */
bool chip_parse_float(const char *text, struct chip_faults *faults);

#endif
