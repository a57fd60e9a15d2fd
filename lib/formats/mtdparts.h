/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of reading mtdparts: finding the text in bytes, and parsing it. Internal. */
#ifndef FP_FORMATS_MTDPARTS_H
#define FP_FORMATS_MTDPARTS_H

#include "base/scan.h"
#include "plan/plan.h"

#define FP_MTDPARTS_MAX	     64 /* different candidates that are kept */
#define FP_MTDPARTS_TEXT_MAX 65536 /* bytes: 1,024 partitions have less */
#define FP_MTDPARTS_SEEN     512 /* candidates that are looked at: no dump has as many */

/* One text that may be a partition table: "mtd-id:entry,entry;mtd-id:...". */
struct fp_mtdparts {
	struct fp_scan text;
	unsigned line;
	uint64_t offset; /* in the data */
	bool is_bootargs; /* in what the kernel is given */
};

/* Every different text behind "mtdparts=", but references to variables; or all of the data where
 * there is none. Returns how many, at most FP_MTDPARTS_MAX. */
size_t fp_mtdparts_find(const uint8_t *data, size_t n, struct fp_mtdparts *found);

/* Joins a text that a terminal or a mail wrapped, in a name or behind a comma, with the lines that
 * follow it in `all`. In the arena where anything changed. False when out of memory. */
bool fp_mtdparts_unwrap(struct fp_scan all, struct fp_arena *arena, struct fp_scan *text);

/* The one that counts: the one at `table` where that is a hexadecimal offset (then *is_offset);
 * else of those that can be read the one in bootargs; of two that begin alike the longer one. */
FP_MUST_CHECK int fp_mtdparts_choose(struct fp_mtdparts *found, size_t n, const char *table,
				     bool *is_offset, struct fp_error *err);

/* Can all of it be read? */
FP_MUST_CHECK int fp_mtdparts_check(const struct fp_mtdparts *from, struct fp_error *err);

/* Is the text but a list of entries, without an mtd-id? */
bool fp_mtdparts_is_bare(const struct fp_mtdparts *from);

/* Adds the entries of one device, and its mtd-id, to the plan; mtd_id NULL: of the only one.
 * is_bare: the text has no mtd-id, and this is it. */
FP_MUST_CHECK int fp_mtdparts_parse(const struct fp_mtdparts *from, const char *mtd_id,
				    bool is_bare, struct fp_plan *plan, struct fp_error *err);

#endif
