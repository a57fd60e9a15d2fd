/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may do what with a file: owner, group, mode, access control list, extended attributes. */
#ifndef FP_BASE_ATTRIBUTES_H
#define FP_BASE_ATTRIBUTES_H

#include <sys/stat.h>

#include "base/error.h"

/* Gives the new file `to` what the file `from` has, all of it; both are opened for reading.
 * Returns 0, or -1 and errno. */
FP_MUST_CHECK int fp_attributes_copy(int from, int to);

/* Takes from the mode of the file `part` what would let somebody read or write it who may not do so
 * with the file that it was cut from. Returns 0, or -1 and errno. */
FP_MUST_CHECK int fp_attributes_limit(const struct stat *whole, int part);

#endif
