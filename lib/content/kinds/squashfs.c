// SPDX-License-Identifier: GPL-2.0-or-later
// SquashFS 1 to 4, in either byte order, and under the magic numbers of vendors.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

/* linux fs/squashfs/squashfs_fs.h: struct squashfs_super_block */
#define SUPER_SIZE    96
#define TIME	      8
#define BLOCK_SIZE    12
#define COMPRESSION   20
#define BLOCK_LOG     22
#define MAJOR	      28 /* here in all versions */
#define MINOR	      30
#define BYTES_USED    40
#define ID_TABLE      48
#define BLOCK_LOG_MIN 12
#define BLOCK_LOG_MAX 20 /* SQUASHFS_FILE_MAX_LOG */

/* squashfs-tools squashfs_compat.h: struct squashfs_super_block_3 and _2, packed */
#define SUPER_SIZE_3 119
#define BYTES_USED_3 63
#define SUPER_SIZE_2 32
#define BYTES_USED_2 8

static const char *const compressions[] = { NULL, "gzip", "lzma", "lzo", "xz", "lz4", "zstd" };

/* What is read of any version. */
struct super {
	uint8_t bytes[SUPER_SIZE_3];
	size_t n;
	bool is_big, is_vendors;
	uint16_t major, minor;
};

static uint16_t get16(const struct super *super, size_t off)
{
	uint16_t v = 0;

	(super->is_big ? fp_get_be16 : fp_get_le16)(super->bytes, super->n, off, &v);
	return v;
}

static uint32_t get32(const struct super *super, size_t off)
{
	uint32_t v = 0;

	(super->is_big ? fp_get_be32 : fp_get_le32)(super->bytes, super->n, off, &v);
	return v;
}

static uint64_t get64(const struct super *super, size_t off)
{
	uint64_t v = 0;

	(super->is_big ? fp_get_be64 : fp_get_le64)(super->bytes, super->n, off, &v);
	return v;
}

static enum fp_verdict check_used(const struct fp_view *view, uint64_t used, size_t least,
				  struct fp_found *found)
{
	if (used < least)
		return fp_damage(found, "bytes_used %" PRIu64 " is less than the superblock's %zu",
				 used, least);
	found->used = used;
	if (used <= view->size)
		return FP_GOOD;
	return fp_damage(found,
			 "bytes_used %" PRIu64 " is larger than the %" PRIu64 " bytes there are",
			 used, view->size);
}

/* There is no checksum. But the index of the owners' table is written last, and points back into
 * the file system (linux fs/squashfs/id.c refuses another): where the tail was lost and padded, it
 * does not. */
static enum fp_verdict check_tail(const struct fp_view *view, uint64_t index, bool is_big,
				  struct fp_found *found)
{
	uint64_t table = 0;
	uint8_t bytes[8];

	if (index <= found->used - sizeof bytes &&
	    fp_view_read(view, index, bytes, sizeof bytes) == sizeof bytes)
		(is_big ? fp_get_be64 : fp_get_le64)(bytes, sizeof bytes, 0, &table);
	if (table >= SUPER_SIZE && table < index)
		return FP_GOOD;
	return fp_damage(
		found, "the owners' table, indexed at 0x%" PRIx64 ", is lost: the tail is missing",
		index);
}

static enum fp_verdict identify_4(const struct fp_view *view, const struct super *super,
				  struct fp_found *found)
{
	const uint32_t block = get32(super, BLOCK_SIZE);
	const uint16_t log = get16(super, BLOCK_LOG), comp = get16(super, COMPRESSION);

	if (super->n < SUPER_SIZE)
		return fp_damage_cut(found, "the superblock", super->n);
	if (log < BLOCK_LOG_MIN || log > BLOCK_LOG_MAX || block != UINT32_C(1) << log)
		return fp_damage(found, "a block size of %" PRIu32 " (logarithm %u) is impossible",
				 block, log);
	if (comp < sizeof compressions / sizeof *compressions && compressions[comp])
		fp_fact(found, "compression", "%s", compressions[comp]);
	else
		fp_fact(found, "compression", "%u", comp);
	if (!super->is_big)
		fp_fact_time(found, "time", get32(super, TIME));
	if (check_used(view, get64(super, BYTES_USED), SUPER_SIZE, found) != FP_GOOD)
		return FP_DAMAGED;
	return check_tail(view, get64(super, ID_TABLE), super->is_big, found);
}

static enum fp_verdict identify_old(const struct fp_view *view, const struct super *super,
				    struct fp_found *found)
{
	const bool is_3 = super->major == 3;
	const size_t size = is_3 ? SUPER_SIZE_3 : SUPER_SIZE_2;

	if (super->n < size)
		return fp_damage_cut(found, "the superblock", super->n);
	return check_used(view, is_3 ? get64(super, BYTES_USED_3) : get32(super, BYTES_USED_2),
			  size, found);
}

/* The version tells the byte order: vendors' magic numbers do not always. */
static bool read_version(struct super *super)
{
	super->is_big = !memcmp(super->bytes, "sqsh", 4);
	super->is_vendors = !super->is_big && memcmp(super->bytes, "hsqs", 4) != 0;
	for (int i = 0; i < 2; i++, super->is_big = !super->is_big) {
		super->major = get16(super, MAJOR);
		super->minor = get16(super, MINOR);
		if (super->major >= 1 && super->major <= 4 && super->minor < 256)
			return super->major < 4 || super->minor == 0;
	}
	super->major = get16(super, MAJOR);
	super->minor = get16(super, MINOR);
	return false;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	struct super super;

	super.n = fp_view_read(view, 0, super.bytes, sizeof super.bytes);
	if (super.n < MINOR + 2)
		return fp_damage_cut(found, "the superblock", super.n);
	if (!read_version(&super))
		return fp_damage(found, "there is no %s-endian version %u.%u",
				 super.is_big ? "big" : "little", super.major, super.minor);
	fp_fact(found, "version", "%u.%u", super.major, super.minor);
	fp_fact(found, "byte-order", "%s", super.is_big ? "big" : "little");
	if (super.is_vendors)
		fp_fact(found, "magic", "%.4s", (const char *)super.bytes);
	return super.major == 4 ? identify_4(view, &super, found)
				: identify_old(view, &super, found);
}

/* squashfs-tools, and the LZMA variants of D-Link, DD-WRT and others. */
static const struct fp_magic magics[] = {
	{ 0, 4, "hsqs" }, { 0, 4, "sqsh" }, { 0, 4, "shsq" },
	{ 0, 4, "qshs" }, { 0, 4, "hsqt" }, { 0, 4, "tqsh" },
	{ 0, 4, "sqlz" }, { 0, 4, "zlqs" }, { 0 },
};

const struct fp_kind fp_kind_squashfs = {
	.name = "squashfs",
	.article = "a",
	.title = "SquashFS file system",
	.magics = magics,
	.align = 4,
	.role = FP_ROLE_FILES,
	.is_payload = true,
	.identify = identify,
};
