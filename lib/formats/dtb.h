/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the readers of device trees share. Internal to the library. */
#ifndef FP_FORMATS_DTB_H
#define FP_FORMATS_DTB_H

#include "plan/plan.h"

/* Reads a blob, as in struct fp_format. */
FP_MUST_CHECK int fp_dtb_read(const uint8_t *data, size_t n, const char *table,
			      struct fp_plan *plan, struct fp_faults *notes, struct fp_error *err);

/* Compiles source text with dtc. The caller frees *blob. */
FP_MUST_CHECK int fp_dtc_run(const char *text, size_t n, uint8_t **blob, size_t *size,
			     struct fp_error *err);

#endif
