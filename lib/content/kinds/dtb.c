// SPDX-License-Identifier: GPL-2.0-or-later
// A flattened device tree (devicetree specification, chapter 5).

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "content/kinds/fdt.h"
#include "content/kinds/kind.h"

static void tell(const void *blob, const char *key, const char *property, struct fp_found *found)
{
	int n = 0;
	const void *const value = fdt_getprop(blob, 0, property, &n);

	if (value && n > 0)
		fp_fact_text(found, key, value, (size_t)n);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	void *blob = NULL;
	const enum fp_verdict verdict = fp_fdt_load(view, &blob, found);

	if (verdict == FP_GOOD) {
		tell(blob, "model", "model", found);
		tell(blob, "compatible", "compatible", found);
	}
	free(blob);
	return verdict;
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\xd0\x0d\xfe\xed" },
	{ 0 },
};

const struct fp_kind fp_kind_dtb = {
	.name = "dtb",
	.article = "a",
	.title = "device-tree blob",
	.magics = magics,
	.align = 4096,
	.identify = identify,
};
