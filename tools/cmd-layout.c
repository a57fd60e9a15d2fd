// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan layout: the layout file for flashrom -l.

#define _GNU_SOURCE /* open_memstream */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "formats/format.h"
#include "options.h"
#include "report.h"

/* Spans become partitions like the others: flashrom's regions may overlap as long as only one is
 * used. */
static int join_spans(struct fp_plan *plan, struct fp_error *err)
{
	const size_t n = plan->n_parts + plan->n_spans;
	struct fp_partition *parts = fp_arena_alloc(plan->arena, n, sizeof *parts);

	if (!parts)
		return fp_fail(err, FP_REFUSED, "out of memory");
	memcpy(parts, plan->parts, plan->n_parts * sizeof *parts);
	if (plan->n_spans)
		memcpy(parts + plan->n_parts, plan->spans, plan->n_spans * sizeof *parts);
	plan->parts = parts;
	plan->n_parts = n;
	plan->n_spans = 0;
	return 0;
}

static int write_format(const struct fp_format *format, const struct fp_plan *plan,
			const char *path, struct fp_error *err)
{
	struct fp_out *out = NULL;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	int code;

	if (!file)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = format->write(plan, file, NULL, err);
	if (fclose(file) != 0 && code == 0)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = fp_out_open(path, &out, err);
	if (code == 0)
		code = fp_out_write(out, text, length, err);
	if (code == 0)
		code = fp_out_commit(out, err);
	fp_out_close(out);
	free(text);
	return code;
}

int cmd_layout(const struct options *o, struct fp_error *err)
{
	struct fp_plan *plan;
	int code = load_plan(o->args[0], &plan);

	if (code == 0 && o->has_spans)
		code = join_spans(plan, err);
	if (code == 0)
		code = write_format(&fp_format_flashrom, plan, o->output ? o->output : "-", err);
	fp_plan_free(plan);
	return code;
}
