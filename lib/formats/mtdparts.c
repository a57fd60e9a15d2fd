// SPDX-License-Identifier: GPL-2.0-or-later
// mtdparts, as Linux and U-Boot take it. Read leniently: real command lines have entries behind the
// one that takes the rest. Written strictly: sizes of all, in offset order.

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "content/env-find.h"
#include "formats/dump-size.h"
#include "formats/format.h"
#include "formats/mtdparts-env.h"
#include "formats/mtdparts.h"
#include "formats/settle.h"

/* The environment that a dump of the whole chip has the text in: the chip's own table. */
static void find_table(const struct fp_input *in, const struct fp_mtdparts *from,
		       struct fp_plan *plan)
{
	uint64_t next = 0;

	for (size_t i = 0; i < plan->n_parts; i++) {
		struct fp_range r = plan->parts[i].range;
		struct fp_env_shape shape;

		if (r.offset == FP_OFFSET_NEXT)
			r.offset = next;
		if (r.size >= FP_SIZE_END || !fp_range_fits(r, in->n))
			return;
		next = fp_range_end(r);
		if (from->offset < r.offset || from->offset >= next ||
		    !fp_env_guess(in->data + r.offset, (size_t)r.size, FP_ENV_SIZE_MAX, &shape))
			continue;
		plan->table.kind = FP_TABLE_MTDPARTS;
		plan->table.partition = plan->parts[i].name;
	}
}

/* A whole dump tells the size that the command line leaves open. A boot loader, or a part of a
 * dump, ends before the table does. */
static void judge_dump(const struct fp_input *in, const struct fp_mtdparts *from,
		       struct fp_plan *plan, struct fp_faults *notes)
{
	uint64_t open;
	const uint64_t end = fp_settle_end(plan, &open);
	char size[FP_SIZE_TEXT];

	if (!fp_dump_is_whole(in) || in->size || (!end && open >= in->n))
		return;
	plan->size = end;
	if (end && (end > in->n || end <= in->n / 2))
		fp_dump_judge(in, plan, "mtdparts", notes);
	if (end > in->n) {
		plan->size = 0;
		return;
	}
	find_table(in, from, plan);
	if (end && 2 * end == in->n && fp_dump_has_equal_halves(in))
		return;
	plan->size = in->n;
	fp_fail(fp_faults_next(notes, FP_NOTE), FP_REFUSED,
		"the chip's size is taken to be the file's, %s", fp_size_format(in->n, size));
}

static int read_mtdparts(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
			 struct fp_error *err)
{
	struct fp_mtdparts found[FP_MTDPARTS_MAX];
	const struct fp_scan all = fp_scan_bytes(in->data, in->n);
	const size_t count = fp_mtdparts_find(in->data, in->n, found);
	bool is_offset = false, is_bare;

	if (!count)
		return fp_fail(err, FP_REFUSED, "expected \"mtdparts=...\", found none");
	for (size_t i = 0; i < count; i++)
		if (!fp_mtdparts_unwrap(all, plan->arena, &found[i].text) ||
		    !fp_mtdparts_expand(all, plan->arena, &found[i].text))
			return fp_fail(err, FP_REFUSED, "out of memory");
	is_bare = in->mtd_id && count == 1 && fp_mtdparts_is_bare(&found[0]);
	if (!is_bare && fp_mtdparts_choose(found, count, in->table, &is_offset, err) < 0)
		return -FP_REFUSED;
	if (fp_mtdparts_parse(&found[0],
			      is_bare	  ? in->mtd_id
			      : is_offset ? NULL
					  : in->table,
			      is_bare, plan, err) < 0)
		return -FP_REFUSED;
	judge_dump(in, &found[0], plan, notes);
	return 0;
}

/* Behind "mtdparts=" also what is broken is mtdparts, so that the message tells what is wrong. */
static bool is_mtdparts(const struct fp_input *in)
{
	struct fp_mtdparts found[FP_MTDPARTS_MAX];
	struct fp_error ignored = { 0 };

	if (fp_scan_find(fp_scan_bytes(in->data, in->n), "mtdparts="))
		return fp_mtdparts_find(in->data, in->n, found) > 0;
	/* A line of a flashrom layout can be read as one, but for the name. */
	return in->n < 65536 && memchr(in->data, '(', in->n) &&
	       fp_mtdparts_find(in->data, in->n, found) &&
	       fp_mtdparts_check(&found[0], &ignored) == 0;
}

/* Linux takes any text up to ')' as a name; what a shell or U-Boot would take apart is left. */
static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("_.+-:/@", *text))
			return false;
	return true;
}

static void write_size(FILE *out, uint64_t size)
{
	if (size % 1024 == 0)
		fprintf(out, "%" PRIu64 "k", size / 1024);
	else
		fprintf(out, "0x%" PRIx64, size);
}

static void write_entry(FILE *out, const struct fp_partition *part, bool is_behind,
			struct fp_faults *notes)
{
	const char *name = part->name;

	if (part->label && is_plain(part->label))
		name = part->label;
	else if (part->label)
		fp_fail(fp_faults_next(notes, FP_NOTE), FP_REFUSED,
			"the label \"%.60s\" cannot stand in mtdparts: `%s` stands for it",
			part->label, part->name);
	write_size(out, part->range.size);
	if (!is_behind)
		fprintf(out, "@0x%" PRIx64, part->range.offset);
	fprintf(out, "(%s)%s", name, part->read_only ? "ro" : "");
}

static int check_id(const struct fp_plan *plan, struct fp_error *err)
{
	if (!plan->mtd_id) {
		fp_fail(err, FP_REFUSED,
			"mtdparts needs the name that the kernel has for the chip, and the plan does not tell it");
		fp_hint(err,
			"add \"mtd-id\" to \"flash\", such as \"jz_sfc\" or \"spi0.0\"; a kernel log has it in 'MTD partitions on \"...\"'");
		return -FP_REFUSED;
	}
	if (!plan->mtd_id[0] || !is_plain(plan->mtd_id))
		return fp_fail(err, FP_REFUSED, "the mtd-id \"%.60s\" cannot stand in mtdparts",
			       plan->mtd_id);
	return 0;
}

static int write_mtdparts(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
			  struct fp_error *err)
{
	const struct fp_partition **sorted;
	uint64_t next = 0;

	if (check_id(plan, err) < 0)
		return -FP_REFUSED;
	sorted = fp_export_sort(plan);
	if (!sorted)
		return fp_fail(err, FP_REFUSED, "out of memory");
	fprintf(out, "mtdparts=%s:", plan->mtd_id);
	for (size_t i = 0; i < plan->n_parts; i++) {
		fputs(i ? "," : "", out);
		write_entry(out, sorted[i], sorted[i]->range.offset == next, notes);
		next = fp_range_end(sorted[i]->range);
	}
	fputc('\n', out);
	free(sorted);
	return 0;
}

const struct fp_format fp_format_mtdparts = {
	.name = "mtdparts",
	.summary = "kernel command line, U-Boot environment, or a boot loader that holds them",
	.carries = FP_CARRY_READ_ONLY | FP_CARRY_LABELS | FP_CARRY_OVERLAPS,
	.certainty = FP_ANYWHERE,
	.probe = is_mtdparts,
	.read = read_mtdparts,
	.write = write_mtdparts,
};
