/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header of an update file, in a plan's JSON. Internal to the library. */
#ifndef FP_PLAN_WRAP_H
#define FP_PLAN_WRAP_H

#include "plan/reader.h"

/* A decoder. */
void fp_read_wrap(struct fp_reader *r, struct json_t *value,
		  void *out); /* const struct fp_uimage * */

#endif
