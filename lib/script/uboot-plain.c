// SPDX-License-Identifier: GPL-2.0-or-later
// Lines to paste, for U-Boot without `if`.

#include <inttypes.h>
#include <string.h>

#include "script/uboot-plain.h"

static void print_expected(const struct fp_uboot_writer *w, uint64_t at, uint64_t n, uint32_t sum,
			   const char *otherwise)
{
	fprintf(w->out,
		"crc32 0x%" PRIx64 " 0x%" PRIx64 "\n# it must say ==> %08" PRIx32 "; if not, %s\n",
		at, n, sum, otherwise);
}

static void print_plain_write(const struct fp_uboot_writer *w, uint64_t at, struct fp_range range)
{
	fprintf(w->out,
		"sf update 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64
		"\n# where there is no sf update: sf erase 0x%" PRIx64 " 0x%" PRIx64
		", then sf write 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\n",
		at, range.offset, range.size, range.offset, range.size, at, range.offset,
		range.size);
}

static void print_plain_loads(const struct fp_uboot_writer *w)
{
	const struct fp_script *const script = w->script;

	if (strncmp(w->how->media, "usb ", 4) == 0)
		fputs("usb start\n", w->out);
	for (size_t i = 0; i < script->n_files; i++) {
		const struct fp_script_file *const file = &script->files[i];

		fp_uboot_print_load(w, file, "", "");
		fp_uboot_print_padding(w, file);
		print_expected(w, fp_uboot_ram_file(&w->ram, file) + file->skip,
			       file->part->range.size,
			       fp_uboot_sum(file->data, file->part->range.size),
			       "stop: nothing was written");
	}
	fputs("sf probe 0\n", w->out);
	for (size_t i = 0; i < w->ram.n_shared; i++) {
		fprintf(w->out, "sf read 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\n",
			w->ram.shared[i].at, w->ram.shared[i].block.offset,
			w->ram.shared[i].block.size);
		fp_uboot_print_patches(w, &w->ram.shared[i]);
	}
}

void fp_uboot_plain_write(const struct fp_uboot_writer *w)
{
	const struct fp_script *const script = w->script;
	const char *const again = "do not switch off: go back to sf probe";

	fputs("# Paste one line, read what it says, then the next. Stop at an error: lines know nothing of each "
	      "other.\n",
	      w->out);
	print_plain_loads(w);
	for (size_t i = 0; i < script->n_steps; i++) {
		const struct fp_script_step *const step = &script->steps[i];
		const struct fp_range whole = fp_uboot_whole_blocks(w->script, step);

		if (whole.size)
			print_plain_write(w, fp_uboot_ram_content(&w->ram, step->file, whole),
					  whole);
	}
	for (size_t i = 0; i < w->ram.n_shared; i++)
		print_plain_write(w, w->ram.shared[i].at, w->ram.shared[i].block);
	for (size_t i = 0; i < script->n_steps; i++) {
		const struct fp_script_step *const step = &script->steps[i];
		const uint64_t at = fp_uboot_ram_content(&w->ram, step->file, step->range);

		fprintf(w->out,
			"mw.b 0x%" PRIx64 " 0x%x 0x%" PRIx64 "\nsf read 0x%" PRIx64 " 0x%" PRIx64
			" 0x%" PRIx64 "\n",
			at, (uint8_t) ~*fp_script_data(step->file, step->range), step->range.size,
			at, step->range.offset, step->range.size);
		print_expected(
			w, at, step->range.size,
			fp_uboot_sum(fp_script_data(step->file, step->range), step->range.size),
			again);
	}
	fputs("reset\n", w->out);
}
