// SPDX-License-Identifier: GPL-2.0-or-later
// Device tree source: read without the files that it includes, also a part of one; written as the
// `partitions` node of a flash chip.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/dt-table.h"
#include "formats/dts-parse.h"

static int read_source(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		       struct fp_error *err)
{
	struct fp_dt_node *root;

	if (fp_dts_parse(fp_scan_bytes(in->data, in->n), plan->arena, &root, err) < 0)
		return -FP_REFUSED;
	return fp_dt_read_table(root, in, plan, notes, err);
}

/* Text that names the binding, or has nodes of the kind. A blob does too, but it has bytes 0. */
static bool is_source(const struct fp_input *in)
{
	const struct fp_scan text = fp_scan_bytes(in->data, in->n);

	if (memchr(in->data, 0, in->n))
		return false;
	return fp_scan_find(text, "/dts-v1/") || fp_scan_find(text, "\"fixed-partitions\"") ||
	       (fp_scan_find(text, "partition@") && fp_scan_find(text, "reg = <"));
}

/* As dtc reads strings. */
static void write_string(FILE *out, const char *text)
{
	bool is_plain;

	fputc('"', out);
	for (size_t n; *text; text += n) {
		n = fp_text_next(text, &is_plain);
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		for (size_t i = 0; i < n; i++)
			fprintf(out, is_plain ? "%c" : "\\x%02x", (unsigned char)text[i]);
	}
	fputc('"', out);
}

static void write_cells(FILE *out, uint64_t v, int cells)
{
	if (cells == 2)
		fprintf(out, "0x%" PRIx64 " 0x%" PRIx64, v >> 32, v & UINT32_MAX);
	else
		fprintf(out, "0x%" PRIx64, v);
}

/* Cells are called after their fields; what is no MAC address is any bytes. */
static void write_cell(FILE *out, const struct fp_field *field)
{
	const bool is_mac = strncmp(field->format->name, "mac", 3) == 0;

	fprintf(out,
		"\n\t\t\t%s@%" PRIx64 " {\n%s\t\t\t\treg = <0x%" PRIx64 " 0x%" PRIx64 ">;\n"
		"\t\t\t};\n",
		field->name, field->offset, is_mac ? "\t\t\t\tcompatible = \"mac-base\";\n" : "",
		field->offset, field->size);
}

static void write_layout(FILE *out, const struct fp_plan *plan, const struct fp_partition *part)
{
	fputs("\n\t\tnvmem-layout {\n\t\t\tcompatible = \"fixed-layout\";\n"
	      "\t\t\t#address-cells = <1>;\n\t\t\t#size-cells = <1>;\n",
	      out);
	for (size_t i = 0; i < plan->n_fields; i++)
		if (!plan->fields[i].env && strcmp(plan->fields[i].partition, part->name) == 0)
			write_cell(out, &plan->fields[i]);
	fputs("\t\t};\n", out);
}

static bool has_cells(const struct fp_plan *plan, const struct fp_partition *part)
{
	for (size_t i = 0; i < plan->n_fields; i++)
		if (!plan->fields[i].env && strcmp(plan->fields[i].partition, part->name) == 0)
			return true;
	return part->per_device;
}

/* n_before: others that begin at the same place, as one node cannot have the name of another. */
static void write_partition(FILE *out, const struct fp_plan *plan, const struct fp_partition *part,
			    size_t n_before, int cells)
{
	fputs("\n\tpartition", out);
	if (n_before)
		fprintf(out, "-%zu", n_before + 1);
	fprintf(out, "@%" PRIx64 " {\n\t\tlabel = ", part->range.offset);
	write_string(out, part->label ? part->label : part->name);
	fputs(";\n\t\treg = <", out);
	write_cells(out, part->range.offset, cells);
	fputc(' ', out);
	write_cells(out, part->range.size, cells);
	fprintf(out, ">;\n%s", part->read_only ? "\t\tread-only;\n" : "");
	if (has_cells(plan, part))
		write_layout(out, plan, part);
	fputs("\t};\n", out);
}

static int write_source(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
			struct fp_error *err)
{
	const struct fp_partition **sorted = fp_export_sort(plan);
	const int cells = plan->size > UINT32_MAX ? 2 : 1;
	size_t n_before = 0;

	(void)notes;
	if (!sorted)
		return fp_fail(err, FP_REFUSED, "out of memory");
	fprintf(out,
		"partitions {\n\tcompatible = \"fixed-partitions\";\n\t#address-cells = <%d>;\n"
		"\t#size-cells = <%d>;\n",
		cells, cells);
	for (size_t i = 0; i < plan->n_parts; i++) {
		n_before = i && sorted[i]->range.offset == sorted[i - 1]->range.offset
				   ? n_before + 1
				   : 0;
		write_partition(out, plan, sorted[i], n_before, cells);
	}
	fputs("};\n", out);
	free(sorted);
	return 0;
}

const struct fp_format fp_format_dts = {
	.name = "dts",
	.summary = "device tree source: the partitions node of a flash chip",
	.carries = FP_CARRY_READ_ONLY | FP_CARRY_LABELS | FP_CARRY_PER_DEVICE | FP_CARRY_FIELDS |
		   FP_CARRY_OVERLAPS,
	.is_whole_chip = true,
	.certainty = FP_BY_SYNTAX,
	.probe = is_source,
	.read = read_source,
	.write = write_source,
};
