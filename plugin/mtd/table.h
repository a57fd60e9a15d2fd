/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The MTDs that this kernel has, as /proc and /sys tell of them. */
#ifndef MTD_TABLE_H
#define MTD_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define MTD_ENTRIES_MAX 64

struct mtd_entry {
	unsigned number;
	char name[64];
	uint64_t size; /* bytes */
	uint64_t offset; /* in what it is a part of; only if has_offset */
	bool has_offset; /* it is a part of another one, or of a chip that has no MTD itself */
	bool is_nested; /* in another MTD that is a part itself: the offset counts from that one */
	char mounted[64]; /* where it is mounted, or what else uses it; empty: nothing */
};

struct mtd_table {
	struct mtd_entry entries[MTD_ENTRIES_MAX];
	size_t n;
};

/* Where /proc, /sys and /dev are: "", or another tree in tests. */
extern const char *mtd_root;

/* From /proc/mtd, /sys/class/mtd (offsets since Linux 4.1), /proc/mounts and /proc/cmdline. */
FP_MUST_CHECK int mtd_table_read(struct mtd_table *table, struct fp_error *err);

/* The path of the character device of an MTD; size bytes of room. */
void mtd_device_path(unsigned number, char *path, size_t size);

#endif
