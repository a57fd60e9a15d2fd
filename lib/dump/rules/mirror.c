// SPDX-License-Identifier: GPL-2.0-or-later
// A line of the address that does not reach the chip shows what is at one place at another one too.

#include <inttypes.h>
#include <string.h>

#include "dump/rules/rule.h"

#define LEAST_BIT 12 /* of the address: smaller pieces repeat by themselves */

/* Does every piece of 2^bit bytes equal its neighbour? */
static bool is_mirrored(const uint8_t *data, uint64_t size, unsigned bit)
{
	const uint64_t step = UINT64_C(1) << bit;

	for (uint64_t at = 0; at < size; at += 2 * step)
		if (memcmp(data + at, data + at + step, (size_t)step) != 0)
			return false;
	return true;
}

bool fp_rule_mirror(const struct fp_inspection *in, struct fp_findings *findings)
{
	const struct fp_view *const dump = in->dump;
	struct fp_finding *finding;

	if (!dump->data || (dump->size & (dump->size - 1)))
		return true;
	for (unsigned bit = LEAST_BIT; UINT64_C(2) << bit <= dump->size; bit++) {
		if (!is_mirrored(dump->data, dump->size, bit))
			continue;
		if (UINT64_C(2) << bit == dump->size)
			finding = fp_findings_add(
				findings, "mirror", FP_SERIOUS,
				"both halves are equal: the chip is half as large, or its highest address bit was lost in reading; half of what the chip holds is not in it");
		else
			finding = fp_findings_add(
				findings, "mirror", FP_SERIOUS,
				"all of it is there twice, 0x%" PRIx64
				" bytes apart: address bit %u was lost in reading, and half of what the chip holds is not in it",
				UINT64_C(1) << bit, bit);
		finding->remedy = FP_REMEDY_READ_AGAIN;
		return true;
	}
	return true;
}
