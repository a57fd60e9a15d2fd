/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nvmem cells of a partition in a device tree: values that belong to one unit. Internal to the
 * library. */
#ifndef FP_FORMATS_DT_CELLS_H
#define FP_FORMATS_DT_CELLS_H

#include "formats/dt.h"
#include "formats/format.h"

/* Makes fields of the cells, and the partition per-device, unless it is a boot loader. The
 * partition must be added to the plan afterwards. */
int fp_dt_read_cells(const struct fp_dt_node *node, struct fp_plan *plan, struct fp_partition *part,
		     struct fp_error *err);

#endif
