/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A U-Boot environment as content, in a plan's JSON. Internal to the library. */
#ifndef FP_PLAN_ENV_H
#define FP_PLAN_ENV_H

#include "plan/reader.h"

/* A decoder. */
void fp_read_env(struct fp_reader *r, struct json_t *value, void *out); /* struct fp_piece */

#endif
