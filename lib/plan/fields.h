/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `fields`: the values in partitions that have names of their own. Internal to the library. */
#ifndef FP_PLAN_FIELDS_H
#define FP_PLAN_FIELDS_H

#include "plan/reader.h"

/* A decoder: adds the elements of the array to the reader's plan. */
void fp_read_fields(struct fp_reader *r, struct json_t *value, void *out);

#endif
