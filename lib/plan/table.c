// SPDX-License-Identifier: GPL-2.0-or-later
// The chip's own partition table, as a plan names it.

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "plan/table.h"

static const char pointer[] = "/flash/table";

static void read_place(struct fp_reader *r, json_t *value, struct fp_table_ref *table)
{
	static const struct fp_key keys[] = {
		{ "fmap", fp_read_size, offsetof(struct fp_table_ref, offset) },
		{ "mtdparts", fp_read_string, offsetof(struct fp_table_ref, partition) },
		{ NULL, NULL, 0 },
	};

	if (!fp_reader_object(r, value, keys, table))
		return;
	if (!json_object_get(value, "fmap") == !json_object_get(value, "mtdparts"))
		FP_FAULT(r, "expected either `fmap`, an offset, or `mtdparts`, the partition of an "
			    "environment");
	table->kind = table->partition ? FP_TABLE_MTDPARTS : FP_TABLE_FMAP;
}

void fp_read_table(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_plan *const plan = out;
	const char *const word = json_string_value(value);

	if (json_is_object(value))
		read_place(r, value, &plan->table);
	else if (word && strcmp(word, "ifd") == 0)
		plan->table.kind = FP_TABLE_IFD;
	else if (word && strcmp(word, "none") == 0)
		plan->table.kind = FP_TABLE_NONE;
	else
		FP_FAULT(r, "expected \"ifd\", \"none\", or an object with `fmap` or `mtdparts`");
}

void fp_table_check(const struct fp_plan *plan, struct fp_faults *faults)
{
	const struct fp_table_ref *const table = &plan->table;
	const struct fp_partition *part;

	if (table->kind == FP_TABLE_FMAP && plan->size && table->offset < UINT64_MAX - 1 &&
	    table->offset >= plan->size)
		fp_plan_fault(plan, faults, FP_ERROR, pointer,
			      "the FMAP at 0x%" PRIx64 " lies behind the chip's end",
			      table->offset);
	if (table->kind != FP_TABLE_MTDPARTS || !table->partition)
		return;
	part = fp_plan_find(plan, table->partition);
	if (part && !part->is_span)
		return;
	fp_hint(fp_plan_fault(plan, faults, FP_ERROR, pointer,
			      "`mtdparts` names `%.40s`, which is no partition", table->partition),
		"it is the partition with the environment in which mtdparts stands");
}
