/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a kernel log that tell of MTD partitions. Internal to the library. */
#ifndef FP_FORMATS_BOOTLOG_LINES_H
#define FP_FORMATS_BOOTLOG_LINES_H

#include "base/range.h"
#include "base/scan.h"

enum fp_log_kind {
	FP_LOG_OTHER,
	FP_LOG_HEADING, /* Creating 4 MTD partitions on "spi0.0": */
	FP_LOG_ENTRY, /* 0x000000000000-0x000000040000 : "boot" */
	FP_LOG_DISABLED, /* mtd: partition "extfw" is out of reach -- disabled */
	FP_LOG_TRUNCATED, /* mtd: partition "fw" extends beyond ... -- size truncated to 0x7b0000 */
	FP_LOG_SIZE, /* m25p80 spi0.0: w25q128 (16384 Kbytes) */
};

struct fp_log_line {
	enum fp_log_kind kind;
	struct fp_scan text; /* the whole line, valid until the next one is taken */
	struct fp_scan name; /* of the device or the partition */
	uint64_t number; /* of partitions; of bytes that are left, or that the chip has */
	uint64_t from, to; /* of an entry */
	unsigned line;
};

struct fp_log_lines {
	struct fp_scan text;
	unsigned line;
	bool is_without_sizes; /* lines of FP_LOG_SIZE, which take longest to find, are not wanted
				*/
	char joined[1024]; /* a line that a terminal wrapped, whole again */
};

/* Takes the next line, with the one after it where only both together tell something; false at the
 * end. */
bool fp_log_next(struct fp_log_lines *lines, struct fp_log_line *line);

#endif
