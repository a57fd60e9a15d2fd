// SPDX-License-Identifier: GPL-2.0-or-later
// Does each partition hold what the plan says: its types, its size, the unit's own data?

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dump/rules/rule.h"

/* "legacy uImage or erased bytes" */
static void list_types(const char *const *types, char *text, size_t size)
{
	text[0] = '\0';
	for (; *types; types++) {
		const struct fp_kind *const kind = fp_kind_by_name(*types);
		const size_t n = strlen(text);

		if (kind)
			snprintf(text + n, size - n, "%s%s%s%s", n ? " or " : "", kind->article,
				 *kind->article ? " " : "", kind->title);
	}
}

static const char *what_it_means(enum fp_role role)
{
	switch (role) {
	case FP_ROLE_BOOT:
		return ": nothing starts";
	case FP_ROLE_KERNEL:
		return ": the boot loader has nothing to start";
	case FP_ROLE_FILES:
		return ": the running system misses what belongs in it";
	default:
		return "";
	}
}

/* Good where it may go on behind the partition: then it is too long, and not damaged. */
static bool is_too_long(const struct fp_look *look, struct fp_found *found)
{
	const struct fp_view grown = fp_view_grow(&look->view);

	return look->kind && look->verdict == FP_DAMAGED && look->kind->magics &&
	       fp_kind_try(look->kind, &grown, found) == FP_GOOD && found->used > look->range.size;
}

static void judge_length(const struct fp_look *look, const struct fp_found *found,
			 struct fp_findings *findings)
{
	struct fp_finding *const finding = fp_rule_add(
		findings, look, "too_long", FP_SERIOUS,
		"the %s in `%s` has %" PRIu64 " bytes, the partition %" PRIu64
		": it goes on in what follows, where the next write destroys it, or the plan is of another firmware",
		look->kind->title, look->part->name, found->used, look->range.size);

	finding->remedy = FP_REMEDY_TABLE;
}

static void judge_type(const struct fp_look *look, enum fp_role role, struct fp_findings *findings)
{
	const struct fp_partition *const part = look->part;
	const bool is_wanted = look->kind && fp_kind_is_among(look->kind, part->types);
	struct fp_finding *finding;
	char wanted[160];

	if (is_wanted && look->verdict == FP_GOOD)
		return;
	list_types(part->types, wanted, sizeof wanted);
	if (look->verdict == FP_DAMAGED && is_wanted)
		finding = fp_rule_add(findings, look, "damaged",
				      role == FP_ROLE_DATA ? FP_DOUBTFUL : FP_SERIOUS,
				      "the %s in `%s` is damaged (%s)%s", look->kind->title,
				      part->name, look->found.damage, what_it_means(role));
	else
		finding = fp_rule_add(findings, look, "type",
				      role == FP_ROLE_DATA ? FP_DOUBTFUL : FP_SERIOUS,
				      "`%s` should hold %s, and holds %s%s%s%s", part->name, wanted,
				      look->kind ? look->kind->article : "nothing known",
				      look->kind && *look->kind->article ? " " : "",
				      look->kind ? look->kind->title : "", what_it_means(role));
	finding->is_brick = role == FP_ROLE_BOOT || role == FP_ROLE_KERNEL;
	finding->remedy = part->per_device ? FP_REMEDY_WRITE_OWN : FP_REMEDY_WRITE;
}

static void judge_blank(const struct fp_look *look, enum fp_role role, struct fp_findings *findings)
{
	const struct fp_partition *const part = look->part;
	struct fp_finding *finding;

	if (part->per_device) {
		finding = fp_rule_add(
			findings, look, "unit_data_lost",
			part->note || !fp_rule_may_be_blank(part) ? FP_SERIOUS : FP_DOUBTFUL,
			"`%s` is %s: what belonged to this unit alone is lost%s%s", part->name,
			fp_rule_blank(look), part->note ? ". " : "", part->note ? part->note : "");
		finding->remedy = FP_REMEDY_WRITE_OWN;
		return;
	}
	if (fp_rule_may_be_blank(part) || (role != FP_ROLE_KERNEL && role != FP_ROLE_FILES))
		return;
	finding = fp_rule_add(findings, look,
			      role == FP_ROLE_KERNEL ? "kernel_blank" : "files_blank", FP_SERIOUS,
			      "`%s` is %s%s", part->name, fp_rule_blank(look), what_it_means(role));
	finding->is_brick = role == FP_ROLE_KERNEL;
	finding->remedy = FP_REMEDY_WRITE;
}

bool fp_rule_type(const struct fp_inspection *in, struct fp_findings *findings)
{
	for (size_t i = 0; i < in->n_looks; i++) {
		const struct fp_look *const look = &in->looks[i];
		struct fp_found found;
		enum fp_role role;

		if (!look->part)
			continue;
		role = fp_rule_role(look->part);
		if (fp_look_is_blank(look))
			judge_blank(look, role, findings);
		else if (is_too_long(look, &found))
			judge_length(look, &found, findings);
		else if (look->part->types && !fp_rule_is_env(look->part))
			judge_type(look, role, findings);
	}
	return true;
}
