// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's list of MTD devices, /proc/mtd (Linux, drivers/mtd/mtdcore.c: mtd_proc_show). It
// tells sizes, not offsets; sums of sizes tell what lies in what.

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/scan.h"
#include "formats/format.h"
#include "formats/sysfs-mtd.h"

#define OUTER_MAX 8 /* entries that may be the sum of those behind them */

struct entry {
	uint64_t size, erase_size;
	struct fp_scan name;
	size_t n_inner; /* entries behind it whose sizes add up to its own; 0: none */
};

struct list {
	struct entry entries[FP_PARTITIONS_MAX];
	size_t n;
	uint64_t offsets[FP_PARTITIONS_MAX];
	bool is_inner[FP_PARTITIONS_MAX];
	uint64_t end; /* of the outer ones, in the order that is tried */
};

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

/* mtd0: 00040000 00008000 "boot" */
static bool scan_entry(struct fp_scan s, struct entry *e)
{
	uint64_t number;

	*e = (struct entry){ 0 };
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

static int add_entry(struct list *list, const struct entry *e, unsigned line, struct fp_error *err)
{
	if (!e->erase_size || e->erase_size > UINT32_MAX || e->size > FP_FLASH_SIZE_MAX)
		return fp_fail_line(err, line, "this is no size of a flash chip");
	if (list->n >= FP_PARTITIONS_MAX)
		return fp_fail_line(err, line, "more than %d partitions", FP_PARTITIONS_MAX);
	list->entries[list->n++] = *e;
	return 0;
}

/* Lines before and behind the list (a prompt, the command) are none of it. */
static int read_lines(const struct fp_input *in, struct list *list, struct fp_error *err)
{
	struct fp_scan text = fp_scan_bytes(in->data, in->n), line;
	bool has_heading = false;
	unsigned number = 0;
	char quote[48];
	struct entry e;
	int code = 0;

	while (code == 0 && fp_scan_line(&text, &line, &number)) {
		if (scan_entry(line, &e)) {
			code = add_entry(list, &e, number, err);
		} else if (is_entry(line)) {
			return fp_fail_line(err, number,
					    "expected a line such as \"mtd0: 00040000 00008000 "
					    "\\\"boot\\\"\", found \"%s\"",
					    fp_scan_quote(line, quote));
		} else if (list->n) {
			break;
		} else {
			has_heading |= is_heading(line);
		}
	}
	if (code == 0 && !has_heading && !list->n)
		code = fp_fail_line(err, 1,
				    "expected the heading \"dev:    size   erasesize  name\"");
	return code;
}

/* OpenWrt lists what it finds in a partition right behind it: kernel and rootfs of firmware. */
static void find_outer(struct list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		uint64_t sum = 0;

		for (size_t k = i + 1; k < list->n && sum < list->entries[i].size; k++) {
			sum += list->entries[k].size;
			if (sum == list->entries[i].size && k > i + 1)
				list->entries[i].n_inner = k - i;
		}
	}
}

static bool is_name(const struct entry *e, const char *name)
{
	const size_t n = (size_t)(e->name.end - e->name.p);

	return strlen(name) == n && memcmp(e->name.p, name, n) == 0;
}

/* Places the inner ones of entry i, and OpenWrt's rootfs_data at the end of the rootfs. Returns the
 * last entry that is taken. */
static size_t place_inner(struct list *list, size_t i)
{
	const size_t last = i + list->entries[i].n_inner;
	uint64_t next = list->offsets[i];

	for (size_t k = i + 1; k <= last; k++) {
		list->is_inner[k] = true;
		list->offsets[k] = next;
		next += list->entries[k].size;
	}
	if (last + 1 >= list->n || !is_name(&list->entries[last + 1], "rootfs_data") ||
	    list->entries[last + 1].size >= list->entries[last].size)
		return last;
	list->is_inner[last + 1] = true;
	list->offsets[last + 1] = next - list->entries[last + 1].size;
	return last + 1;
}

/* Is it called like a whole chip? */
static bool is_whole(const struct entry *e)
{
	static const char *const names[] = { "all",    "ALL",	"full", "whole", "flash",
					     "entire", "Whole", "All",	"FLASH", "fullflash" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_name(e, names[i]))
			return true;
	/* spi0.0 */
	return fp_scan_word(&(struct fp_scan){ e->name.p, e->name.end }, "spi") &&
	       memchr(e->name.p, '.', (size_t)(e->name.end - e->name.p));
}

/* A way of placing: which entries hold those behind them (bits, in the order of those that can),
 * and whether the first, or one as large as all before it, lies over all. */
struct way {
	unsigned outer;
	bool is_first_over, is_sum_over;
};

static bool is_over(const struct list *list, const struct way *way, size_t i)
{
	const struct entry *const e = &list->entries[i];

	if (i == 0)
		return way->is_first_over;
	return way->is_sum_over && i > 1 && e->size == list->end;
}

static void place(struct list *list, const struct way *way)
{
	unsigned bit = 1;

	list->end = 0;
	for (size_t i = 0; i < list->n; i++) {
		const struct entry *const e = &list->entries[i];
		const bool is_outer = i && e->n_inner && (way->outer & bit);

		bit <<= i && e->n_inner && bit < 1u << OUTER_MAX;
		list->is_inner[i] = false;
		list->offsets[i] = is_over(list, way, i) ? 0 : list->end;
		if (!is_over(list, way, i))
			list->end += e->size;
		if (is_outer)
			i = place_inner(list, i);
	}
}

static bool is_size(const struct fp_input *in, const struct list *list, const struct way *way)
{
	if (way->is_first_over && list->entries[0].size != list->end)
		return false;
	if (in->size)
		return list->end == in->size;
	return list->end && !(list->end & (list->end - 1));
}

/* The way by which all fill a chip, with as few inside of others as can be. What is called like a
 * whole chip is tried as one first, anything else last. */
static bool find_places(const struct fp_input *in, struct list *list)
{
	const bool is_first = list->n > 1 && is_whole(&list->entries[0]);
	const bool is_last = list->n > 2 && is_whole(&list->entries[list->n - 1]);
	const struct way ways[] = { { 0, is_first, is_last },
				    { 0, false, false },
				    { 0, false, true },
				    { 0, list->n > 1, false } };

	find_outer(list);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		for (unsigned outer = 0; outer < 1u << OUTER_MAX; outer++) {
			struct way way = ways[i];

			way.outer = outer;
			place(list, &way);
			if (is_size(in, list, &way))
				return true;
		}
	}
	place(list, &ways[0]);
	return false;
}

static int hand_over(const struct list *list, struct fp_plan *plan, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < list->n && code == 0; i++) {
		const struct entry *const e = &list->entries[i];
		struct fp_partition part = { .range = { list->offsets[i], e->size },
					     .is_span = list->is_inner[i] };

		/* Chips with blocks of several sizes: the largest is safe for all. */
		if (!i || e->erase_size > plan->erase_size)
			plan->erase_size = (uint32_t)e->erase_size;
		part.name =
			fp_arena_strndup(plan->arena, e->name.p, (size_t)(e->name.end - e->name.p));
		if (!part.name)
			return fp_fail(err, FP_REFUSED, "out of memory");
		code = fp_plan_add(plan, &part, err);
	}
	return code;
}

static void warn(const struct fp_input *in, const struct list *list, bool is_filled,
		 struct fp_faults *notes)
{
	struct fp_error *const err = fp_faults_next(notes, FP_WARNING);
	char size[FP_SIZE_TEXT];

	if (in->size && !is_filled)
		fp_fail(err, FP_REFUSED,
			"proc-mtd does not tell offsets, and the sizes add up to 0x%" PRIx64
			", not to the chip's %s: there are gaps, or partitions inside of others, "
			"and most places are likely wrong",
			list->end, fp_size_format(in->size, size));
	else
		fp_fail(err, FP_REFUSED,
			"proc-mtd does not tell offsets: each partition is placed behind the one "
			"before, unless sums tell that it lies inside of one; gaps between them, "
			"and others inside of others, would be misplaced");
	fp_hint(err, "convert what this prints on the device: %s", FP_SYSFS_MTD_COMMAND);
}

static int read_list(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		     struct fp_error *err)
{
	struct list *const list = fp_arena_alloc(plan->arena, 1, sizeof *list);
	bool is_filled;

	if (!list)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (read_lines(in, list, err) < 0)
		return -FP_REFUSED;
	is_filled = find_places(in, list);
	warn(in, list, is_filled, notes);
	return hand_over(list, plan, err);
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
