// SPDX-License-Identifier: GPL-2.0-or-later
// flashrom's layout files: "start:end name" lines, hexadecimal, ends inclusive (flashrom,
// layout.c).

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "base/scan.h"

/* With or without 0x, as strtoul() takes it. */
static bool scan_hex(struct fp_scan *s, uint64_t *v)
{
	struct fp_scan t = *s;

	if (!fp_scan_word(&t, "0x"))
		fp_scan_word(&t, "0X");
	if (!fp_scan_number(&t, 16, v))
		return false;
	*s = t;
	return true;
}

/* "start:end name", and nothing else. */
static bool scan_entry(struct fp_scan s, uint64_t *start, uint64_t *end, struct fp_scan *name)
{
	if (!scan_hex(&s, start) || !fp_scan_char(&s, ':') || !scan_hex(&s, end) ||
	    !fp_scan_space(&s))
		return false;
	*name = s;
	while (name->end > name->p && (name->end[-1] == ' ' || name->end[-1] == '\t'))
		name->end--;
	return name->end > name->p;
}

static bool is_blank(struct fp_scan line)
{
	fp_scan_space(&line);
	return line.p == line.end;
}

static int add_entry(struct fp_plan *plan, uint64_t start, uint64_t end, struct fp_scan name,
		     struct fp_error *err)
{
	struct fp_partition part = { .range = { start, end - start + 1 } };

	part.name = fp_arena_strndup(plan->arena, name.p, (size_t)(name.end - name.p));
	if (!part.name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	return fp_plan_add(plan, &part, err);
}

static int read_layout(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		       struct fp_error *err)
{
	struct fp_scan text = fp_scan_bytes(in->data, in->n), line, name;
	uint64_t start, end;
	unsigned number = 0;
	char quote[48];
	int code = 0;

	(void)notes;
	while (code == 0 && fp_scan_line(&text, &line, &number)) {
		if (is_blank(line))
			continue;
		if (!scan_entry(line, &start, &end, &name))
			return fp_fail_line(
				err, number,
				"expected \"start:end name\" in hexadecimal, such as \"00000000:0003ffff boot\", found \"%s\"",
				fp_scan_quote(line, quote));
		if (end < start)
			return fp_fail_line(err, number,
					    "the end 0x%" PRIx64
					    " lies before the start 0x%" PRIx64,
					    end, start);
		if (end >= FP_FLASH_SIZE_MAX)
			return fp_fail_line(err, number, "the end 0x%" PRIx64 " is beyond 4G", end);
		code = add_entry(plan, start, end, name, err);
	}
	return code;
}

/* The first line that is not blank decides. */
static bool is_layout(const struct fp_input *in)
{
	struct fp_scan text = fp_scan_bytes(in->data, in->n), line, name;
	uint64_t start, end;
	unsigned number = 0;

	while (fp_scan_line(&text, &line, &number))
		if (!is_blank(line))
			return scan_entry(line, &start, &end, &name);
	return false;
}

static int write_layout(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
			struct fp_error *err)
{
	const struct fp_partition **sorted = fp_export_sort(plan);

	(void)notes;
	if (!sorted)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < plan->n_parts; i++)
		fprintf(out, "%08" PRIx64 ":%08" PRIx64 " %s\n", sorted[i]->range.offset,
			fp_range_end(sorted[i]->range) - 1, sorted[i]->name);
	free(sorted);
	return 0;
}

const struct fp_format fp_format_flashrom = {
	.name = "flashrom",
	.summary = "layout file for flashrom -l",
	.carries = FP_CARRY_OVERLAPS,
	.certainty = FP_BY_LINES,
	.probe = is_layout,
	.read = read_layout,
	.write = write_layout,
};
