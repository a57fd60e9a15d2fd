// SPDX-License-Identifier: GPL-2.0-or-later
// ROMFS (linux Documentation/filesystems/romfs.rst), always big-endian.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define HEADER_SIZE  16
#define CHECKED_SIZE 512

/* The words of the first 512 bytes add up to 0. */
static uint32_t add_words(const struct fp_view *view, uint32_t size)
{
	uint8_t bytes[CHECKED_SIZE] = { 0 };
	const size_t n = fp_view_read(view, 0, bytes, size < sizeof bytes ? size : sizeof bytes);
	uint32_t sum = 0, word;

	for (size_t i = 0; i < n; i += 4)
		if (fp_get_be32(bytes, sizeof bytes, i, &word))
			sum += word;
	return sum;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t name[16] = { 0 };
	uint32_t size, sum;

	if (!fp_view_be32(view, 8, &size) || view->size < HEADER_SIZE)
		return fp_damage_cut(found, "the header", view->size);
	if (size < HEADER_SIZE)
		return fp_damage(found, "its size %" PRIu32 " is less than its header's", size);
	fp_view_read(view, HEADER_SIZE, name, sizeof name);
	fp_fact_text(found, "name", name, sizeof name);
	if (fp_found_used(found, view, size) != FP_GOOD)
		return FP_DAMAGED;
	sum = add_words(view, size);
	if (sum)
		return fp_damage(found, "its first words add up to 0x%08" PRIx32 ", not to 0", sum);
	return FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ 0, 8, "-rom1fs-" },
	{ 0 },
};

const struct fp_kind fp_kind_romfs = {
	.name = "romfs",
	.article = "a",
	.title = "ROMFS file system",
	.magics = magics,
	.align = 4,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.identify = identify,
};
