// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's list of MTD devices, /proc/mtd (Linux, drivers/mtd/mtdcore.c: mtd_proc_show). It
// tells sizes, not offsets.

#include <inttypes.h>
#include <string.h>

#include "formats/format.h"
#include "base/scan.h"

static bool is_heading(struct fp_scan line)
{
	fp_scan_space(&line);
	return fp_scan_word(&line, "dev:") && fp_scan_space(&line) && fp_scan_word(&line, "size");
}

static bool is_entry(struct fp_scan line)
{
	uint64_t number;

	fp_scan_space(&line);
	return fp_scan_word(&line, "mtd") && fp_scan_number(&line, 10, &number) &&
	       fp_scan_char(&line, ':');
}

struct entry {
	uint64_t size, erase_size;
	struct fp_scan name;
};

/* mtd0: 00040000 00008000 "boot" */
static bool scan_entry(struct fp_scan s, struct entry *e)
{
	uint64_t number;

	fp_scan_space(&s);
	if (!fp_scan_word(&s, "mtd") || !fp_scan_number(&s, 10, &number) ||
	    !fp_scan_char(&s, ':') || !fp_scan_space(&s) || !fp_scan_number(&s, 16, &e->size) ||
	    !fp_scan_space(&s) || !fp_scan_number(&s, 16, &e->erase_size) || !fp_scan_space(&s) ||
	    !fp_scan_char(&s, '"'))
		return false;
	while (s.end > s.p && s.end[-1] != '"')
		s.end--;
	if (s.p == s.end)
		return false;
	e->name = (struct fp_scan){ s.p, s.end - 1 };
	return true;
}

static int add_entry(struct fp_plan *plan, const struct entry *e, unsigned line,
		     struct fp_error *err)
{
	struct fp_partition part = { .range = { FP_OFFSET_NEXT, e->size } };

	if (!e->erase_size || e->erase_size > UINT32_MAX || e->size > FP_FLASH_SIZE_MAX)
		return fp_fail_line(err, line, "this is no size of a flash chip");
	/* Chips with blocks of several sizes: the largest is safe for all. */
	if (!plan->n_parts || e->erase_size > plan->erase_size)
		plan->erase_size = (uint32_t)e->erase_size;
	part.name = fp_arena_strndup(plan->arena, e->name.p, (size_t)(e->name.end - e->name.p));
	if (!part.name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	return fp_plan_add(plan, &part, err);
}

/* Lines before and behind the list (a prompt, the command) are none of it. */
static int read_list(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		     struct fp_error *err)
{
	struct fp_scan text = fp_scan_bytes(in->data, in->n), line;
	bool has_heading = false;
	unsigned number = 0;
	char quote[48];
	struct entry e;
	int code = 0;

	while (code == 0 && fp_scan_line(&text, &line, &number)) {
		if (scan_entry(line, &e)) {
			code = add_entry(plan, &e, number, err);
		} else if (is_entry(line)) {
			return fp_fail_line(
				err, number,
				"expected a line such as \"mtd0: 00040000 00008000 \\\"boot\\\"\", found \"%s\"",
				fp_scan_quote(line, quote));
		} else if (plan->n_parts) {
			break;
		} else {
			has_heading |= is_heading(line);
		}
	}
	if (code == 0 && !has_heading && !plan->n_parts)
		code = fp_fail_line(err, 1,
				    "expected the heading \"dev:    size   erasesize  name\"");
	if (code == 0)
		fp_fail(fp_faults_next(notes, FP_WARNING), FP_REFUSED,
			"proc-mtd does not tell offsets: each partition is placed behind the one before; partitions inside of others would be misplaced, a kernel log tells");
	return code;
}

static bool is_list(const struct fp_input *in)
{
	struct fp_scan text = fp_scan_bytes(in->data, in->n < 4096 ? in->n : 4096), line;
	unsigned number = 0;

	while (fp_scan_line(&text, &line, &number))
		if (is_heading(line))
			return true;
	return false;
}

const struct fp_format fp_format_proc_mtd = {
	.name = "proc-mtd",
	.summary = "the kernel's /proc/mtd",
	.carries = FP_CARRY_ERASE_SIZE,
	.certainty = FP_BY_LINES,
	.probe = is_list,
	.read = read_list,
};
