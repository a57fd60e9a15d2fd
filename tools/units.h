/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of many units, as a table of comma-separated values (RFC 4180): the first row has the
 * names of fields, each further one a unit. */
#ifndef FP_UNITS_H
#define FP_UNITS_H

#include "base/arena.h"
#include "selection/select.h"

/* Appends the values of a row, counted from 1 behind the names, to a list of n settings, in a new
 * array. Empty cells set nothing. All memory is the arena's. Errors name line and column. */
FP_MUST_CHECK int units_read(const char *path, unsigned row, struct fp_arena *arena,
			     const struct fp_setting **settings, size_t *n, struct fp_error *err);

#endif
