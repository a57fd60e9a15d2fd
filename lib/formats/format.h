/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Formats of partition tables: one file each, one row each in format.c. */
#ifndef FP_FORMAT_H
#define FP_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "error.h"
#include "plan.h"

struct fp_format {
	const char *name, *summary;

	/* Writes the plan as this format. What the format cannot carry is an error, or a note in
	 * notes. NULL: cannot be written. The caller checks the stream for errors. */
	int (*write)(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
		     struct fp_error *err);
};

/* NULL if there is none of that name. */
const struct fp_format *fp_format_by_name(const char *name);

/* The i-th format; NULL past the end. */
const struct fp_format *fp_format_at(size_t i);

extern const struct fp_format fp_format_flashrom, fp_format_json;

#endif
