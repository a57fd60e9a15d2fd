// SPDX-License-Identifier: GPL-2.0-or-later
// What was filled up with zeros, where flash is erased to ones.

#include <string.h>

#include "base/text.h"
#include "dump/rules/rule.h"

#define LEAST 4096 /* bytes: fewer are the content's own */

static bool is_padded(const struct fp_look *look, uint8_t erased)
{
	return erased && (look->zero_tail >= LEAST ||
			  (look->kind == &fp_kind_zeros && look->range.size >= LEAST));
}

bool fp_rule_padding(const struct fp_inspection *in, struct fp_findings *findings)
{
	char names[200] = "";
	size_t n = 0, lost = 0;

	for (size_t i = 0; i < in->n_looks; i++) {
		const struct fp_look *const look = &in->looks[i];

		if (!is_padded(look, in->dump->erased))
			continue;
		if (look->kind == &fp_kind_jffs2)
			fp_rule_add(
				findings, look, "zeros_in_jffs2", FP_DOUBTFUL,
				"the JFFS2 in `%s` is filled up with zeros: its kernel takes them for worn-out blocks, and finds no room to write",
				look->part->name)
				->remedy = FP_REMEDY_WRITE;
		n++;
		lost += !fp_list_add(names, sizeof names, look->part ? look->part->name : "(gap)");
	}
	if (n)
		fp_findings_add(
			findings, "zeros", FP_REMARK,
			"filled up with 0x00, where flash is erased to 0x%02x: %s%s; it works, and takes longer to program",
			in->dump->erased, names, lost ? " and more" : "");
	return true;
}
