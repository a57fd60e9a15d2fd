// SPDX-License-Identifier: GPL-2.0-or-later
// Which table of a device tree is that of the SPI-NOR chip: nodes compatible with
// "fixed-partitions", or partitions right below the chip, as older trees have them (Devicetree
// bindings of Linux, mtd/partitions/fixed-partitions.yaml; drivers/mtd/parsers/ofpart_core.c).

#include <stdio.h>
#include <string.h>

#include "formats/dt-parts.h"
#include "formats/dt-table.h"

/* What a table belongs to. */
enum owner { NOR, UNKNOWN, NAND, CONCAT };

struct choice {
	const struct fp_dt_node *node;
	size_t n;
	char list[400]; /* their paths */
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Words in what chips are compatible with, and names of their nodes. */
static bool is_flash(const struct fp_dt_node *node)
{
	static const char *const words[] = { "spi-nor", "flash", "m25p", "w25q",  "mx25",
					     "s25fl",	"n25q",	 "mt25", "sst25", "at25df" };
	static const char *const names[] = { "flash", "m25p", "nor", "spi-flash", "spi_flash" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (begins(node->name, names[i]))
			return true;
	for (size_t i = 0; fp_dt_compatible(node, i); i++)
		for (size_t k = 0; k < sizeof words / sizeof *words; k++)
			if (strstr(fp_dt_compatible(node, i), words[k]))
				return true;
	return false;
}

/* The places of a partition are addresses; those of other things on a bus have no size. */
static bool is_partition(const struct fp_dt_node *node, bool is_in_flash)
{
	const struct fp_dt_prop *const reg = fp_dt_prop(node, "reg");

	if (!reg || (reg->is_known && reg->n != 8 && reg->n != 12 && reg->n != 16) ||
	    fp_dt_prop(node, "compatible"))
		return false;
	return begins(node->name, "partition") || (is_in_flash && fp_dt_prop(node, "label"));
}

static bool is_old_table(const struct fp_dt_node *node)
{
	const bool is_in_flash = is_flash(node);

	if (fp_dt_child(node, "partitions"))
		return false;
	for (const struct fp_dt_node *child = node->child; child; child = child->next)
		if (is_partition(child, is_in_flash))
			return true;
	return false;
}

bool fp_dt_is_table(const struct fp_dt_node *node)
{
	return fp_dt_is_compatible(node, "fixed-partitions");
}

static bool has_word(const struct fp_dt_node *node, const char *word)
{
	if (strstr(node->name, word))
		return true;
	for (size_t i = 0; fp_dt_compatible(node, i); i++)
		if (strstr(fp_dt_compatible(node, i), word))
			return true;
	return false;
}

/* The chip is the node itself, or the one around `partitions`. */
static enum owner owner_of(const struct fp_dt_node *table)
{
	const struct fp_dt_node *chip = table;

	if (chip->parent && (fp_dt_is_table(chip) || begins(chip->name, "partitions")))
		chip = chip->parent;
	if (has_word(chip, "spi-nor"))
		return NOR;
	if (has_word(chip, "mtd-concat"))
		return CONCAT;
	for (const struct fp_dt_node *node = chip; node; node = node->parent)
		if (has_word(node, "nand") || fp_dt_prop(node, "nand-ecc-mode"))
			return NAND;
	return UNKNOWN;
}

/* Its own path, or that of a node around it. */
static bool is_at(const struct fp_dt_node *node, const char *path)
{
	char own[FP_DT_PATH_MAX];
	const size_t n = strlen(path);

	fp_dt_path(node, own);
	return begins(own, path) && (own[n] == '/' || !own[n] || strcmp(path, "/") == 0);
}

static void add(struct choice *c, const struct fp_dt_node *node)
{
	char path[FP_DT_PATH_MAX];
	const size_t length = strlen(c->list);

	if (!c->n++)
		c->node = node;
	if (length < sizeof c->list - 1)
		snprintf(c->list + length, sizeof c->list - length, "%s%s", length ? ", " : "",
			 fp_dt_path(node, path));
}

/* Each table goes to the choices of its owner; tables inside of tables belong to the outer one. */
static void find_tables(struct fp_dt_node *root, const char *path, struct choice choices[4])
{
	struct fp_dt_node *node = root;
	bool is_found;

	while (node) {
		is_found = fp_dt_is_table(node) || is_old_table(node);
		if (is_found && path && is_at(node, path))
			add(&choices[NOR], node);
		else if (is_found && !path && !fp_dt_is_disabled(node))
			add(&choices[owner_of(node)], node);
		node = fp_dt_next(root, node, !is_found);
	}
}

/* Tables that the boot loader keeps on the chip itself are not in the tree. */
static const char *find_parser(struct fp_dt_node *root)
{
	static const char *const parsers[] = { "-partitions", "redboot-fis", "sercomm,sc-part",
					       "linksys,ns-part" };

	for (struct fp_dt_node *node = root; node; node = fp_dt_next(root, node, true))
		for (size_t i = 0; fp_dt_compatible(node, i); i++)
			for (size_t k = 0; k < sizeof parsers / sizeof *parsers; k++)
				if (strstr(fp_dt_compatible(node, i), parsers[k]))
					return fp_dt_compatible(node, i);
	return NULL;
}

static int refuse_none(struct fp_dt_node *root, const struct choice choices[4], const char *path,
		       struct fp_error *err)
{
	const char *const parser = find_parser(root);

	if (path) {
		fp_fail(err, FP_REFUSED, "no table of partitions is at %.200s", path);
	} else if (choices[NAND].n || choices[CONCAT].n) {
		fp_fail(err, FP_REFUSED,
			"the only partition tables of the device tree are of NAND or of several "
			"chips together: %.200s",
			choices[NAND].n ? choices[NAND].list : choices[CONCAT].list);
		fp_hint(err, "--table PATH takes one all the same");
	} else if (parser && strcmp(parser, "fixed-partitions") != 0) {
		fp_fail(err, FP_REFUSED,
			"the device tree leaves the partitions to \"%.60s\": the chip holds the "
			"table itself",
			parser);
		fp_hint(err, "convert the kernel's log, or what the device says of "
			     "/sys/class/mtd (sysfs-mtd)");
	} else {
		fp_fail(err, FP_REFUSED,
			"no partitions of a flash chip are in the device tree: no node "
			"\"fixed-partitions\", and none right below a chip");
		fp_hint(err, "they may stand in a file that this one includes; the compiled .dtb "
			     "has all");
	}
	return -FP_REFUSED;
}

static int choose(struct fp_dt_node *root, const char *path, const struct fp_dt_node **table,
		  struct fp_error *err)
{
	struct choice choices[4] = { 0 };
	const struct choice *best = &choices[NOR];

	find_tables(root, path, choices);
	if (!best->n && !path)
		best = &choices[UNKNOWN];
	*table = best->node;
	if (best->n == 1)
		return 0;
	if (!best->n)
		return refuse_none(root, choices, path, err);
	fp_fail(err, FP_REFUSED, "several partition tables are in the device tree: %s", best->list);
	fp_hint(err, "choose one with --table PATH");
	return -FP_REFUSED;
}

/* flashrom has other names for chips, so that it is only said. */
static void note_chip(const struct fp_dt_node *table, struct fp_faults *notes)
{
	const struct fp_dt_node *const chip =
		fp_dt_is_table(table) && table->parent ? table->parent : table;
	const char *const part = fp_dt_compatible(chip, 0);
	const char *const comma = part ? strchr(part, ',') : NULL;

	if (comma && owner_of(table) == NOR && !begins(part, "jedec,"))
		fp_fail(fp_faults_next(notes, FP_NOTE), FP_REFUSED,
			"the device tree names the chip: %.60s", comma + 1);
}

int fp_dt_read_table(struct fp_dt_node *root, const struct fp_input *in, struct fp_plan *plan,
		     struct fp_faults *notes, struct fp_error *err)
{
	const struct fp_dt_node *table;

	if (choose(root, in->table, &table, err) < 0)
		return -FP_REFUSED;
	note_chip(table, notes);
	return fp_dt_read_parts(table, plan, err);
}
