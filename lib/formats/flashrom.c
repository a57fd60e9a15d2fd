// SPDX-License-Identifier: GPL-2.0-or-later
// flashrom's layout files: "start:end name" lines, hexadecimal, ends inclusive (flashrom,
// layout.c).

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"

static void write_line(const struct fp_partition *part, FILE *out)
{
	fprintf(out, "%08" PRIx64 ":%08" PRIx64 " %s\n", part->range.offset,
		fp_range_end(part->range) - 1, part->name);
}

static int by_offset(const void *a, const void *b)
{
	const struct fp_partition *const *x = a, *const *y = b;

	return ((*x)->range.offset > (*y)->range.offset) -
	       ((*x)->range.offset < (*y)->range.offset);
}

static int write_layout(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
			struct fp_error *err)
{
	const struct fp_partition **sorted = malloc((plan->n_parts + 1) * sizeof *sorted);

	(void)notes;
	if (!sorted)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < plan->n_parts; i++)
		sorted[i] = &plan->parts[i];
	qsort(sorted, plan->n_parts, sizeof *sorted, by_offset);
	for (size_t i = 0; i < plan->n_parts; i++)
		write_line(sorted[i], out);
	free(sorted);
	return 0;
}

const struct fp_format fp_format_flashrom = {
	.name = "flashrom",
	.summary = "layout file for flashrom -l",
	.write = write_layout,
};
