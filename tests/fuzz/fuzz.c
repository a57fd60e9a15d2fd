// SPDX-License-Identifier: GPL-2.0-or-later
// What every fuzz target promises.

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

void fuzz_must(bool is_kept)
{
	if (!is_kept)
		abort();
}

static void check_part(const struct fp_plan *plan, const struct fp_partition *part)
{
	fuzz_must(fp_name_is_valid(part->name));
	fuzz_must(fp_plan_find(plan, part->name) == part);
	fuzz_must(part->range.size > 0 && fp_range_fits(part->range, plan->size));
}

static void check_plan(const struct fp_plan *plan)
{
	fuzz_must(plan->n_parts + plan->n_spans <= FP_PARTITIONS_MAX);
	for (size_t i = 0; i < plan->n_parts; i++)
		check_part(plan, &plan->parts[i]);
	for (size_t i = 0; i < plan->n_spans; i++)
		check_part(plan, &plan->spans[i]);
}

/* A writer says no with an error, or writes something. */
static void write_all(const struct fp_plan *plan, struct fp_faults *notes)
{
	for (size_t i = 0; fp_format_at(i); i++) {
		const struct fp_format *const format = fp_format_at(i);
		struct fp_error err = { 0 };
		char *text = NULL;
		size_t length = 0;
		FILE *const out = format->write ? open_memstream(&text, &length) : NULL;
		int code;

		if (!out)
			continue;
		code = format->write(plan, out, notes, &err);
		fuzz_must(fclose(out) == 0);
		fuzz_must(code == 0 ? length > 0 && err.code == FP_OK : err.code != FP_OK);
		free(text);
	}
}

static void import(const struct fp_format *format, const uint8_t *data, size_t n, uint64_t size)
{
	static struct fp_faults faults;
	const struct fp_input in = { .data = data, .n = n, .file = "fuzz", .size = size };
	struct fp_plan *plan;
	const int code =
		(faults = (struct fp_faults){ 0 }, fp_import(&in, &format, &plan, &faults));

	fuzz_must(code == 0 ? plan && !faults.n_errors : !plan && faults.n_errors);
	if (!plan)
		return;
	check_plan(plan);
	write_all(plan, &faults);
	fp_plan_free(plan);
}

int fuzz_format(const struct fp_format *format, const uint8_t *data, size_t n)
{
	if (format->probe)
		format->probe(&(struct fp_input){ .data = data, .n = n });
	import(format, data, n, 0);
	import(format, data, n, 16 << 20);
	return 0;
}
