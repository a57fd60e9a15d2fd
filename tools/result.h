/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command's result: one JSON value, printed as it is or as text for people. */
#ifndef FP_RESULT_H
#define FP_RESULT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"

/* Text that may be any bytes, such as the name of a file, as JSON takes it: where it is not UTF-8,
 * what is not ASCII becomes '?'. NULL when out of memory. */
json_t *result_text(const char *text);

/* Prints to standard output and gives the value up (also NULL, which is out of memory). As text:
 * members of an object as "key: value" lines, an array of objects as a table with the keys above.
 */
FP_MUST_CHECK int result_print(json_t *result, bool is_json, struct fp_error *err);

#endif
