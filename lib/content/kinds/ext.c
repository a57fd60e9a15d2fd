// SPDX-License-Identifier: GPL-2.0-or-later
// ext2, ext3 and ext4 (linux fs/ext4/ext4.h: struct ext4_super_block), the superblock at 1024.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define SUPER		 1024
#define SUPER_SIZE	 264
#define INODES		 0
#define BLOCKS		 4
#define FREE_BLOCKS	 12
#define BLOCK_LOG	 24
#define BLOCKS_PER_GROUP 32
#define INODES_PER_GROUP 40
#define REVISION	 76
#define COMPATIBLE	 92
#define INCOMPATIBLE	 96
#define NAME		 120
#define HAS_JOURNAL	 4
#define HAS_EXTENTS	 0x40

static uint32_t get(const uint8_t *super, size_t off)
{
	uint32_t v = 0;

	fp_get_le32(super, SUPER_SIZE, off, &v);
	return v;
}

/* Two bytes of magic are few: what no file system has is none. */
static bool is_plausible(const uint8_t *super)
{
	return get(super, INODES) && get(super, BLOCKS) > 2 && get(super, BLOCK_LOG) <= 6 &&
	       get(super, BLOCKS_PER_GROUP) && get(super, INODES_PER_GROUP) &&
	       get(super, FREE_BLOCKS) <= get(super, BLOCKS) && get(super, REVISION) <= 1;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t super[SUPER_SIZE];

	if (fp_view_read(view, SUPER, super, sizeof super) < sizeof super || !is_plausible(super))
		return FP_NOT_MINE;
	fp_fact(found, "version", "%s",
		get(super, INCOMPATIBLE) & HAS_EXTENTS ? "ext4"
		: get(super, COMPATIBLE) & HAS_JOURNAL ? "ext3"
						       : "ext2");
	fp_fact_text(found, "name", super + NAME, 16);
	return fp_found_used(found, view,
			     (uint64_t)get(super, BLOCKS) << (10 + get(super, BLOCK_LOG)));
}

static const struct fp_magic magics[] = {
	{ 1080, 2, "\x53\xef" },
	{ 0 },
};

const struct fp_kind fp_kind_ext = {
	.name = "ext",
	.article = "an",
	.title = "ext file system",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.identify = identify,
};
