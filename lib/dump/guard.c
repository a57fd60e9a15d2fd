// SPDX-License-Identifier: GPL-2.0-or-later
// Guarding of writes and images by the rules of inspections.

#include <string.h>

#include "content/kinds/kind.h"
#include "dump/guard.h"
#include "dump/rules/rule.h"

static int refuse(const struct fp_partition *part, const struct fp_kind *kind, struct fp_error *err)
{
	fp_fail(err, FP_REFUSED, "`%s`: it would hold %s %s: nothing starts from that", part->name,
		kind->article, kind->title);
	if (kind->hint)
		fp_hint(err, "%s", kind->hint);
	return -FP_REFUSED;
}

int fp_guard(const struct fp_plan *plan, const struct fp_partition *part,
	     const struct fp_view *content, struct fp_error *err)
{
	const enum fp_role role = part->is_span ? FP_ROLE_DATA : fp_rule_role(part);
	const char *const machine = fp_rule_plan_arch(plan);
	const char *arch;
	enum fp_verdict verdict;
	struct fp_found found;
	const struct fp_kind *kind;

	if (role != FP_ROLE_BOOT && role != FP_ROLE_KERNEL)
		return 0;
	kind = fp_kind_identify(content, &verdict, &found);
	if (!kind || (part->types && fp_kind_is_among(kind, part->types) &&
		      kind->role != FP_ROLE_KERNEL && kind->role != FP_ROLE_BOOT))
		return 0;
	if (kind->role == FP_ROLE_MISTAKE || kind->role == FP_ROLE_UPDATE ||
	    (kind->role == FP_ROLE_BLANK && role == FP_ROLE_BOOT))
		return refuse(part, kind, err);
	arch = fp_rule_arch(kind, verdict, &found);
	if (machine && arch && strcmp(machine, arch) != 0)
		return fp_fail(
			err, FP_REFUSED,
			"`%s`: the %s is for %s, the device of the plan %s for %s: it does not start",
			part->name, kind->title, arch, plan->name, machine);
	return 0;
}
