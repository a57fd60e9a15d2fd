/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `expect`: what only this device's dumps must hold. Internal to the library. */
#ifndef FP_PLAN_EXPECT_H
#define FP_PLAN_EXPECT_H

#include "plan/reader.h"

/* A decoder; out is the plan, whose partitions have their places. */
void fp_read_expect(struct fp_reader *r, struct json_t *value, void *out);

#endif
