// SPDX-License-Identifier: GPL-2.0-or-later
// UBI: erase blocks that each begin with a header (linux drivers/mtd/ubi/ubi-media.h), big-endian.

#include <inttypes.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define EC_SIZE	   64
#define VID_AT	   16
#define IMAGE_SEQ  24
#define EC_CRC	   60
#define STEP	   4096 /* bytes: erase blocks are multiples */
#define BLOCK_MAX  (1 << 20)
#define LAYOUT_VOL 0x7fffefff /* UBI_LAYOUT_VOLUME_ID */
#define VOLUMES	   32 /* that are counted */

enum state { NONE, DAMAGED, SOUND };

/* The CRC begins with ffffffff and has no inversion at the end. */
static enum state read_ec(const struct fp_view *view, uint64_t off, uint8_t header[EC_SIZE])
{
	const struct fp_view here = { .data = header, .fd = -1, .size = EC_CRC };
	uint32_t says;

	if (!fp_view_has(view, off, "UBI#\x01", 5))
		return NONE;
	if (fp_view_read(view, off, header, EC_SIZE) < EC_SIZE)
		return DAMAGED;
	fp_get_be32(header, EC_SIZE, EC_CRC, &says);
	return ~fp_view_crc32(&here, 0, EC_CRC) == says ? SOUND : DAMAGED;
}

/* The distance to the next header. With one alone it is not known: 0. */
static uint32_t find_block(const struct fp_view *view)
{
	uint8_t header[EC_SIZE];

	for (uint32_t size = STEP; size <= BLOCK_MAX; size += STEP)
		if (read_ec(view, size, header) != NONE)
			return size;
	return 0;
}

/* Blocks that were never used since the chip was erased have no header: they count where more
 * follow. */
static unsigned count_blocks(const struct fp_view *view, uint32_t block, struct fp_found *found)
{
	uint8_t header[EC_SIZE];
	uint64_t off = 0;
	unsigned n = 0, damaged = 0;

	for (; off < view->size; off += block) {
		const enum state state = read_ec(view, off, header);

		if (state != NONE)
			found->used = off + block;
		n += state != NONE;
		damaged += state == DAMAGED;
		if (state == NONE && !fp_view_has(view, off, "\xff\xff\xff\xff", 4))
			break;
	}
	if (damaged)
		fp_damage(found, "the headers of %u of %u blocks are broken", damaged, n);
	return n;
}

static void count_volumes(const struct fp_view *view, uint32_t block, uint32_t vid_at,
			  struct fp_found *found)
{
	uint32_t seen[VOLUMES], id;
	unsigned n = 0, i;

	for (uint64_t off = 0; off < found->used; off += block) {
		if (!fp_view_has(view, off + vid_at, "UBI!", 4) ||
		    !fp_view_be32(view, off + vid_at + 8, &id) || id == LAYOUT_VOL)
			continue;
		for (i = 0; i < n && seen[i] != id; i++)
			;
		if (i == n && n < VOLUMES)
			seen[n++] = id;
	}
	fp_fact(found, "volumes", "%u", n);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[EC_SIZE];
	const enum state first = read_ec(view, 0, header);
	uint32_t block, seq = 0, vid_at = 0;

	if (view->size < EC_SIZE)
		return fp_damage_cut(found, "the first header", view->size);
	block = find_block(view);
	if (first == DAMAGED && !block)
		return fp_damage(found, "the CRC of its first header is wrong");
	fp_get_be32(header, EC_SIZE, VID_AT, &vid_at);
	fp_get_be32(header, EC_SIZE, IMAGE_SEQ, &seq);
	if (!block) {
		fp_fact(found, "blocks", "1");
		return FP_GOOD;
	}
	fp_fact(found, "block", "%" PRIu32 " bytes", block);
	fp_fact(found, "blocks", "%u", count_blocks(view, block, found));
	count_volumes(view, block, vid_at, found);
	fp_fact(found, "image-seq", "0x%08" PRIx32, seq);
	if (found->used > view->size)
		return fp_damage(found, "its last block of %" PRIu32 " bytes is cut off", block);
	return found->damage[0] ? FP_DAMAGED : FP_GOOD;
}

static const struct fp_magic magics[] = {
	{ 0, 5, "UBI#\x01" },
	{ 0 },
};

const struct fp_kind fp_kind_ubi = {
	.name = "ubi",
	.article = "a",
	.title = "UBI image",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.identify = identify,
};
