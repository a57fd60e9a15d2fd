// SPDX-License-Identifier: GPL-2.0-or-later
// "fixed-partitions" nodes of device trees (Devicetree bindings of Linux,
// mtd/partitions/fixed-partitions.yaml): the places are those of `reg`, whatever the nodes' names
// say.

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"
#include "formats/dtb.h"
#include "formats/format.h"

#define COMPATIBLE "fixed-partitions"
#define DEPTH_MAX  16
#define PATH_SIZE  256

struct tree {
	const void *fdt;
	struct fp_plan *plan;
	struct fp_error *err;
	int depth;
};

static int read_partitions(struct tree *t, int node, uint64_t base, bool is_nested);

static bool is_table(const void *fdt, int node)
{
	return fdt_node_check_compatible(fdt, node, COMPATIBLE) == 0;
}

static const char *path_of(const void *fdt, int node, char *path)
{
	if (fdt_get_path(fdt, node, path, PATH_SIZE) < 0)
		strcpy(path, "?");
	return path;
}

/* cells: 1 or 2. */
static uint64_t get_cells(const fdt32_t *p, int cells)
{
	uint64_t v = 0;

	while (cells--)
		v = v << 32 | fdt32_ld(p++);
	return v;
}

static int refuse(struct tree *t, int node, const char *why)
{
	char path[PATH_SIZE];

	return fp_fail(t->err, FP_REFUSED, "%.300s: %s", path_of(t->fdt, node, path), why);
}

/* The label, or the node's name without its unit address. */
static const char *name_of(struct tree *t, int node)
{
	int length;
	const char *text = fdt_getprop(t->fdt, node, "label", &length);

	if (text && length > 1 && !text[length - 1])
		return fp_arena_strdup(t->plan->arena, text);
	text = fdt_get_name(t->fdt, node, &length);
	return fp_arena_strndup(t->plan->arena, text ? text : "", text ? strcspn(text, "@") : 0);
}

static int read_reg(struct tree *t, int parent, int node, uint64_t base, struct fp_range *range)
{
	const int address = fdt_address_cells(t->fdt, parent),
		  size = fdt_size_cells(t->fdt, parent);
	int length;
	const fdt32_t *const reg = fdt_getprop(t->fdt, node, "reg", &length);

	if (address < 1 || address > 2 || size < 1 || size > 2)
		return refuse(t, parent, "#address-cells and #size-cells must be 1 or 2");
	if (length != 4 * (address + size))
		return refuse(t, node, "`reg` must be one address and one size");
	range->size = get_cells(reg + address, size);
	if (!fp_add(base, get_cells(reg, address), &range->offset))
		return refuse(t, node, "`reg` is too large");
	return 0;
}

static int read_partition(struct tree *t, int parent, int node, uint64_t base, bool is_nested)
{
	struct fp_partition part = { .name = name_of(t, node), .is_span = is_nested };

	if (!part.name)
		return fp_fail(t->err, FP_REFUSED, "out of memory");
	if (read_reg(t, parent, node, base, &part.range) < 0)
		return -FP_REFUSED;
	part.read_only = fdt_getprop(t->fdt, node, "read-only", NULL) != NULL;
	if (fp_plan_add(t->plan, &part, t->err) < 0)
		return -FP_REFUSED;
	/* A partition may be a table itself, or hold one, of places inside of it. */
	return read_partitions(t, node, part.range.offset, true);
}

/* Below a table: its partitions. Below a partition: tables only. */
static int read_partitions(struct tree *t, int node, uint64_t base, bool is_nested)
{
	const bool is_parent = is_table(t->fdt, node);
	int child, code = 0;

	if (++t->depth > DEPTH_MAX)
		return refuse(t, node, "too deep");
	fdt_for_each_subnode(child, t->fdt, node)
	{
		if (is_parent && fdt_getprop(t->fdt, child, "reg", NULL))
			code = read_partition(t, node, child, base, is_nested);
		else if (!is_parent && is_table(t->fdt, child))
			code = read_partitions(t, child, base, is_nested);
		if (code < 0)
			break;
	}
	t->depth--;
	return code;
}

/* Tables inside of tables belong to the outer one. */
static bool is_inside(const char *path, const char *outer)
{
	const size_t n = strlen(outer);

	return n && strncmp(path, outer, n) == 0 && path[n] == '/';
}

/* The only table, or the one at the path `table` (its own, or that of a node above it). */
static int choose_table(const void *fdt, const char *table, int *chosen, struct fp_error *err)
{
	char path[PATH_SIZE], last[PATH_SIZE] = "", list[400] = "";
	size_t n = 0, seen = 0;
	int node = -1;

	while (seen++ < FP_PARTITIONS_MAX &&
	       (node = fdt_node_offset_by_compatible(fdt, node, COMPATIBLE)) >= 0) {
		path_of(fdt, node, path);
		if (is_inside(path, last))
			continue;
		strcpy(last, path);
		if (table && strcmp(table, path) != 0 && !is_inside(path, table))
			continue;
		*chosen = node;
		n++;
		fp_list_add(list, sizeof list, path);
	}
	if (n == 1)
		return 0;
	if (!n && table)
		return fp_fail(err, FP_REFUSED, "no \"" COMPATIBLE "\" node is at %.200s", table);
	if (!n)
		return fp_fail(err, FP_REFUSED,
			       "no node of the device tree is compatible with \"" COMPATIBLE "\"");
	fp_fail(err, FP_REFUSED, "several \"" COMPATIBLE "\" nodes are in the device tree: %s",
		list);
	fp_hint(err, "choose one with --table PATH");
	return -FP_REFUSED;
}

/* fdt_check_full() of libfdt 1.6 follows a null pointer where the root of an old blob has no name.
 */
static int check_blob(const uint8_t *data, size_t n, const void *copy, struct fp_error *err)
{
	uint32_t version;
	int code;

	if (fp_get_be32(data, n, 20, &version) && version < 16)
		return fp_fail(err, FP_REFUSED,
			       "version %u of device tree blobs is too old: 16 or 17 is expected",
			       version);
	code = fdt_check_full(copy, n);
	if (code != 0)
		return fp_fail(err, FP_REFUSED, "the device tree blob is damaged: %s",
			       fdt_strerror(code));
	return 0;
}

int fp_dtb_read(const uint8_t *data, size_t n, const char *table, struct fp_plan *plan,
		struct fp_faults *notes, struct fp_error *err)
{
	struct tree t = { .plan = plan, .err = err };
	void *const copy = malloc(n + 1); /* aligned as libfdt needs it */
	int node = -1, code;

	(void)notes;
	if (!copy)
		return fp_fail(err, FP_REFUSED, "out of memory");
	memcpy(copy, data, n);
	t.fdt = copy;
	code = check_blob(data, n, copy, err);
	if (code == 0)
		code = choose_table(copy, table, &node, err);
	if (code == 0)
		code = read_partitions(&t, node, 0, false);
	free(copy);
	return code;
}

static bool is_blob(const uint8_t *data, size_t n)
{
	static const uint8_t magic[] = { 0xd0, 0x0d, 0xfe, 0xed };

	return n >= 40 && memcmp(data, magic, sizeof magic) == 0;
}

const struct fp_format fp_format_dtb = {
	.name = "dtb",
	.summary = "device tree blob with fixed-partitions",
	.carries = FP_CARRY_READ_ONLY | FP_CARRY_LABELS,
	.probe = is_blob,
	.read = fp_dtb_read,
};
