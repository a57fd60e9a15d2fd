/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `flash.table`: where the chip holds a partition table of its own. Internal to the library. */
#ifndef FP_PLAN_TABLE_H
#define FP_PLAN_TABLE_H

#include "plan/plan.h"
#include "plan/reader.h"

/* A decoder; out: the struct fp_plan, whose table is filled in. */
void fp_read_table(struct fp_reader *r, struct json_t *value, void *out);

/* Records a table that cannot be where it is said to be. The plan's places must be resolved. */
void fp_table_check(const struct fp_plan *plan, struct fp_faults *faults);

#endif
