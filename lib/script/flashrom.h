/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same work by flashrom itself: a layout of the ranges, and command lines. */
#ifndef FP_SCRIPT_FLASHROM_H
#define FP_SCRIPT_FLASHROM_H

#include <stdio.h>

#include "script/script.h"

/* flashrom wants files that are as long as their regions: *regions is the same script with one
 * region and one file for each step. Memory belongs to the arena. */
FP_MUST_CHECK int fp_script_flashrom_split(const struct fp_script *script, struct fp_arena *arena,
					   struct fp_script *regions, struct fp_error *err);

/* Writes a shell script that takes what flashrom takes behind -p. Options are those of flashrom
 * 1.3 (cli_classic.c); what newer ones can do without is said. */
FP_MUST_CHECK int fp_script_flashrom_write(const struct fp_script *regions, FILE *out,
					   struct fp_error *err);

#endif
