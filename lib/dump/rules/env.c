// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot's environment: its checksum, its size, and the table of partitions that it gives the
// kernel.

#include <inttypes.h>
#include <stdlib.h>

#include "base/scan.h"
#include "content/env-find.h"
#include "dump/rules/rule.h"
#include "formats/format.h"

/* What the plan states of the size; 0: nothing. */
static uint64_t stated_size(const struct fp_partition *part)
{
	for (size_t i = 0; i < part->n_pieces; i++)
		if (part->pieces[i].kind == FP_PIECE_ENV && part->pieces[i].length != FP_SIZE_REST)
			return part->pieces[i].length;
	return 0;
}

static void judge_partition(const struct fp_look *look, struct fp_findings *findings)
{
	const uint64_t stated = stated_size(look->part);
	const char *const name = look->part->name;

	if (fp_look_is_blank(look))
		fp_rule_add(findings, look, "env_blank", FP_REMARK,
			    "`%s` is %s: U-Boot uses the settings that are built into it", name,
			    fp_rule_blank(look));
	else if (look->kind != &fp_kind_env)
		fp_rule_add(
			findings, look, "env_checksum", FP_DOUBTFUL,
			"`%s` holds no environment with a right checksum, whatever its size: U-Boot ignores it and uses the settings that are built in",
			name)
			->remedy = FP_REMEDY_WRITE;
	else if (stated && look->found.used != stated)
		fp_rule_add(
			findings, look, "env_size", FP_DOUBTFUL,
			"the environment in `%s` has %" PRIu64 " bytes, the plan says %" PRIu64
			": a U-Boot that was built for the one finds the other's checksum wrong",
			name, look->found.used, stated);
}

static bool has_range(const struct fp_plan *plan, struct fp_range range)
{
	for (size_t i = 0; i < plan->n_parts + plan->n_spans; i++) {
		const struct fp_range other = i < plan->n_parts
						      ? plan->parts[i].range
						      : plan->spans[i - plan->n_parts].range;

		if (fp_range_is_same(other, range))
			return true;
	}
	return false;
}

/* Names do not matter. */
static void compare_tables(const struct fp_inspection *in, const struct fp_plan *table,
			   struct fp_findings *findings)
{
	const struct fp_partition *other = NULL;
	size_t n = 0;
	struct fp_finding *finding;

	for (size_t i = 0; i < table->n_parts; i++)
		if (!has_range(in->plan, table->parts[i].range)) {
			other = other ? other : &table->parts[i];
			n++;
		}
	if (!n)
		return;
	finding = fp_findings_add(
		findings, "table", FP_DOUBTFUL,
		"the environment tells the kernel another table than the plan: `%s` at 0x%" PRIx64
		"+0x%" PRIx64 "%s; by the plan, the kernel looks in the wrong place",
		other->name, other->range.offset, other->range.size, n > 1 ? " and others" : "");
	finding->range = other->range;
	finding->remedy = FP_REMEDY_TABLE;
}

/* Where variables stand for parts of it, it cannot be read, and nothing is said. */
static void judge_table(const struct fp_inspection *in, const struct fp_env_copy *env,
			struct fp_findings *findings)
{
	const struct fp_input input = { .data = in->dump->data + env->offset,
					.n = env->shape.size,
					.size = in->plan->size };
	struct fp_faults *const faults = calloc(1, sizeof *faults);
	const struct fp_format *format = &fp_format_mtdparts;
	struct fp_plan *table = NULL;

	if (faults && fp_scan_find(fp_scan_bytes(input.data, input.n), "mtdparts=") &&
	    fp_import(&input, &format, &table, faults) == 0)
		compare_tables(in, table, findings);
	fp_plan_free(table);
	free(faults);
}

/* The first, or of a pair the one that U-Boot uses. */
static size_t in_use(const uint8_t *dump, const struct fp_env_copy *copies, size_t n)
{
	if (n < 2 || !copies[0].shape.is_redundant || !copies[1].shape.is_redundant)
		return 0;
	return fp_env_active(dump[copies[0].offset + 4], dump[copies[1].offset + 4]);
}

bool fp_rule_env(const struct fp_inspection *in, struct fp_findings *findings)
{
	struct fp_env_copy copies[FP_ENV_COPIES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < in->n_looks; i++)
		if (in->looks[i].part && fp_rule_is_env(in->looks[i].part))
			judge_partition(&in->looks[i], findings);
	if (in->dump->data)
		n = fp_env_scan(in->dump->data, (size_t)in->dump->size, copies, FP_ENV_COPIES_MAX);
	if (n)
		judge_table(in, &copies[in_use(in->dump->data, copies, n)], findings);
	return true;
}
