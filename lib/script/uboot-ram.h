/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a U-Boot script puts everything in RAM: files, images of shared blocks, cells. Internal to
 * the script room. */
#ifndef FP_SCRIPT_UBOOT_RAM_H
#define FP_SCRIPT_UBOOT_RAM_H

#include "script/script.h"

/* Cells behind the contents, 8 bytes apart: `mw.l` and `crc32` store a long in old U-Boot. crc32
 * stores in the order of the CPU or, in builds with more than one hash, as big-endian (u-boot
 * common/hash.c): both are compared. */
#define FP_CELL_SUM	0x00
#define FP_CELL_SWAPPED 0x08
#define FP_CELL_RESULT	0x10
#define FP_CELL_WORK	0x18 /* equal to FP_CELL_ONE: there is something to do */
#define FP_CELL_ONE	0x20
#define FP_CELLS	0x40

/* An erase block that holds bytes which are not to be changed: written as an image made in RAM. */
struct fp_uboot_shared {
	struct fp_range block;
	uint64_t at; /* in RAM */
};

struct fp_uboot_ram {
	const struct fp_script *script;
	uint64_t *at; /* of each file */
	struct fp_uboot_shared *shared; /* in offset order */
	size_t n_shared;
	uint64_t back; /* a block that was read back */
	uint64_t cells, end;
};

/* Refuses contents that RAM has no room for below 4 GiB, or the end of all addresses. Memory
 * belongs to the arena. */
FP_MUST_CHECK int fp_uboot_ram_place(struct fp_uboot_ram *ram, const struct fp_script *script,
				     uint64_t load_address, struct fp_arena *arena,
				     struct fp_error *err);

/* Where a file is loaded, and where the content of a range of its partition then is. */
uint64_t fp_uboot_ram_file(const struct fp_uboot_ram *ram, const struct fp_script_file *file);
uint64_t fp_uboot_ram_content(const struct fp_uboot_ram *ram, const struct fp_script_file *file,
			      struct fp_range range);

/* The part of a step that is whole erase blocks; size 0 where there is none. */
struct fp_range fp_uboot_whole_blocks(const struct fp_script *script,
				      const struct fp_script_step *step);

#endif
