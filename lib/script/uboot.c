// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts for U-Boot, and the image in which one is wrapped.

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "content/uimage.h"
#include "script/uboot-chain.h"
#include "script/uboot-plain.h"

static void print_header(const struct fp_uboot_writer *w)
{
	const struct fp_script *const script = w->script;

	fprintf(w->out, "# flashplan: plan %s, from %s\n", script->plan->name, w->how->media);
	for (size_t i = 0; i < script->n_files; i++)
		fprintf(w->out, "# file %s: 0x%" PRIx64 " bytes for %s\n", script->files[i].name,
			script->files[i].skip + script->files[i].length,
			script->files[i].part->name);
	for (size_t i = 0; i < script->n_steps; i++)
		fprintf(w->out, "# flash 0x%" PRIx64 " 0x%" PRIx64 " of %s\n",
			script->steps[i].range.offset, script->steps[i].range.size,
			script->steps[i].file->part->name);
	fprintf(w->out, "# RAM 0x%" PRIx64 " to 0x%" PRIx64 "\n", w->how->load_address,
		w->ram.end - 1);
}

int fp_script_uboot_write(const struct fp_script *script, const struct fp_script_uboot *how,
			  FILE *out, struct fp_script_uboot_needs *needs, struct fp_error *err)
{
	struct fp_arena *arena = fp_arena_new();
	struct fp_uboot_writer w = { .script = script, .how = how, .out = out, .arena = arena };
	int code = arena ? fp_uboot_ram_place(&w.ram, script, how->load_address, arena, err)
			 : fp_fail(err, FP_REFUSED, "out of memory");

	if (code == 0) {
		*needs = (struct fp_script_uboot_needs){ w.ram.end, w.ram.n_shared };
		print_header(&w);
	}
	if (code == 0 && how->is_plain)
		fp_uboot_plain_write(&w);
	else if (code == 0)
		code = fp_uboot_chain_write(&w, err);
	fp_arena_free(arena);
	return code;
}

void fp_script_image_head(const char *name, const char *text, size_t n, uint8_t *head)
{
	struct fp_uimage uimage = { .size = (uint32_t)n + 8, .type = FP_UIMAGE_SCRIPT };
	uint8_t *const table = head + FP_UIMAGE_HEADER;

	fp_uimage_number(FP_UIMAGE_OS, "linux", &uimage.os);
	fp_uimage_number(FP_UIMAGE_ARCH, "mips", &uimage.arch);
	strncpy(uimage.name, name, FP_UIMAGE_NAME_MAX);
	fp_put_be32(table, (uint32_t)n);
	fp_put_be32(table + 4, 0);
	uimage.data_crc = (uint32_t)crc32_z(crc32_z(0, table, 8), (const uint8_t *)text, n);
	fp_uimage_build(&uimage, head);
}
