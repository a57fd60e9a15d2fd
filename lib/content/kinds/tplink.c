// SPDX-License-Identifier: GPL-2.0-or-later
// TP-Link's firmware header of 512 bytes: version 1, and the versions 2 and 3 of MediaTek boards
// (openwrt firmware-utils src/mktplinkfw.c, src/mktplinkfw2.c), big-endian.

#include <inttypes.h>

#include "content/kinds/kind.h"
#include "content/kinds/md5.h"

#define HEADER_SIZE 512
#define SALT_SIZE   16

/* Where the fields are, and what stands in the MD5's place while it is computed. */
struct layout {
	uint16_t vendor, vendor_size, hardware, md5, length, kernel, root, boot;
	uint8_t salt[SALT_SIZE], boot_salt[SALT_SIZE];
};

static const struct layout layout_1 = {
	0x04,
	24,
	0x40,
	0x4c,
	0x7c,
	0x80,
	0x88,
	0x90,
	{ 0xdc, 0xd7, 0x3a, 0xa5, 0xc3, 0x95, 0x98, 0xfb, 0xdd, 0xf9, 0xe7, 0xf4, 0x0e, 0xae, 0x47,
	  0x38 },
	{ 0x8c, 0xef, 0x33, 0x5b, 0xd5, 0xc5, 0xce, 0xfa, 0xa7, 0x9c, 0x28, 0xda, 0xb2, 0xe9, 0x0f,
	  0x42 },
};
static const struct layout layout_2 = {
	0x04,
	48,
	0x34,
	0x40,
	0x70,
	0x74,
	0x7c,
	0x84,
	{ 0xdc, 0xd7, 0x3a, 0xa5, 0xc3, 0x95, 0x98, 0xfb, 0xdc, 0xf9, 0xe7, 0xf4, 0x0e, 0xae, 0x47,
	  0x37 },
	{ 0x8c, 0xef, 0x33, 0x5f, 0xd5, 0xc5, 0xce, 0xfa, 0xac, 0x9c, 0x28, 0xda, 0xb2, 0xe9, 0x0f,
	  0x42 },
};

static uint32_t get(const struct fp_view *view, uint64_t off)
{
	uint32_t v = 0;

	fp_view_be32(view, off, &v);
	return v;
}

static bool is_sum_right(const struct fp_view *view, const struct layout *l)
{
	const uint32_t length = get(view, l->length);
	const uint64_t rest = (uint64_t)l->md5 + SALT_SIZE;
	uint8_t digest[MD5_DIGEST_SIZE];
	struct md5_ctx md5;

	md5_init(&md5);
	fp_md5_add(&md5, view, (struct fp_range){ 0, l->md5 });
	md5_update(&md5, SALT_SIZE, get(view, l->boot + 4u) ? l->boot_salt : l->salt);
	fp_md5_add(&md5, view, (struct fp_range){ rest, length - rest });
	md5_digest(&md5, sizeof digest, digest);
	return fp_view_has(view, l->md5, digest, sizeof digest);
}

/* Every part lies behind the header and inside of the length. */
static bool is_plausible(const struct fp_view *view, const struct layout *l)
{
	const uint32_t length = get(view, l->length);
	const uint16_t parts[] = { l->kernel, l->root, l->boot };

	if (length < HEADER_SIZE)
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const uint64_t at = get(view, parts[i]), size = get(view, parts[i] + 4u);

		if (size && at + size > length)
			return false;
	}
	return get(view, l->kernel + 4u) != 0;
}

static void tell(const struct fp_view *view, const struct layout *l, struct fp_found *found)
{
	uint8_t vendor[48];

	fp_view_read(view, l->vendor, vendor, sizeof vendor);
	fp_fact_text(found, l == &layout_1 ? "vendor" : "version", vendor, l->vendor_size);
	fp_fact(found, "hardware", "0x%08" PRIx32, get(view, l->hardware));
	fp_fact(found, "kernel", "at 0x%" PRIx32 ", %" PRIu32 " bytes", get(view, l->kernel),
		get(view, l->kernel + 4u));
	if (get(view, l->root + 4u))
		fp_fact(found, "root", "at 0x%" PRIx32 ", %" PRIu32 " bytes", get(view, l->root),
			get(view, l->root + 4u));
	if (get(view, l->boot + 4u))
		fp_fact(found, "boot", "at 0x%" PRIx32 ", %" PRIu32 " bytes", get(view, l->boot),
			get(view, l->boot + 4u));
}

/* A running device writes behind its root file system, inside of what the MD5 covers: it tells
 * something only of a file, behind which nothing follows. */
static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	const bool is_marked = fp_view_has(view, 0x8c, "\x55\xaa", 2);
	const struct layout *const l = is_marked ? &layout_2 : &layout_1;
	const struct fp_view all = fp_view_grow(view);
	bool is_right;

	if (view->size < HEADER_SIZE)
		return fp_damage_cut(found, "the header", view->size);
	if (!is_plausible(view, l))
		return FP_NOT_MINE;
	tell(view, l, found);
	if (fp_found_used(found, &all, get(view, l->length)) != FP_GOOD)
		return FP_DAMAGED;
	is_right = is_sum_right(&all, l);
	fp_fact(found, "md5", "%s", is_right ? "right" : "differs");
	if (!is_right && fp_view_is_filled(&all, found->used, view->erased))
		return fp_damage(found, "its MD5 is wrong");
	return FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\1\0\0" },
	{ 0, 4, "\2\0\0" },
	{ 0, 4, "\3\0\0" },
	{ 0 },
};

const struct fp_kind fp_kind_tplink = {
	.name = "tplink",
	.article = "a",
	.title = "TP-Link firmware image",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_KERNEL,
	.is_payload = true,
	.identify = identify,
};
