/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Outputs that cannot be replaced by a rename: standard output ("-"), pipes, devices. */
#ifndef FP_BASE_DIRECT_H
#define FP_BASE_DIRECT_H

#include "base/error.h"

/* A file without a name that gathers what will be copied to path; whether that can be written is
 * looked at without opening it, which would wake a pipe's reader. A descriptor, the caller's to
 * close; or -1 and errno. */
FP_MUST_CHECK int fp_direct_open(const char *path);

/* Copies all of fd to path; onto a disk it is synced. Returns 0, or -1 and errno. */
FP_MUST_CHECK int fp_direct_copy(int fd, const char *path);

#endif
