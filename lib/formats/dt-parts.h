/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The partitions of one table in a device tree. Internal to the library. */
#ifndef FP_FORMATS_DT_PARTS_H
#define FP_FORMATS_DT_PARTS_H

#include "formats/dt.h"
#include "formats/format.h"

/* Adds the partitions of the table, and of tables in them, to the plan. */
int fp_dt_read_parts(const struct fp_dt_node *table, struct fp_plan *plan, struct fp_error *err);

/* `reg`: one address and one size, each of as many cells as the node above says; where it does not
 * (a source that another file completes), as there are cells. The size may be 0. */
int fp_dt_read_reg(const struct fp_dt_node *node, struct fp_range *range, struct fp_error *err);

#endif
