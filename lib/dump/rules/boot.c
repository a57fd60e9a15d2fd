// SPDX-License-Identifier: GPL-2.0-or-later
// Is the boot loader where the processor looks for it?

#include <inttypes.h>

#include "dump/rules/rule.h"

/* Where a boot loader lies instead; dump->size: nowhere. */
static uint64_t search(const struct fp_view *dump, const struct fp_range *not_in,
		       const struct fp_kind **kind)
{
	struct fp_found found;

	for (uint64_t at = 0; at < dump->size; at += 4096) {
		const struct fp_view here = fp_view_part(dump, at, dump->size);

		if (fp_range_contains(*not_in, (struct fp_range){ at, 1 }) ||
		    fp_view_has(&here, 0, "\xff\xff\xff\xff", 4))
			continue;
		for (size_t i = 0; (*kind = fp_kind_at(i)); i++)
			if ((*kind)->role == FP_ROLE_BOOT && at % (*kind)->align == 0 &&
			    fp_kind_try(*kind, &here, &found) == FP_GOOD)
				return at;
	}
	return dump->size;
}

static void judge_blank(const struct fp_inspection *in, const struct fp_look *look,
			struct fp_findings *findings)
{
	const char *const name = look->part->name;
	const struct fp_kind *kind;
	const uint64_t at = search(in->dump, &look->range, &kind);
	struct fp_finding *finding;

	if (at < in->dump->size)
		finding = fp_rule_add(findings, look, "boot_misplaced", FP_SERIOUS,
				      "`%s` is %s, and %s %s lies at 0x%" PRIx64
				      ": the processor looks for it at 0x%" PRIx64
				      " only, so nothing starts",
				      name, fp_rule_blank(look), kind->article, kind->title, at,
				      look->range.offset);
	else
		finding = fp_rule_add(findings, look, "boot_blank", FP_SERIOUS,
				      "`%s` is %s: there is no boot loader, so nothing starts",
				      name, fp_rule_blank(look));
	finding->is_brick = true;
	finding->remedy = FP_REMEDY_WRITE;
}

static void judge_mistake(const struct fp_look *look, struct fp_findings *findings)
{
	struct fp_finding *const finding =
		fp_rule_add(findings, look, "boot_mistake", FP_SERIOUS,
			    "`%s` holds %s %s in place of a boot loader: nothing starts",
			    look->part->name, look->kind->article, look->kind->title);

	finding->is_brick = true;
	finding->remedy = FP_REMEDY_WRITE;
}

bool fp_rule_boot(const struct fp_inspection *in, struct fp_findings *findings)
{
	for (size_t i = 0; i < in->n_looks; i++) {
		const struct fp_look *const look = &in->looks[i];

		if (!look->part || fp_rule_role(look->part) != FP_ROLE_BOOT || !look->kind)
			continue;
		if (fp_look_is_blank(look) && !fp_rule_may_be_blank(look->part))
			judge_blank(in, look, findings);
		else if (look->kind->role == FP_ROLE_MISTAKE || look->kind->role == FP_ROLE_UPDATE)
			judge_mistake(look, findings);
	}
	return true;
}
