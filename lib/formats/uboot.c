// SPDX-License-Identifier: GPL-2.0-or-later
// What U-Boot prints of its partitions: `mtdparts` (cmd/mtdparts.c)
//
//	device nor0 <spi0.0>, # parts = 2
//	 #: name                size            offset          mask_flags
//	 0: u-boot              0x00040000      0x00000000      1
//
// with the "net size" too where there are bad blocks to leave out, and `mtd list` (cmd/mtd.c)
//
//	* nor0
//	  - type: NOR flash
//	  - block size: 0x1000 bytes
//	  - 0x000000000000-0x000001000000 : "nor0"
//		  - 0x000000000000-0x000000040000 : "u-boot"

#include <inttypes.h>
#include <string.h>

#include "base/scan.h"
#include "base/text.h"
#include "formats/format.h"

#define DEPTH_MAX   8
#define DEVICES_MAX 64
#define TAB	    8 /* columns, where a terminal made blanks of one */

/* A device that has a list of its own. */
struct device {
	struct fp_scan name; /* of `mtd list`, or the mtd-id */
	struct fp_scan begin; /* the text from its first line on */
	bool is_list, is_nand;
};

/* device nor0 <spi0.0>, # parts = 2 */
static bool scan_device(struct fp_scan s, struct fp_scan *id)
{
	const char *open, *close;

	s.p = fp_scan_find(s, "device ");
	if (!s.p || !fp_scan_find(s, ", # parts = "))
		return false;
	open = memchr(s.p, '<', (size_t)(s.end - s.p));
	close = open ? memchr(open, '>', (size_t)(s.end - open)) : NULL;
	if (!close || close == open + 1)
		return false;
	*id = (struct fp_scan){ open + 1, close };
	return true;
}

/* * nor0 */
static bool scan_item(struct fp_scan s, struct fp_scan *name)
{
	if (!fp_scan_word(&s, "* ") || s.p == s.end)
		return false;
	*name = s;
	return !memchr(s.p, ' ', (size_t)(s.end - s.p));
}

struct row {
	struct fp_scan name;
	struct fp_range range;
	bool is_read_only;
	unsigned depth;
};

/* " 0: u-boot   0x00040000 [0x00040000 (!)] 0x00000000 1": all hexadecimal numbers but the net size
 * count, and the flags behind them. */
static bool scan_row(struct fp_scan s, struct row *row)
{
	uint64_t number, flags = 0, numbers[3];
	size_t n = 0;

	*row = (struct row){ 0 };
	fp_scan_space(&s);
	if (!fp_scan_number(&s, 10, &number) || !fp_scan_char(&s, ':') || !fp_scan_space(&s))
		return false;
	row->name.p = s.p;
	row->name.end = s.p = fp_scan_find(s, "0x");
	if (!s.p)
		return false;
	while (n < 3 && fp_scan_word(&s, "0x") && fp_scan_number(&s, 16, &numbers[n])) {
		n++;
		fp_scan_space(&s);
		if (fp_scan_word(&s, "(!)"))
			fp_scan_space(&s);
	}
	if (n < 2 || !fp_scan_number(&s, 10, &flags))
		return false;
	while (row->name.end > row->name.p &&
	       (row->name.end[-1] == ' ' || row->name.end[-1] == '\t'))
		row->name.end--;
	row->range = (struct fp_range){ numbers[n - 1], numbers[0] };
	row->is_read_only = flags & 1;
	return row->name.end > row->name.p;
}

/* "\t  - 0x000000000000-0x000000040000 : "u-boot"", one step deeper for each tab. */
static bool scan_listed(struct fp_scan s, struct row *row)
{
	uint64_t to;
	const char *close;

	*row = (struct row){ 0 };
	for (; s.p < s.end && (*s.p == ' ' || *s.p == '\t'); s.p++)
		row->depth += *s.p == '\t' ? TAB : 1;
	row->depth /= TAB;
	if (!fp_scan_word(&s, "- 0x") || !fp_scan_number(&s, 16, &row->range.offset) ||
	    !fp_scan_word(&s, "-0x") || !fp_scan_number(&s, 16, &to) ||
	    !fp_scan_word(&s, " : \"") || to <= row->range.offset)
		return false;
	close = memchr(s.p, '"', (size_t)(s.end - s.p));
	if (!close || close == s.p)
		return false;
	row->name = (struct fp_scan){ s.p, close };
	row->range.size = to - row->range.offset;
	return true;
}

static bool is_title(struct fp_scan line)
{
	return fp_scan_find(line, "#: name") && fp_scan_find(line, "mask_flags");
}

/* Is it the output of `mtd list`? A lone "* word" is not. */
static bool is_detail(struct fp_scan line)
{
	fp_scan_space(&line);
	return fp_scan_word(&line, "- type: ") || fp_scan_word(&line, "- block size: 0x");
}

static size_t find_devices(struct fp_scan text, struct device *devices)
{
	struct fp_scan line, name, begin = text;
	unsigned number = 0;
	size_t n = 0;

	while (fp_scan_line(&text, &line, &number)) {
		const bool is_table = scan_device(line, &name);

		if (n && devices[n - 1].is_list && fp_scan_find(line, "- type: NAND"))
			devices[n - 1].is_nand = true;
		if (n < DEVICES_MAX && (is_table || scan_item(line, &name)))
			devices[n++] = (struct device){ name, begin, !is_table, false };
		begin.p = text.p;
	}
	return n;
}

static bool is_wanted(const struct device *d, const char *wanted)
{
	if (!wanted)
		return !d->is_nand;
	return strlen(wanted) == (size_t)(d->name.end - d->name.p) &&
	       memcmp(wanted, d->name.p, strlen(wanted)) == 0;
}

/* The same device again is the same list. */
static int choose(const struct fp_input *in, const struct device *devices, size_t n,
		  const struct device **chosen, struct fp_error *err)
{
	char names[300] = "", quote[48];
	size_t n_found = 0;

	for (size_t i = 0; i < n; i++) {
		if (!is_wanted(&devices[i], in->table))
			continue;
		*chosen = &devices[i];
		if (fp_list_add(names, sizeof names, fp_scan_quote(devices[i].name, quote)))
			n_found++;
	}
	if (n_found == 1)
		return 0;
	if (!n_found)
		return fp_fail(err, FP_REFUSED, "no %s%.60s is in what U-Boot prints",
			       in->table ? "device " : "list of partitions of a NOR chip",
			       in->table ? in->table : "");
	fp_fail(err, FP_REFUSED, "several devices are in it: %s", names);
	fp_hint(err, "choose one with --table NAME");
	return -FP_REFUSED;
}

static int add_row(struct fp_plan *plan, const struct row *row, uint64_t base, unsigned line,
		   struct fp_error *err)
{
	struct fp_partition part = { .range = row->range,
				     .read_only = row->is_read_only,
				     .is_span = row->depth > 1 };

	if (row->range.size > FP_FLASH_SIZE_MAX || row->range.offset > FP_FLASH_SIZE_MAX)
		return fp_fail_line(err, line, "this is no place on a flash chip");
	part.range.offset += base;
	part.name =
		fp_arena_strndup(plan->arena, row->name.p, (size_t)(row->name.end - row->name.p));
	return part.name ? fp_plan_add(plan, &part, err)
			 : fp_fail(err, FP_REFUSED, "out of memory");
}

static int read_rows(struct fp_plan *plan, struct fp_scan text, unsigned number,
		     struct fp_error *err)
{
	struct fp_scan line, name;
	struct row row;
	int code = 0;

	while (code == 0 && fp_scan_line(&text, &line, &number)) {
		if (scan_row(line, &row))
			code = add_row(plan, &row, 0, number, err);
		else if (plan->n_parts || scan_device(line, &name))
			break;
	}
	return code;
}

static void set_block(struct fp_plan *plan, struct fp_scan line)
{
	uint64_t block;

	line.p = fp_scan_find(line, "- block size: 0x");
	if (line.p && fp_scan_word(&line, "- block size: 0x") &&
	    fp_scan_number(&line, 16, &block) && block && block <= UINT32_MAX)
		plan->erase_size = (uint32_t)block;
}

/* The first entry is the device; places count from the entry around. */
static int read_list(struct fp_plan *plan, struct fp_scan text, unsigned number,
		     struct fp_error *err)
{
	uint64_t bases[DEPTH_MAX + 1] = { 0 };
	struct fp_scan line, name;
	struct row row;
	int code = 0;

	while (code == 0 && fp_scan_line(&text, &line, &number)) {
		if (scan_item(line, &name))
			break;
		set_block(plan, line);
		if (!scan_listed(line, &row) || row.depth > DEPTH_MAX)
			continue;
		if (!row.depth)
			plan->size = row.range.size;
		else
			code = add_row(plan, &row, bases[row.depth - 1], number, err);
		if (row.depth)
			bases[row.depth] = bases[row.depth - 1] + row.range.offset;
	}
	return code;
}

static int read_output(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		       struct fp_error *err)
{
	const struct fp_scan text = fp_scan_bytes(in->data, in->n);
	struct device devices[DEVICES_MAX];
	const struct device *chosen = NULL;
	struct fp_scan rest, line;
	unsigned number;

	(void)notes;
	if (choose(in, devices, find_devices(text, devices), &chosen, err) < 0)
		return -FP_REFUSED;
	rest = chosen->begin;
	number = fp_scan_line_of(text, rest.p) - 1;
	fp_scan_line(&rest, &line, &number);
	if (chosen->is_list)
		return read_list(plan, rest, number, err);
	plan->mtd_id = fp_arena_strndup(plan->arena, chosen->name.p,
					(size_t)(chosen->name.end - chosen->name.p));
	if (!plan->mtd_id)
		return fp_fail(err, FP_REFUSED, "out of memory");
	return read_rows(plan, rest, number, err);
}

static bool is_output(const struct fp_input *in)
{
	struct fp_scan text = fp_scan_bytes(in->data, in->n < 1 << 20 ? in->n : 1 << 20), line,
		       name;
	bool has_device = false, has_item = false;
	unsigned number = 0;

	while (fp_scan_line(&text, &line, &number)) {
		has_item |= scan_item(line, &name);
		has_device |= scan_device(line, &name);
		if ((has_device && is_title(line)) || (has_item && is_detail(line)))
			return true;
	}
	return false;
}

const struct fp_format fp_format_uboot = {
	.name = "u-boot",
	.summary = "what U-Boot's mtdparts and mtd list print",
	.carries = FP_CARRY_READ_ONLY,
	.certainty = FP_BY_SYNTAX,
	.probe = is_output,
	.read = read_output,
};
