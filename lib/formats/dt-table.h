/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The partition table in a device tree. Internal to the library. */
#ifndef FP_FORMATS_DT_TABLE_H
#define FP_FORMATS_DT_TABLE_H

#include "formats/dt.h"
#include "formats/format.h"

/* Finds the table of the SPI-NOR chip under root, or the one that in->table tells, and adds its
 * partitions to the plan. As in struct fp_format. */
int fp_dt_read_table(struct fp_dt_node *root, const struct fp_input *in, struct fp_plan *plan,
		     struct fp_faults *notes, struct fp_error *err);

/* Is the node a table of partitions? */
bool fp_dt_is_table(const struct fp_dt_node *node);

#endif
