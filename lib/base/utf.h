/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text as Windows saves it: UTF-16, or with a byte order mark. */
#ifndef FP_BASE_UTF_H
#define FP_BASE_UTF_H

#include <stddef.h>
#include <stdint.h>

/* What begins with a byte order mark becomes UTF-8 without one: *text, which the caller frees, and
 * its length *length. Anything else, also what only begins like UTF-16, leaves *text NULL. -1 when
 * out of memory. */
int fp_utf_decode(const uint8_t *data, size_t n, char **text, size_t *length);

#endif
