// SPDX-License-Identifier: GPL-2.0-or-later
// Partitions in a device tree: the places are those of `reg`, whatever the nodes' names say
// (Devicetree bindings of Linux, mtd/partitions/partition.yaml).

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/scan.h"
#include "content/kinds/kind.h"
#include "formats/dt-cells.h"
#include "formats/dt-parts.h"
#include "formats/dt-table.h"

struct reader {
	struct fp_plan *plan;
	struct fp_error *err;
};

/* A partition that holds others; the chip as a whole has size FP_SIZE_END. */
struct outer {
	struct fp_range range;
	bool is_nested, is_read_only;
};

/* What `compatible` of a partition says of its content: a kind, or where there is none a note. */
static const struct content {
	const char *compatible, *kind, *note;
} contents[] = {
	{ "denx,uimage", "uimage", NULL },
	{ "openwrt,uimage", NULL, "Holds a uImage with a header of the vendor's own." },
	{ "u-boot,env", "env", NULL },
	{ "u-boot,env-redundant-bool", "env", NULL },
	{ "u-boot,env-redundant-count", "env", NULL },
	{ "tplink,firmware", "tplink", "Holds a firmware with TP-Link's header." },
	{ "seama", "seama", "Holds a SEAMA image." },
	{ "brcm,trx", "trx", "Holds a TRX image." },
	{ "openwrt,elf", "elf", "Holds a kernel as an ELF file." },
	{ "denx,fit", "fit", "Holds a FIT image." },
	{ "wrg", "wrg", "Holds a WRG image." },
	{ "openwrt,okli", NULL, "Holds a kernel behind OpenWrt's loader." },
};

static int refuse(const struct fp_dt_node *node, unsigned line, const char *why,
		  struct fp_error *err)
{
	char path[FP_DT_PATH_MAX];

	if (line)
		return fp_fail_line(err, line, "%.300s: %s", fp_dt_path(node, path), why);
	return fp_fail(err, FP_REFUSED, "%.300s: %s", fp_dt_path(node, path), why);
}

/* cells: 1 or 2 */
static uint64_t get_cells(const uint8_t *data, size_t n, size_t at, uint32_t cells)
{
	uint32_t high = 0, low = 0;

	if (cells == 2)
		fp_get_be32(data, n, at, &high);
	fp_get_be32(data, n, at + 4 * (cells - 1), &low);
	return (uint64_t)high << 32 | low;
}

int fp_dt_read_reg(const struct fp_dt_node *node, struct fp_range *range, struct fp_error *err)
{
	const struct fp_dt_prop *const reg = fp_dt_prop(node, "reg");
	uint32_t address = reg->n == 8 ? 1 : 2, size = reg->n == 16 ? 2 : 1;

	if (!reg->is_known)
		return refuse(node, reg->line, "`reg` is not made of plain numbers", err);
	fp_dt_cell(node->parent, "#address-cells", &address);
	fp_dt_cell(node->parent, "#size-cells", &size);
	if (address < 1 || address > 2 || size < 1 || size > 2)
		return refuse(node->parent, node->parent->line,
			      "#address-cells and #size-cells must be 1 or 2", err);
	if (reg->n != 4 * (size_t)(address + size))
		return refuse(node, reg->line, "`reg` must be one address and one size", err);
	range->offset = get_cells(reg->data, reg->n, 0, address);
	range->size = get_cells(reg->data, reg->n, 4 * (size_t)address, size);
	return 0;
}

/* A size of 0 is the rest of what is around it (MTDPART_SIZ_FULL of Linux). */
static int place(struct reader *r, const struct fp_dt_node *node, const struct outer *outer,
		 struct fp_range *range)
{
	const unsigned line = node->line;
	const uint64_t limit = outer->range.size;

	if (fp_dt_read_reg(node, range, r->err) < 0)
		return -FP_REFUSED;
	if (!range->size && limit == FP_SIZE_END)
		range->size = FP_SIZE_END;
	else if (!range->size && range->offset < limit)
		range->size = limit - range->offset;
	if (range->offset >= FP_FLASH_SIZE_MAX ||
	    (range->size != FP_SIZE_END && range->size > FP_FLASH_SIZE_MAX) ||
	    !fp_add(outer->range.offset, range->offset, &range->offset))
		return refuse(node, line, "`reg` is too large", r->err);
	return 0;
}

static const char *name_of(struct reader *r, const struct fp_dt_node *node)
{
	const char *const label = fp_dt_string(node, "label");

	return label ? fp_arena_strdup(r->plan->arena, label)
		     : fp_arena_strndup(r->plan->arena, node->name, fp_dt_name_length(node));
}

static const struct content *find_content(const struct fp_dt_node *node)
{
	for (size_t i = 0; node && fp_dt_compatible(node, i); i++)
		for (size_t k = 0; k < sizeof contents / sizeof *contents; k++)
			if (strcmp(fp_dt_compatible(node, i), contents[k].compatible) == 0)
				return &contents[k];
	return NULL;
}

static int describe(struct reader *r, const struct fp_dt_node *node, struct fp_partition *part)
{
	const struct content *content = find_content(node);
	const char **types;

	if (!content)
		content = find_content(fp_dt_child(node, "nvmem-layout"));
	if (!content)
		return 0;
	if (!content->kind || !fp_kind_by_name(content->kind)) {
		part->note = content->note;
		return 0;
	}
	types = fp_arena_alloc(r->plan->arena, 2, sizeof *types);
	if (!types)
		return fp_fail(r->err, FP_REFUSED, "out of memory");
	types[0] = content->kind;
	part->types = types;
	return 0;
}

/* Does something inside belong to the unit? Then the inner partitions are the ones to tell apart.
 */
static bool has_cells(const struct fp_dt_node *root)
{
	struct fp_dt_node *node = root->child;

	for (; node; node = fp_dt_next(root, node, true))
		if (node->parent != root && (strcmp(node->name, "nvmem-layout") == 0 ||
					     fp_dt_is_compatible(node, "nvmem-cells")))
			return true;
	return false;
}

static int read_table(struct reader *r, const struct fp_dt_node *table, const struct outer *outer);

/* A partition may be a table itself, or hold one, of places inside of it. */
static int read_inner(struct reader *r, const struct fp_dt_node *node, const struct outer *outer)
{
	int code = 0;

	if (fp_dt_is_table(node))
		code = read_table(r, node, outer);
	for (const struct fp_dt_node *child = node->child; child && code == 0; child = child->next)
		if (fp_dt_is_table(child) && !fp_dt_prop(child, "reg"))
			code = read_table(r, child, outer);
	return code;
}

static int read_partition(struct reader *r, const struct fp_dt_node *node,
			  const struct outer *outer)
{
	struct fp_partition part = { .name = name_of(r, node), .is_span = outer->is_nested };
	struct outer inner = { .is_nested = !has_cells(node) };

	if (!part.name)
		return fp_fail(r->err, FP_REFUSED, "out of memory");
	if (place(r, node, outer, &part.range) < 0)
		return -FP_REFUSED;
	/* Nothing of a read-only device can be written. */
	part.read_only = outer->is_read_only || fp_dt_prop(node, "read-only");
	if (describe(r, node, &part) < 0 || fp_dt_read_cells(node, r->plan, &part, r->err) < 0 ||
	    fp_plan_add(r->plan, &part, r->err) < 0)
		return -FP_REFUSED;
	inner.range = part.range;
	inner.is_read_only = part.read_only;
	return read_inner(r, node, &inner);
}

static int read_table(struct reader *r, const struct fp_dt_node *table, const struct outer *outer)
{
	const bool is_dedicated = fp_dt_is_table(table);
	int code = 0;

	for (const struct fp_dt_node *child = table->child; child && code == 0;
	     child = child->next) {
		if (!fp_dt_prop(child, "reg") || fp_dt_is_disabled(child))
			continue;
		/* Right below a chip other things may stand beside its partitions. */
		if (is_dedicated || !fp_dt_prop(child, "compatible"))
			code = read_partition(r, child, outer);
	}
	return code;
}

int fp_dt_read_parts(const struct fp_dt_node *table, struct fp_plan *plan, struct fp_error *err)
{
	const struct outer chip = { .range = { 0, FP_SIZE_END } };
	struct reader r = { plan, err };

	return read_table(&r, table, &chip);
}
