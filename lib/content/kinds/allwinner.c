// SPDX-License-Identifier: GPL-2.0-or-later
// Allwinner's boot0 or SPL (u-boot include/sunxi_image.h).

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define SUM	  12
#define LENGTH	  16
#define SEED	  0x5f0a6c39 /* stands for the checksum while it is computed */
#define LEAST	  512
#define WORDS_MAX ((uint32_t)1 << 20) /* bytes */

static void add(void *ctx, const uint8_t *bytes, size_t n)
{
	uint32_t *const sum = ctx, word;

	for (size_t i = 0; fp_get_le32(bytes, n, i, &word); i += 4)
		*sum += word;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint32_t says = 0, length = 0, sum = 0;

	if (!fp_view_le32(view, SUM, &says) || !fp_view_le32(view, LENGTH, &length))
		return fp_damage_cut(found, "the header", view->size);
	if (length < LEAST || length % 4 || length > WORDS_MAX)
		return fp_damage(found, "a length of %" PRIu32 " bytes is impossible", length);
	if (fp_found_used(found, view, length) != FP_GOOD)
		return FP_DAMAGED;
	fp_view_each(view, 0, length, add, &sum);
	sum = sum - says + SEED;
	return sum == says ? FP_GOOD : fp_damage_sum(found, "checksum", sum, says);
}

static const struct fp_magic magics[] = {
	{ 4, 8, "eGON.BT0" },
	{ 0 },
};

const struct fp_kind fp_kind_allwinner = {
	.name = "allwinner-spl",
	.article = "an",
	.title = "Allwinner boot loader",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_BOOT,
	.is_summed = true,
	.identify = identify,
};
