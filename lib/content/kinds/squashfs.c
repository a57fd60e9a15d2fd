// SPDX-License-Identifier: GPL-2.0-or-later
// SquashFS: 4.0, which is always little-endian, and 3.x in either byte order.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

/* linux fs/squashfs/squashfs_fs.h: struct squashfs_super_block */
#define SUPER_SIZE    96
#define BLOCK_SIZE    12
#define COMPRESSION   20
#define BLOCK_LOG     22
#define MAJOR	      28 /* here in 3.x too */
#define MINOR	      30
#define BYTES_USED    40
#define ID_TABLE      48
#define BLOCK_LOG_MIN 12
#define BLOCK_LOG_MAX 20 /* SQUASHFS_FILE_MAX_LOG */

/* squashfs-tools squashfs_compat.h: struct squashfs_super_block_3, packed */
#define SUPER_SIZE_3 119
#define BYTES_USED_3 63

static const char *const compressions[] = { NULL, "gzip", "lzma", "lzo", "xz", "lz4", "zstd" };

static enum fp_verdict cut_off(size_t n, struct fp_found *found)
{
	snprintf(found->detail, sizeof found->detail, "the superblock is cut off after %zu bytes",
		 n);
	return FP_DAMAGED;
}

static enum fp_verdict check_used(const struct fp_view *view, uint64_t used, size_t super,
				  struct fp_found *found)
{
	if (used < super) {
		snprintf(found->detail, sizeof found->detail,
			 "bytes_used %" PRIu64 " is less than the superblock's %zu", used, super);
		return FP_DAMAGED;
	}
	found->used = used;
	if (used <= view->size)
		return FP_GOOD;
	snprintf(found->detail, sizeof found->detail,
		 "bytes_used %" PRIu64 " is larger than the %" PRIu64 " bytes there are", used,
		 view->size);
	return FP_DAMAGED;
}

/* There is no checksum. But the index of the owners' table is written last, and points back into
 * the file system (linux fs/squashfs/id.c refuses another): where the tail was lost and padded, it
 * does not. */
static enum fp_verdict check_tail(const struct fp_view *view, uint64_t index,
				  struct fp_found *found)
{
	uint64_t table = 0;
	uint8_t bytes[8];

	if (index <= found->used - sizeof bytes &&
	    fp_view_read(view, index, bytes, sizeof bytes) == sizeof bytes)
		fp_get_le64(bytes, sizeof bytes, 0, &table);
	if (table >= SUPER_SIZE && table < index)
		return FP_GOOD;
	snprintf(found->detail, sizeof found->detail,
		 "the owners' table, indexed at 0x%" PRIx64 ", is lost: the tail is missing",
		 index);
	return FP_DAMAGED;
}

static enum fp_verdict identify_4(const struct fp_view *view, const uint8_t *super, size_t n,
				  struct fp_found *found)
{
	uint32_t block;
	uint16_t log, comp;
	uint64_t used, index;

	if (!fp_get_le32(super, n, BLOCK_SIZE, &block) ||
	    !fp_get_le16(super, n, COMPRESSION, &comp) || !fp_get_le16(super, n, BLOCK_LOG, &log) ||
	    !fp_get_le64(super, n, BYTES_USED, &used) || !fp_get_le64(super, n, ID_TABLE, &index) ||
	    n < SUPER_SIZE)
		return cut_off(n, found);
	if (log < BLOCK_LOG_MIN || log > BLOCK_LOG_MAX || block != UINT32_C(1) << log) {
		snprintf(found->detail, sizeof found->detail,
			 "a block size of %" PRIu32 " (logarithm %u) is impossible", block, log);
		return FP_DAMAGED;
	}
	if (check_used(view, used, SUPER_SIZE, found) != FP_GOOD ||
	    check_tail(view, index, found) != FP_GOOD)
		return FP_DAMAGED;
	if (comp < sizeof compressions / sizeof *compressions && compressions[comp])
		snprintf(found->detail, sizeof found->detail, "4.0, %s, %" PRIu64 " bytes",
			 compressions[comp], used);
	else
		snprintf(found->detail, sizeof found->detail,
			 "4.0, compression %u, %" PRIu64 " bytes", comp, used);
	return FP_GOOD;
}

static enum fp_verdict identify_3(const struct fp_view *view, const uint8_t *super, size_t n,
				  unsigned minor, bool is_big, struct fp_found *found)
{
	uint64_t used = 0;
	uint32_t high, low;

	if (n < SUPER_SIZE_3)
		return cut_off(n, found);
	if (is_big) {
		fp_get_be32(super, n, BYTES_USED_3, &high);
		fp_get_be32(super, n, BYTES_USED_3 + 4, &low);
		used = (uint64_t)high << 32 | low;
	} else {
		fp_get_le64(super, n, BYTES_USED_3, &used);
	}
	if (check_used(view, used, SUPER_SIZE_3, found) != FP_GOOD)
		return FP_DAMAGED;
	snprintf(found->detail, sizeof found->detail, "3.%u, %s-endian, %" PRIu64 " bytes", minor,
		 is_big ? "big" : "little", used);
	return FP_GOOD;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t super[SUPER_SIZE_3];
	const size_t n = fp_view_read(view, 0, super, sizeof super);
	const bool is_big = n >= 4 && !memcmp(super, "sqsh", 4);
	uint16_t major, minor;

	if (!is_big && (n < 4 || memcmp(super, "hsqs", 4) != 0))
		return FP_NOT_MINE;
	if (!(is_big ? fp_get_be16 : fp_get_le16)(super, n, MAJOR, &major) ||
	    !(is_big ? fp_get_be16 : fp_get_le16)(super, n, MINOR, &minor))
		return cut_off(n, found);
	if (major == 4 && minor == 0 && !is_big)
		return identify_4(view, super, n, found);
	if (major == 3)
		return identify_3(view, super, n, minor, is_big, found);
	snprintf(found->detail, sizeof found->detail, "there is no %s-endian version %u.%u",
		 is_big ? "big" : "little", major, minor);
	return FP_DAMAGED;
}

const struct fp_kind fp_kind_squashfs = {
	.name = "squashfs",
	.title = "a SquashFS file system",
	.identify = identify,
};
