// SPDX-License-Identifier: GPL-2.0-or-later
// mtdparts, as Linux and U-Boot take it. Read leniently: real command lines have entries behind the
// one that takes the rest. Written strictly: sizes of all, in offset order.

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "formats/mtdparts.h"

static int read_mtdparts(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
			 struct fp_error *err)
{
	struct fp_mtdparts found[FP_MTDPARTS_MAX];
	const size_t count = fp_mtdparts_find(in->data, in->n, found);
	bool is_offset;

	(void)notes;
	if (!count)
		return fp_fail(err, FP_REFUSED, "expected \"mtdparts=...\", found none");
	if (fp_mtdparts_choose(found, count, in->table, &is_offset, err) < 0)
		return -FP_REFUSED;
	return fp_mtdparts_parse(&found[0], is_offset ? NULL : in->table, plan, err);
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
