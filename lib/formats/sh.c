// SPDX-License-Identifier: GPL-2.0-or-later
// Shell variables, for `. FILE` in any POSIX shell. All numbers are bytes, decimal.

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/format.h"

/* Nothing inside single quotes is special, but for the quote; control characters have no spelling
 * there, and become '?'. */
static void write_text(FILE *out, const char *variable, const char *text)
{
	bool is_plain;

	fprintf(out, "%s='", variable);
	for (size_t n; *text; text += n) {
		n = fp_text_next(text, &is_plain);
		if (*text == '\'')
			fputs("'\\''", out);
		else if (is_plain)
			fwrite(text, 1, n, out);
		else
			fputc('?', out);
	}
	fputs("'\n", out);
}

/* A name as a part of a variable's: FP_NAME_MAX + 1 bytes. */
static const char *variable_name(const char *name, char *buf)
{
	size_t n = 0;

	for (; name[n] && n < FP_NAME_MAX; n++)
		buf[n] = isalnum((unsigned char)name[n]) ? name[n] : '_';
	buf[n] = 0;
	return buf;
}

static const struct fp_partition *part_at(const struct fp_plan *plan, size_t i)
{
	return i < plan->n_parts ? &plan->parts[i] : &plan->spans[i - plan->n_parts];
}

static int check_names(const struct fp_plan *plan, struct fp_error *err)
{
	const size_t n = plan->n_parts + plan->n_spans;
	char a[FP_NAME_MAX + 1], b[FP_NAME_MAX + 1];

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(variable_name(part_at(plan, i)->name, a),
				   variable_name(part_at(plan, k)->name, b)) == 0)
				return fp_fail(err, FP_REFUSED,
					       "`%s` and `%s` would be the same shell variable",
					       part_at(plan, k)->name, part_at(plan, i)->name);
	return 0;
}

static void write_names(FILE *out, const char *variable, const struct fp_partition *parts, size_t n)
{
	fprintf(out, "%s='", variable);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s%s", i ? " " : "", parts[i].name);
	fputs("'\n", out);
}

static void write_part(FILE *out, const struct fp_partition *part)
{
	char name[FP_NAME_MAX + 1], variable[64];

	variable_name(part->name, name);
	fprintf(out, "flash_%s_offset=%" PRIu64 "\nflash_%s_size=%" PRIu64 "\n", name,
		part->range.offset, name, part->range.size);
	if (part->label) {
		snprintf(variable, sizeof variable, "flash_%s_label", name);
		write_text(out, variable, part->label);
	}
	if (part->read_only)
		fprintf(out, "flash_%s_read_only=1\n", name);
}

static int write_variables(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
			   struct fp_error *err)
{
	(void)notes;
	if (check_names(plan, err) < 0)
		return -FP_REFUSED;
	write_text(out, "plan_name", plan->name);
	fprintf(out, "chip_size=%" PRIu64 "\nchip_erase_size=%" PRIu32 "\n", plan->size,
		plan->erase_size);
	if (plan->mtd_id)
		write_text(out, "chip_mtd_id", plan->mtd_id);
	write_names(out, "partition_names", plan->parts, plan->n_parts);
	write_names(out, "span_names", plan->spans, plan->n_spans);
	for (size_t i = 0; i < plan->n_parts + plan->n_spans; i++)
		write_part(out, part_at(plan, i));
	return 0;
}

const struct fp_format fp_format_sh = {
	.name = "sh",
	.summary = "shell variables",
	.carries = FP_CARRY_FLASH_SIZE | FP_CARRY_ERASE_SIZE | FP_CARRY_SPANS | FP_CARRY_LABELS |
		   FP_CARRY_READ_ONLY,
	.write = write_variables,
};
