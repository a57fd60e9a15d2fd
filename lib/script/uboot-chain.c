// SPDX-License-Identifier: GPL-2.0-or-later
// One chain of `if`, because plain lines go on after a load that failed, and write what happens to
// be in RAM. Numbers are compared by crc32 into RAM and cmp.b, never by itest: before v2017.05 its
// mask is a shift by a word's width, and on 32-bit MIPS everything is equal. && and || do not stand
// in one list: hush skips all that follows.

#include <inttypes.h>
#include <string.h>

#include "script/uboot-chain.h"

struct chain {
	struct fp_uboot_writer w;
	const char **elses; /* what is said where the open conditions fail */
	size_t n_elses;
};

#define OPEN(c, ...) open_if(c, fp_arena_printf((c)->w.arena, __VA_ARGS__))

/* For the end of the script. */
static void open_if(struct chain *c, const char *otherwise)
{
	c->elses[c->n_elses++] = otherwise;
}

static void close_ifs(struct chain *c, size_t down_to)
{
	const struct fp_uboot_writer *const w = &c->w;

	while (c->n_elses > down_to) {
		const char *const otherwise = c->elses[--c->n_elses];

		if (otherwise && *otherwise)
			fprintf(w->out, "else\necho \"%s\"\n", otherwise);
		fputs("fi\n", w->out);
	}
}

/* Opens an `if` that holds where the bytes in RAM have that checksum. */
static void print_check(const struct fp_uboot_writer *w, uint64_t at, uint64_t n, uint32_t sum)
{
	const uint64_t c = w->ram.cells;
	const uint32_t swapped =
		sum >> 24 | (sum >> 8 & 0xff00) | (sum << 8 & 0xff0000) | sum << 24;
	uint32_t other = ~sum; /* what the result is not, should nothing be stored */

	other += other == swapped;
	fprintf(w->out,
		"mw.l 0x%" PRIx64 " 0x%" PRIx32 "; mw.l 0x%" PRIx64 " 0x%" PRIx32
		"; mw.l 0x%" PRIx64 " 0x%" PRIx32 "\ncrc32 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64
		"\nif cmp.b 0x%" PRIx64 " 0x%" PRIx64 " 4 || cmp.b 0x%" PRIx64 " 0x%" PRIx64
		" 4; then\n",
		c + FP_CELL_SUM, sum, c + FP_CELL_SWAPPED, swapped, c + FP_CELL_RESULT, other, at,
		n, c + FP_CELL_RESULT, c + FP_CELL_RESULT, c + FP_CELL_SUM, c + FP_CELL_RESULT,
		c + FP_CELL_SWAPPED);
}

/* Reads a range of the chip over its place in RAM, which is filled first with what it shall not
 * hold: a reading that does nothing then cannot pass. */
static void print_read(const struct fp_uboot_writer *w, const struct fp_script_step *step)
{
	const uint64_t at = fp_uboot_ram_content(&w->ram, step->file, step->range);
	const uint8_t fill = (uint8_t) ~*fp_script_data(step->file, step->range);

	fprintf(w->out,
		"mw.b 0x%" PRIx64 " 0x%x 0x%" PRIx64 "\nif sf read 0x%" PRIx64 " 0x%" PRIx64
		" 0x%" PRIx64 "; then\n",
		at, fill, step->range.size, at, step->range.offset, step->range.size);
}

/* Is all of it on the chip already? Then there is nothing to do, and no reset either: a card that
 * stays in the slot must not make the device start for ever. */
static void print_look(struct chain *c)
{
	const struct fp_uboot_writer *const w = &c->w;
	const size_t level = c->n_elses;

	fprintf(w->out, "mw.l 0x%" PRIx64 " 1; mw.l 0x%" PRIx64 " 1\n", w->ram.cells + FP_CELL_WORK,
		w->ram.cells + FP_CELL_ONE);
	for (size_t i = 0; i < w->script->n_steps; i++) {
		const struct fp_script_step *const step = &w->script->steps[i];

		print_read(w, step);
		open_if(c, "");
		print_check(
			w, fp_uboot_ram_content(&w->ram, step->file, step->range), step->range.size,
			fp_uboot_sum(fp_script_data(step->file, step->range), step->range.size));
		open_if(c, "");
	}
	fprintf(w->out, "mw.l 0x%" PRIx64 " 0\n", w->ram.cells + FP_CELL_WORK);
	close_ifs(c, level);
	fprintf(w->out, "if cmp.b 0x%" PRIx64 " 0x%" PRIx64 " 4; then\n",
		w->ram.cells + FP_CELL_WORK, w->ram.cells + FP_CELL_ONE);
	OPEN(c, "flashplan: the flash holds it already: nothing was written");
}

static void print_loads(struct chain *c)
{
	const struct fp_uboot_writer *const w = &c->w;

	for (size_t i = 0; i < w->script->n_files; i++) {
		const struct fp_script_file *const file = &w->script->files[i];

		fp_uboot_print_load(w, file, "if ", "; then");
		OPEN(c, "flashplan: %s cannot be loaded from %s: nothing was written", file->name,
		     w->how->media);
		fp_uboot_print_padding(w, file);
		print_check(w, fp_uboot_ram_file(&w->ram, file) + file->skip,
			    file->part->range.size,
			    fp_uboot_sum(file->data, file->part->range.size));
		OPEN(c,
		     "flashplan: %s is short or damaged (want 0x%" PRIx64
		     ", got $filesize): nothing was written",
		     file->name, file->skip + file->length);
	}
}

/* The other bytes of a shared block, read twice. */
static void print_shared_reads(struct chain *c)
{
	const struct fp_uboot_writer *const w = &c->w;
	const uint64_t size = w->script->plan->erase_size;

	for (size_t i = 0; i < w->ram.n_shared; i++) {
		const struct fp_uboot_shared *const s = &w->ram.shared[i];

		fprintf(w->out,
			"if sf read 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 " && sf read 0x%" PRIx64
			" 0x%" PRIx64 " 0x%" PRIx64 "; then\n",
			s->at, s->block.offset, size, w->ram.back, s->block.offset, size);
		OPEN(c, "flashplan: the flash cannot be read: nothing was written");
		fprintf(w->out, "if cmp.b 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "; then\n", s->at,
			w->ram.back, size);
		OPEN(c, "flashplan: the flash was read twice and differs: nothing was written");
		fp_uboot_print_patches(w, s);
	}
}

/* Its status is not asked: what is read back decides. */
static void print_write(const struct fp_uboot_writer *w, uint64_t at, struct fp_range range)
{
	fprintf(w->out,
		"echo \"flashplan: erasing and writing 0x%" PRIx64 " 0x%" PRIx64
		": do not switch off\"\nif sf update 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64
		"; then\necho \"flashplan: updated\"\nelse\nsf erase 0x%" PRIx64 " 0x%" PRIx64
		" && sf write 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\nfi\n",
		range.offset, range.size, at, range.offset, range.size, range.offset, range.size,
		at, range.offset, range.size);
}

static void open_proof(struct chain *c, const char *name)
{
	OPEN(c, "flashplan: %s IS NOT RIGHT (write-protected?): do not switch off, run this again",
	     name);
}

static void print_step(const struct fp_uboot_writer *w, const struct fp_script_step *step)
{
	const struct fp_range whole = fp_uboot_whole_blocks(w->script, step);

	if (whole.size)
		print_write(w, fp_uboot_ram_content(&w->ram, step->file, whole), whole);
}

static void print_shared(struct chain *c, const struct fp_uboot_shared *s)
{
	const struct fp_uboot_writer *const w = &c->w;
	const struct fp_script_step *step = w->script->steps;
	struct fp_range part;

	while (!fp_uboot_in_block(step, s).size)
		step++;
	part = fp_uboot_in_block(step, s);
	print_write(w, s->at, s->block);
	fprintf(w->out,
		"mw.b 0x%" PRIx64 " 0x%x 0x%" PRIx64 "\nif sf read 0x%" PRIx64 " 0x%" PRIx64
		" 0x%" PRIx64 "; then\n",
		w->ram.back, (uint8_t) ~*fp_script_data(step->file, part), s->block.size,
		w->ram.back, s->block.offset, s->block.size);
	open_proof(c, step->file->part->name);
	fprintf(w->out, "if cmp.b 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "; then\n", w->ram.back,
		s->at, s->block.size);
	open_proof(c, step->file->part->name);
}

static void print_proof(struct chain *c, const struct fp_script_step *step)
{
	const struct fp_uboot_writer *const w = &c->w;
	const char *const name = step->file->part->name;

	print_read(w, step);
	open_proof(c, name);
	print_check(w, fp_uboot_ram_content(&w->ram, step->file, step->range), step->range.size,
		    fp_uboot_sum(fp_script_data(step->file, step->range), step->range.size));
	open_proof(c, name);
	fprintf(w->out,
		"echo \"flashplan: %s 0x%" PRIx64 " 0x%" PRIx64 ": written and read back\"\n", name,
		step->range.offset, step->range.size);
}

static void print_all(struct chain *c)
{
	const struct fp_uboot_writer *const w = &c->w;
	const struct fp_script *const script = w->script;

	if (strncmp(w->how->media, "usb ", 4) == 0)
		fputs("usb start\n", w->out);
	fputs("if sf probe 0; then\n", w->out);
	OPEN(c, "flashplan: the flash does not answer: nothing was written");
	print_look(c);
	print_loads(c);
	print_shared_reads(c);
	for (size_t i = 0; i < script->n_steps; i++)
		print_step(w, &script->steps[i]);
	for (size_t i = 0; i < w->ram.n_shared; i++)
		print_shared(c, &w->ram.shared[i]);
	for (size_t i = 0; i < script->n_steps; i++)
		print_proof(c, &script->steps[i]);
	fputs("echo \"flashplan: done, restarting\"\nreset\n", w->out);
	close_ifs(c, 0);
}

int fp_uboot_chain_write(const struct fp_uboot_writer *writer, struct fp_error *err)
{
	const struct fp_script *const script = writer->script;
	struct chain chain = { .w = *writer };

	chain.elses = fp_arena_alloc(writer->arena, 2 * script->n_files + 16 * script->n_steps + 8,
				     sizeof *chain.elses);
	if (!chain.elses)
		return fp_fail(err, FP_REFUSED, "out of memory");
	print_all(&chain);
	return 0;
}
