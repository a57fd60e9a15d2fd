// SPDX-License-Identifier: GPL-2.0-or-later
// Commands of U-Boot.

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "script/uboot-print.h"

uint32_t fp_uboot_sum(const uint8_t *data, uint64_t n)
{
	return (uint32_t)crc32_z(0, data, (size_t)n);
}

struct fp_range fp_uboot_in_block(const struct fp_script_step *step,
				  const struct fp_uboot_shared *shared)
{
	return fp_range_intersect(step->range, shared->block);
}

void fp_uboot_print_load(const struct fp_uboot_writer *w, const struct fp_script_file *file,
			 const char *before, const char *after)
{
	const uint64_t at = fp_uboot_ram_file(&w->ram, file);

	if (strcmp(w->how->media, "tftp") == 0)
		fprintf(w->out, "%stftpboot 0x%" PRIx64 " %s%s\n", before, at, file->name, after);
	else
		fprintf(w->out, "%sfatload %s 0x%" PRIx64 " %s 0x%" PRIx64 "%s\n", before,
			w->how->media, at, file->name, file->skip + file->length, after);
}

void fp_uboot_print_padding(const struct fp_uboot_writer *w, const struct fp_script_file *file)
{
	const uint64_t size = file->part->range.size;

	if (file->length < size)
		fprintf(w->out, "mw.b 0x%" PRIx64 " 0x%x 0x%" PRIx64 "\n",
			fp_uboot_ram_file(&w->ram, file) + file->skip + file->length,
			w->script->plan->erased, size - file->length);
}

void fp_uboot_print_patches(const struct fp_uboot_writer *w, const struct fp_uboot_shared *shared)
{
	for (size_t i = 0; i < w->script->n_steps; i++) {
		const struct fp_script_step *const step = &w->script->steps[i];
		const struct fp_range part = fp_uboot_in_block(step, shared);

		if (part.size)
			fprintf(w->out, "cp.b 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\n",
				fp_uboot_ram_content(&w->ram, step->file, part),
				shared->at + (part.offset - shared->block.offset), part.size);
	}
}
