// SPDX-License-Identifier: GPL-2.0-or-later
// A second dump of the same chip: where they disagree, one of them is wrong.

#include <inttypes.h>

#include "dump/rules/rule.h"

#define WINDOW	     65536
#define SHARE_OF_ALL 1000 /* more than one byte in so many: it is no matter of single bits */

struct count {
	uint64_t bytes, single; /* that differ; of these by one bit only */
	uint64_t first;
};

static void compare(const uint8_t *a, const uint8_t *b, size_t n, uint64_t off, struct count *count)
{
	for (size_t i = 0; i < n; i++) {
		const uint8_t bits = a[i] ^ b[i];

		if (!bits)
			continue;
		if (!count->bytes++)
			count->first = off + i;
		count->single += (bits & (bits - 1)) == 0;
	}
}

bool fp_rule_flips(const struct fp_inspection *in, struct fp_findings *findings)
{
	uint8_t a[WINDOW], b[WINDOW];
	struct count count = { 0 };
	struct fp_finding *finding;
	size_t n;

	if (!in->other)
		return true;
	for (uint64_t off = 0; (n = fp_view_read(in->dump, off, a, sizeof a)) > 0; off += n)
		compare(a, b, fp_view_read(in->other, off, b, n), off, &count);
	if (!count.bytes)
		return true;
	if (count.bytes <= in->dump->size / SHARE_OF_ALL && 2 * count.single >= count.bytes) {
		finding = fp_findings_add(findings, "flips", FP_DOUBTFUL,
					  "the second dump differs in %" PRIu64 " bytes, %" PRIu64
					  " of them by one bit only, the first at 0x%" PRIx64
					  ": bits were misread, and neither is to be trusted there",
					  count.bytes, count.single, count.first);
		finding->remedy = FP_REMEDY_MERGE;
	} else {
		finding = fp_findings_add(findings, "other_dump", FP_REMARK,
					  "the second dump differs in %" PRIu64
					  " bytes, the first at 0x%" PRIx64
					  ": it is of another time or another unit",
					  count.bytes, count.first);
	}
	finding->range = (struct fp_range){ count.first, 1 };
	return true;
}
