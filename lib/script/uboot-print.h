/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What U-Boot scripts of both kinds print. Internal to the script room. */
#ifndef FP_SCRIPT_UBOOT_PRINT_H
#define FP_SCRIPT_UBOOT_PRINT_H

#include "script/uboot-ram.h"
#include "script/uboot.h"

struct fp_uboot_writer {
	const struct fp_script *script;
	const struct fp_script_uboot *how;
	FILE *out;
	struct fp_arena *arena;
	struct fp_uboot_ram ram;
};

/* The command that loads a file, between other words. */
void fp_uboot_print_load(const struct fp_uboot_writer *w, const struct fp_script_file *file,
			 const char *before, const char *after);

/* Behind the file's bytes the partition is erased. */
void fp_uboot_print_padding(const struct fp_uboot_writer *w, const struct fp_script_file *file);

/* What belongs into a shared block, over what was read of it. */
void fp_uboot_print_patches(const struct fp_uboot_writer *w, const struct fp_uboot_shared *shared);

/* The bytes of a step that lie in a shared block. */
struct fp_range fp_uboot_in_block(const struct fp_script_step *step,
				  const struct fp_uboot_shared *shared);

/* As U-Boot's crc32 computes it. */
uint32_t fp_uboot_sum(const uint8_t *data, uint64_t n);

#endif
