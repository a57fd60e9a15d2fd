// SPDX-License-Identifier: GPL-2.0-or-later
// JFFS2 in either byte order: a log of nodes, with erased space between them.

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

/* linux include/uapi/linux/jffs2.h: struct jffs2_unknown_node, JFFS2_MAGIC_BITMASK,
 * JFFS2_NODETYPE_* */
#define HEADER_SIZE 12
#define CRC_OFFSET  8
#define MAGIC	    0x1985
#define ACCURATE    0x2000
#define CLEANMARKER 0x2003

static const uint16_t known_types[] = { 0xe001, 0xe002, 0x2003, 0x2004, 0x2006, 0xe008, 0xe009 };

/* Enough for any NOR flash; keeps a file made to be slow from being so. */
#define NODES_MAX 65536

#define SECTOR	4096 /* bytes: blocks of a flash are no smaller */
#define GAP_MAX 64 /* sectors without a node: where the walk ends */

struct node {
	uint16_t
		type; /* with the ACCURATE bit, which is cleared in place when a node is obsolete */
	uint32_t size, crc;
	uint32_t real_crc;
};

/* The kernel's crc32(0, ...), which inverts neither at the start nor at the end. */
static uint32_t raw_crc(const uint8_t *buf, size_t n)
{
	return ~(uint32_t)crc32(0xffffffff, buf, (uInt)n);
}

/* Is there a header with the magic number and a known type? */
static bool parse(const uint8_t *buf, size_t n, bool is_big, struct node *node)
{
	bool (*const get16)(const uint8_t *, size_t, size_t, uint16_t *) =
		is_big ? fp_get_be16 : fp_get_le16;
	bool (*const get32)(const uint8_t *, size_t, size_t, uint32_t *) =
		is_big ? fp_get_be32 : fp_get_le32;
	uint8_t covered[CRC_OFFSET];
	uint16_t magic;

	memset(node, 0, sizeof *node);
	if (!get16(buf, n, 0, &magic) || magic != MAGIC || !get16(buf, n, 2, &node->type))
		return false;
	node->type |= ACCURATE;
	if (get32(buf, n, 4, &node->size) && get32(buf, n, CRC_OFFSET, &node->crc)) {
		/* As linux fs/jffs2/scan.c does: the CRC is that of the accurate node. */
		memcpy(covered, buf, sizeof covered);
		covered[is_big ? 2 : 3] |= ACCURATE >> 8;
		node->real_crc = raw_crc(covered, sizeof covered);
	}
	for (size_t i = 0; i < sizeof known_types / sizeof *known_types; i++)
		if (node->type == known_types[i])
			return true;
	return false;
}

static bool is_sound(const struct node *node)
{
	return node->crc == node->real_crc && node->size >= HEADER_SIZE;
}

/* The first multiple of 4 from off on that begins with neither an erased byte nor 0x00, which is
 * what fills up a block; the view's size at its end. */
static uint64_t skip_blank(const struct fp_view *view, uint64_t off)
{
	uint8_t window[16384];
	size_t want = 4, n; /* mostly the next node follows at once */

	while ((n = fp_view_read(view, off, window, want)) > 0) {
		for (size_t i = 0; i < n; i += 4)
			if (window[i] != view->erased && window[i])
				return off + i;
		off += n;
		want = sizeof window;
	}
	return view->size;
}

/* Can these fewer bytes than a header be the start of one? */
static bool is_header_start(const uint8_t *buf, size_t n, bool is_big)
{
	const uint8_t magic[] = { is_big ? MAGIC >> 8 : MAGIC & 0xff,
				  is_big ? MAGIC & 0xff : MAGIC >> 8 };

	return n > 0 && n < HEADER_SIZE && !memcmp(buf, magic, n < 2 ? n : 2);
}

struct walk {
	bool is_big;
	unsigned nodes, torn; /* found; places where none followed */
	uint64_t end; /* of the last node that is more than a clean marker; 0: there is none */
};

/* The node at *off: counted, and *off behind it. False where there is none. */
static bool take_node(const struct fp_view *view, struct walk *walk, uint64_t *off,
		      struct fp_found *found)
{
	uint8_t header[HEADER_SIZE];
	const size_t n = fp_view_read(view, *off, header, sizeof header);
	struct node node;

	if (is_header_start(header, n, walk->is_big)) {
		fp_damage(found, "the node at 0x%" PRIx64 " is cut off after %zu bytes", *off, n);
		return false;
	}
	if (n < sizeof header || !parse(header, n, walk->is_big, &node) || !is_sound(&node))
		return false;
	if (node.size > view->size - *off) {
		fp_damage(found,
			  "the node at 0x%" PRIx64 " has %" PRIu32 " bytes, there are %" PRIu64,
			  *off, node.size, view->size - *off);
		return false;
	}
	walk->nodes++;
	*off += node.size;
	if (node.type != CLEANMARKER)
		walk->end = *off;
	*off = skip_blank(view, (*off + 3) & ~UINT64_C(3));
	return true;
}

/* Follows sound nodes; what a power cut left behind is passed over to the next sector, and is no
 * damage. A node that runs past the end of the bytes is: they were cut off. */
static enum fp_verdict walk_nodes(const struct fp_view *view, bool is_big, struct fp_found *found)
{
	struct walk walk = { .is_big = is_big };
	uint64_t off = 0;
	unsigned gap = 0;

	while (off < view->size && walk.nodes < NODES_MAX && gap < GAP_MAX) {
		if (take_node(view, &walk, &off, found)) {
			gap = 0;
			continue;
		}
		if (found->damage[0])
			return FP_DAMAGED;
		walk.torn += !gap++;
		off = (off | (SECTOR - 1)) + 1;
	}
	/* Where nodes never come again, what is there is something else. */
	if (gap)
		walk.torn--;
	fp_fact(found, "byte-order", "%s", is_big ? "big" : "little");
	fp_fact(found, "nodes", "%u%s", walk.nodes, walk.nodes == NODES_MAX ? " or more" : "");
	if (walk.torn)
		fp_fact(found, "torn", "%u places", walk.torn);
	found->used = walk.end;
	return FP_GOOD;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[HEADER_SIZE];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	const bool is_big = n && header[0] == MAGIC >> 8;
	struct node node;

	if (!parse(header, n, is_big, &node))
		return FP_NOT_MINE;
	if (n < sizeof header)
		return fp_damage_cut(found, "the first node", n);
	if (node.crc != node.real_crc)
		return fp_damage(found,
				 "header CRC is 0x%08" PRIx32 ", the first node says 0x%08" PRIx32,
				 node.real_crc, node.crc);
	if (node.size < HEADER_SIZE)
		return fp_damage(found,
				 "the first node has %" PRIu32 " bytes, its header alone takes %d",
				 node.size, HEADER_SIZE);
	if (node.type == CLEANMARKER && node.size >= view->size)
		return fp_damage(found, "it is cut off behind the clean marker");
	return walk_nodes(view, is_big, found);
}

static const struct fp_magic magics[] = {
	{ 0, 2, "\x85\x19" },
	{ 0, 2, "\x19\x85" },
	{ 0 },
};

const struct fp_kind fp_kind_jffs2 = {
	.name = "jffs2",
	.article = "a",
	.title = "JFFS2 file system",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.identify = identify,
};
