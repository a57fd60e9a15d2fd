/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A result as text for people. */
#ifndef FP_TABLE_H
#define FP_TABLE_H

#include <jansson.h>
#include <stdio.h>

/* Members of an object as "key: value" lines, an array of objects as a table with the keys above.
 * Integers under a key "offset" or "first..." are shown as places, under "size" or "bytes..." as
 * sizes. */
void table_print(FILE *out, const json_t *object);

#endif
