// SPDX-License-Identifier: GPL-2.0-or-later
// Device tree source: written as the `partitions` node of a flash chip, read by way of dtc.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/dtb.h"
#include "formats/format.h"
#include "base/scan.h"

/* What makes dtc open other files. */
static int refuse_includes(struct fp_scan text, struct fp_error *err)
{
	static const char *const words[] = { "/include/", "/incbin/", "#include" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const char *const p = fp_scan_find(text, words[i]);

		if (!p)
			continue;
		fp_fail_line(err, fp_scan_line_of(text, p),
			     "%s: only sources that need no other files can be read", words[i]);
		fp_hint(err, "convert the compiled .dtb");
		return -FP_REFUSED;
	}
	return 0;
}

/* A bare node, as it is written here, becomes a whole tree; on one line, so that dtc counts the
 * lines right. */
static int complete(struct fp_scan text, char **source, size_t *size, struct fp_error *err)
{
	static const char head[] = "/dts-v1/; / { flash { ", tail[] = "\n}; };\n";
	const bool is_bare = !fp_scan_find(text, "/dts-v1/");
	const size_t n = (size_t)(text.end - text.p), n_head = is_bare ? strlen(head) : 0,
		     n_tail = is_bare ? strlen(tail) : 0;

	*source = malloc(n_head + n + n_tail + 1);
	if (!*source)
		return fp_fail(err, FP_REFUSED, "out of memory");
	memcpy(*source, head, n_head);
	if (n)
		memcpy(*source + n_head, text.p, n);
	memcpy(*source + n_head + n, tail, n_tail);
	*size = n_head + n + n_tail;
	return 0;
}

static int read_source(const uint8_t *data, size_t n, const char *table, struct fp_plan *plan,
		       struct fp_faults *notes, struct fp_error *err)
{
	const struct fp_scan text = fp_scan_bytes(data, n);
	char *source = NULL;
	uint8_t *blob = NULL;
	size_t size;
	int code = refuse_includes(text, err);

	if (code == 0)
		code = complete(text, &source, &size, err);
	if (code == 0)
		code = fp_dtc_run(source, size, &blob, &size, err);
	if (code == 0)
		code = fp_dtb_read(blob, size, table, plan, notes, err);
	free(source);
	free(blob);
	return code;
}

/* Text that names the binding. A blob does too, but it has bytes 0. */
static bool is_source(const uint8_t *data, size_t n)
{
	const struct fp_scan text = fp_scan_bytes(data, n);

	return !memchr(data, 0, n) &&
	       (fp_scan_find(text, "/dts-v1/") || fp_scan_find(text, "\"fixed-partitions\""));
}

/* As dtc reads strings. */
static void write_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			fprintf(out, "\\x%02x", (unsigned)*text);
		else
			fputc(*text, out);
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

static void write_partition(FILE *out, const struct fp_partition *part, int cells)
{
	fprintf(out, "\n\tpartition@%" PRIx64 " {\n\t\tlabel = ", part->range.offset);
	write_string(out, part->label ? part->label : part->name);
	fputs(";\n\t\treg = <", out);
	write_cells(out, part->range.offset, cells);
	fputc(' ', out);
	write_cells(out, part->range.size, cells);
	fprintf(out, ">;\n%s\t};\n", part->read_only ? "\t\tread-only;\n" : "");
}

static int write_source(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
			struct fp_error *err)
{
	const struct fp_partition **sorted = fp_export_sort(plan);
	const int cells = plan->size > UINT32_MAX ? 2 : 1;

	(void)notes;
	if (!sorted)
		return fp_fail(err, FP_REFUSED, "out of memory");
	fprintf(out,
		"partitions {\n\tcompatible = \"fixed-partitions\";\n\t#address-cells = <%d>;\n"
		"\t#size-cells = <%d>;\n",
		cells, cells);
	for (size_t i = 0; i < plan->n_parts; i++)
		write_partition(out, sorted[i], cells);
	fputs("};\n", out);
	free(sorted);
	return 0;
}

const struct fp_format fp_format_dts = {
	.name = "dts",
	.summary = "device tree source: the partitions node of a flash chip",
	.carries = FP_CARRY_READ_ONLY | FP_CARRY_LABELS,
	.probe = is_source,
	.read = read_source,
	.write = write_source,
};
