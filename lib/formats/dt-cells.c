// SPDX-License-Identifier: GPL-2.0-or-later
// nvmem cells (Devicetree bindings of Linux, nvmem/layouts/fixed-layout.yaml,
// nvmem/layouts/u-boot,env.yaml and, older, nvmem/nvmem-deprecated-cells.yaml).

#include <ctype.h>
#include <string.h>

#include "formats/dt-cells.h"
#include "formats/dt-parts.h"

/* Programs that start the machine: a MAC address among their bytes does not make them one unit's.
 */
static bool is_boot_loader(const char *name)
{
	static const char *const loaders[] = {
		"u-boot", "uboot",   "boot",  "bootloader",    "bootbase",
		"loader", "urlader", "cfe",   "spl",	       "bl2",
		"fip",	  "redboot", "breed", "factory-uboot", "factory-boot",
	};

	for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) {
		const size_t n = strlen(loaders[i]);
		size_t k = 0;

		while (k < n && tolower((unsigned char)name[k]) == loaders[i][k])
			k++;
		/* u-boot, u-boot0, u-boot-2; not u-boot-env */
		if (k == n && !name[n + strspn(name + n, "0123456789-_")])
			return true;
	}
	return false;
}

static bool is_mac(const struct fp_dt_node *cell)
{
	char name[16] = "";

	for (size_t i = 0; i < sizeof name - 1 && cell->name[i] && cell->name[i] != '@'; i++)
		name[i] = (char)tolower((unsigned char)cell->name[i]);
	return fp_dt_is_compatible(cell, "mac-base") || strncmp(name, "mac", 3) == 0 ||
	       strstr(name, "ethaddr");
}

static const struct fp_field_format *format_of(const struct fp_dt_node *cell, uint64_t size)
{
	if (is_mac(cell) && size == 6)
		return fp_field_format_by_name("mac");
	if (is_mac(cell) && size == 17)
		return fp_field_format_by_name("mac-text");
	return fp_field_format_by_name("hex");
}

static int add_cell(const struct fp_dt_node *cell, struct fp_plan *plan,
		    const struct fp_partition *part, struct fp_error *err)
{
	struct fp_field field = { .partition = part->name };
	struct fp_range range;

	if (fp_dt_read_reg(cell, &range, err) < 0)
		return -FP_REFUSED;
	field.name = fp_arena_strndup(plan->arena, cell->name, fp_dt_name_length(cell));
	if (!field.name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	field.offset = range.offset;
	field.size = range.size;
	field.format = format_of(cell, range.size);
	return fp_plan_add_field(plan, &field, err);
}

/* The cells of an environment are called after its variables. */
static int add_variable(const struct fp_dt_node *cell, struct fp_plan *plan,
			const struct fp_partition *part, struct fp_error *err)
{
	struct fp_field field = { .partition = part->name };

	field.env = fp_arena_strndup(plan->arena, cell->name, fp_dt_name_length(cell));
	if (!field.env)
		return fp_fail(err, FP_REFUSED, "out of memory");
	field.name = field.env;
	field.format = fp_field_format_by_name(is_mac(cell) ? "mac-text" : "text");
	return fp_plan_add_field(plan, &field, err);
}

static bool is_env(const struct fp_dt_node *node)
{
	return fp_dt_is_compatible(node, "u-boot,env") ||
	       fp_dt_is_compatible(node, "u-boot,env-redundant-bool") ||
	       fp_dt_is_compatible(node, "u-boot,env-redundant-count");
}

/* The node whose children are cells; NULL if the partition holds none. */
static const struct fp_dt_node *find_layout(const struct fp_dt_node *node)
{
	const struct fp_dt_node *const layout = fp_dt_child(node, "nvmem-layout");

	if (layout && (is_env(layout) || fp_dt_is_compatible(layout, "fixed-layout")))
		return layout;
	if (fp_dt_is_compatible(node, "nvmem-cells") || (is_env(node) && node->child))
		return node;
	return NULL;
}

int fp_dt_read_cells(const struct fp_dt_node *node, struct fp_plan *plan, struct fp_partition *part,
		     struct fp_error *err)
{
	const struct fp_dt_node *const layout = find_layout(node);
	int code = 0;

	if (!layout || fp_dt_is_disabled(layout))
		return 0;
	part->per_device = !is_boot_loader(part->name);
	for (const struct fp_dt_node *cell = layout->child; cell && code == 0; cell = cell->next) {
		if (fp_dt_is_compatible(cell, "fixed-partitions") ||
		    strcmp(cell->name, "nvmem-layout") == 0)
			continue;
		if (is_env(layout))
			code = add_variable(cell, plan, part, err);
		else if (fp_dt_prop(cell, "reg"))
			code = add_cell(cell, plan, part, err);
	}
	return code;
}
