// SPDX-License-Identifier: GPL-2.0-or-later
// JFFS2 in either byte order: a log of nodes, with erased space between them.

#include <inttypes.h>
#include <stdio.h>
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

/* The first multiple of 4 from off on that does not begin with an erased byte; the view's size at
 * its end. */
static uint64_t skip_erased(const struct fp_view *view, uint64_t off)
{
	uint8_t window[16384];
	size_t want = 4, n; /* mostly the next node follows at once */

	while ((n = fp_view_read(view, off, window, want)) > 0) {
		for (size_t i = 0; i < n; i += 4)
			if (window[i] != view->erased)
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

/* Follows sound nodes; what a power cut left behind ends the walk, and is no damage. A node that
 * runs past the end of the bytes is: they were cut off. */
static enum fp_verdict walk(const struct fp_view *view, bool is_big, struct fp_found *found)
{
	uint8_t header[HEADER_SIZE];
	struct node node;
	uint64_t off = 0;
	unsigned count;

	for (count = 0; count < NODES_MAX; count++) {
		const size_t n = fp_view_read(view, off, header, sizeof header);

		if (is_header_start(header, n, is_big)) {
			snprintf(found->detail, sizeof found->detail,
				 "the node at 0x%" PRIx64 " is cut off after %zu bytes", off, n);
			return FP_DAMAGED;
		}
		if (n < sizeof header || !parse(header, n, is_big, &node) || !is_sound(&node))
			break;
		if (node.size > view->size - off) {
			snprintf(found->detail, sizeof found->detail,
				 "the node at 0x%" PRIx64 " has %" PRIu32
				 " bytes, there are %" PRIu64,
				 off, node.size, view->size - off);
			return FP_DAMAGED;
		}
		off = skip_erased(view, (off + node.size + 3) & ~UINT64_C(3));
	}
	snprintf(found->detail, sizeof found->detail, "%s-endian, %u node%s%s",
		 is_big ? "big" : "little", count, count == 1 ? "" : "s",
		 count == NODES_MAX ? " or more" : "");
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
	if (n < sizeof header) {
		snprintf(found->detail, sizeof found->detail,
			 "the first node is cut off after %zu bytes", n);
		return FP_DAMAGED;
	}
	if (node.crc != node.real_crc) {
		snprintf(found->detail, sizeof found->detail,
			 "header CRC is 0x%08" PRIx32 ", the first node says 0x%08" PRIx32,
			 node.real_crc, node.crc);
		return FP_DAMAGED;
	}
	if (node.size < HEADER_SIZE) {
		snprintf(found->detail, sizeof found->detail,
			 "the first node has %" PRIu32 " bytes, its header alone takes %d",
			 node.size, HEADER_SIZE);
		return FP_DAMAGED;
	}
	if (node.type == CLEANMARKER && node.size >= view->size) {
		snprintf(found->detail, sizeof found->detail,
			 "it is cut off behind the clean marker");
		return FP_DAMAGED;
	}
	return walk(view, is_big, found);
}

const struct fp_kind fp_kind_jffs2 = {
	.name = "jffs2",
	.title = "a JFFS2 file system",
	.identify = identify,
};
