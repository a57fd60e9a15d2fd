// SPDX-License-Identifier: GPL-2.0-or-later
// The region of Intel's Management Engine: its partition table (me_cleaner).

#include <inttypes.h>

#include "content/kinds/kind.h"

#define FPT	    0x10 /* with the boot vectors before it, or at 0 */
#define ENTRIES_MAX 64
#define ENTRIES	    0x20 /* of 32 bytes, behind the header */

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	const uint64_t at = fp_view_has(view, 0, "$FPT", 4) ? 0 : FPT;
	uint32_t n = 0;

	if (!fp_view_le32(view, at + 4, &n) || view->size < at + ENTRIES)
		return fp_damage_cut(found, "its table", view->size);
	if (!n || n > ENTRIES_MAX)
		return fp_damage(found, "a table of %" PRIu32 " entries is impossible", n);
	fp_fact(found, "entries", "%" PRIu32, n);
	return FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ FPT, 4, "$FPT" },
	{ 0, 4, "$FPT" },
	{ 0 },
};

const struct fp_kind fp_kind_intel_me = {
	.name = "intel-me",
	.article = "an",
	.title = "Intel ME region",
	.magics = magics,
	.align = 4096,
	.identify = identify,
};
