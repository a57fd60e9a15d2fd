/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The content of a partition in a plan's JSON: file, fill, hex, env, pieces. Internal to the
 * library. */
#ifndef FP_PLAN_CONTENT_H
#define FP_PLAN_CONTENT_H

#include "plan/reader.h"

/* The keys that give a content, for tables of keys and for `extends`. Ends with NULL. */
extern const char *const fp_content_keys[];

/* Reads the content that a partition's or span's object states, if any, into part->pieces. */
void fp_content_read(struct fp_reader *r, struct json_t *object, struct fp_partition *part);

#endif
