/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of fuzz targets that need some. */
#ifndef FP_FUZZ_SCRATCH_H
#define FP_FUZZ_SCRATCH_H

#include <stddef.h>

/* Makes a directory of this process's own, which goes at its end, the current one; and the one
 * before again. */
void scratch_enter(void);
void scratch_leave(void);

/* Writes a file into the current directory. */
void scratch_write(const char *name, const void *data, size_t n);

/* Removes all that is in the scratch directory. */
void scratch_clear(void);

#endif
