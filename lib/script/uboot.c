// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot scripts. One chain of `if`, because plain lines go on after a load that failed, and write
// what happens to be in RAM. Numbers are compared by crc32 into RAM and cmp.b, never by itest:
// before v2017.05 its mask is a shift by a word's width, and on 32-bit MIPS everything is equal. &&
// and || do not stand in one list: hush skips all that follows.

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "content/uimage.h"
#include "script/uboot.h"

#define PAGE 0x1000 /* contents begin at multiples of this, for those who read the script */

/* Cells behind the contents, 8 bytes apart: `mw.l` and `crc32` store a long in old U-Boot. crc32
 * stores in the order of the CPU or, in builds with more than one hash, as big-endian
 * (common/hash.c): both are compared. */
#define CELL_SUM     0x00
#define CELL_SWAPPED 0x08
#define CELL_RESULT  0x10
#define CELL_WORK    0x18 /* equal to CELL_ONE: there is something to do */
#define CELL_ONE     0x20
#define CELLS	     0x40

/* An erase block that holds bytes which are not to be changed: written as an image made in RAM. */
struct shared {
	struct fp_range block;
	uint64_t at; /* in RAM */
};

struct writer {
	const struct fp_script *script;
	const struct fp_script_uboot *how;
	FILE *out;
	struct fp_arena *arena;
	uint64_t *at; /* of each file in RAM */
	struct shared *shared;
	size_t n_shared;
	uint64_t back, cells; /* in RAM: a block that was read back, and the cells */
	const char **elses; /* what is said where the open conditions fail */
	size_t n_elses;
};

static size_t index_of(const struct writer *w, const struct fp_script_file *file)
{
	return (size_t)(file - w->script->files);
}

/* Where the content of a range lies in RAM, once its file is loaded. */
static uint64_t address_of(const struct writer *w, const struct fp_script_file *file,
			   struct fp_range range)
{
	return w->at[index_of(w, file)] + file->skip + (range.offset - file->part->range.offset);
}

/* The part of a range that is whole blocks; size 0 where there is none. */
static struct fp_range whole_blocks(struct fp_range range, uint64_t block)
{
	const uint64_t from = (range.offset + block - 1) & ~(block - 1);
	const uint64_t to = fp_range_end(range) & ~(block - 1);

	return (struct fp_range){ from, to > from ? to - from : 0 };
}

static void add_shared(struct writer *w, uint64_t offset)
{
	const uint64_t size = w->script->plan->erase_size;
	const struct fp_range block = { offset & ~(size - 1), size };

	if (w->n_shared && w->shared[w->n_shared - 1].block.offset == block.offset)
		return;
	w->shared[w->n_shared++] = (struct shared){ .block = block };
}

/* Steps are in offset order, so are the blocks. */
static void find_shared(struct writer *w)
{
	const uint64_t block = w->script->plan->erase_size;

	for (size_t i = 0; i < w->script->n_steps; i++) {
		const struct fp_range range = w->script->steps[i].range;

		if (range.offset % block)
			add_shared(w, range.offset);
		if (fp_range_end(range) % block)
			add_shared(w, fp_range_end(range));
	}
}

/* Gives everything its place in RAM: files, images of shared blocks, cells. */
static int place(struct writer *w, uint64_t *end, struct fp_error *err)
{
	const struct fp_script *const script = w->script;
	const uint64_t block = script->plan->erase_size;
	uint64_t at = w->how->load_address;
	uint64_t sum = (script->n_files + w->n_shared + 3) * (PAGE + block);

	for (size_t i = 0; i < script->n_files; i++)
		sum += script->files[i].skip + script->files[i].part->range.size;
	if (at > UINT64_MAX - sum || (at <= UINT32_MAX && at + sum > UINT32_MAX))
		return fp_fail(
			err, FP_REFUSED,
			"the contents have no room in RAM behind the load address 0x%" PRIx64, at);
	for (size_t i = 0; i < script->n_files; i++) {
		w->at[i] = at;
		at += script->files[i].skip + script->files[i].part->range.size;
		at = (at + PAGE - 1) & ~(uint64_t)(PAGE - 1);
	}
	for (size_t i = 0; i < w->n_shared; i++, at += block)
		w->shared[i].at = at;
	w->back = at;
	w->cells = at + (w->n_shared ? block : 0);
	*end = w->cells + CELLS;
	return 0;
}

/* For the end of the script: what an open `if` says when it fails. False: out of memory. */
#define OPEN(w, ...) open_if(w, fp_arena_printf((w)->arena, __VA_ARGS__))
static void open_if(struct writer *w, const char *otherwise)
{
	w->elses[w->n_elses++] = otherwise;
}

static void close_ifs(struct writer *w, size_t down_to)
{
	while (w->n_elses > down_to) {
		const char *const otherwise = w->elses[--w->n_elses];

		if (otherwise && *otherwise)
			fprintf(w->out, "else\necho \"%s\"\n", otherwise);
		fputs("fi\n", w->out);
	}
}

static uint32_t sum_of(const uint8_t *data, uint64_t n)
{
	return (uint32_t)crc32_z(0, data, (size_t)n);
}

/* Opens an `if` that holds where the bytes in RAM have that checksum. */
static void print_check(const struct writer *w, uint64_t at, uint64_t n, uint32_t sum)
{
	const uint64_t c = w->cells;
	const uint32_t swapped =
		sum >> 24 | (sum >> 8 & 0xff00) | (sum << 8 & 0xff0000) | sum << 24;
	uint32_t other = ~sum; /* what the result is not, should nothing be stored */

	other += other == swapped;
	fprintf(w->out,
		"mw.l 0x%" PRIx64 " 0x%" PRIx32 "; mw.l 0x%" PRIx64 " 0x%" PRIx32
		"; mw.l 0x%" PRIx64 " 0x%" PRIx32 "\ncrc32 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64
		"\nif cmp.b 0x%" PRIx64 " 0x%" PRIx64 " 4 || cmp.b 0x%" PRIx64 " 0x%" PRIx64
		" 4; then\n",
		c + CELL_SUM, sum, c + CELL_SWAPPED, swapped, c + CELL_RESULT, other, at, n,
		c + CELL_RESULT, c + CELL_RESULT, c + CELL_SUM, c + CELL_RESULT, c + CELL_SWAPPED);
}

/* Reads a range of the chip over its place in RAM, which is filled first with what it shall not
 * hold: a reading that does nothing then cannot pass. */
static void print_read(const struct writer *w, const struct fp_script_step *step)
{
	const uint64_t at = address_of(w, step->file, step->range);
	const uint8_t fill = (uint8_t) ~*fp_script_data(step->file, step->range);

	fprintf(w->out,
		"mw.b 0x%" PRIx64 " 0x%x 0x%" PRIx64 "\nif sf read 0x%" PRIx64 " 0x%" PRIx64
		" 0x%" PRIx64 "; then\n",
		at, fill, step->range.size, at, step->range.offset, step->range.size);
}

static void print_load(const struct writer *w, const struct fp_script_file *file,
		       const char *before, const char *after)
{
	const uint64_t at = w->at[index_of(w, file)];

	if (strcmp(w->how->media, "tftp") == 0)
		fprintf(w->out, "%stftpboot 0x%" PRIx64 " %s%s\n", before, at, file->name, after);
	else
		fprintf(w->out, "%sfatload %s 0x%" PRIx64 " %s 0x%" PRIx64 "%s\n", before,
			w->how->media, at, file->name, file->skip + file->length, after);
}

/* Behind the file's bytes the partition is erased. */
static void print_padding(const struct writer *w, const struct fp_script_file *file)
{
	const uint64_t size = file->part->range.size;

	if (file->length < size)
		fprintf(w->out, "mw.b 0x%" PRIx64 " 0x%x 0x%" PRIx64 "\n",
			w->at[index_of(w, file)] + file->skip + file->length,
			w->script->plan->erased, size - file->length);
}

/* The bytes of a step that lie in a shared block. */
static struct fp_range in_block(const struct fp_script_step *step, const struct shared *shared)
{
	return fp_range_intersect(step->range, shared->block);
}

static void print_patches(const struct writer *w, const struct shared *shared)
{
	for (size_t i = 0; i < w->script->n_steps; i++) {
		const struct fp_script_step *const step = &w->script->steps[i];
		const struct fp_range part = in_block(step, shared);

		if (part.size)
			fprintf(w->out, "cp.b 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\n",
				address_of(w, step->file, part),
				shared->at + (part.offset - shared->block.offset), part.size);
	}
}

static void print_header(const struct writer *w, uint64_t ram_end)
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
		ram_end - 1);
}

/* Is all of it on the chip already? Then there is nothing to do, and no reset either: a card that
 * stays in the slot must not make the device start for ever. */
static void print_look(struct writer *w)
{
	const size_t level = w->n_elses;

	fprintf(w->out, "mw.l 0x%" PRIx64 " 1; mw.l 0x%" PRIx64 " 1\n", w->cells + CELL_WORK,
		w->cells + CELL_ONE);
	for (size_t i = 0; i < w->script->n_steps; i++) {
		const struct fp_script_step *const step = &w->script->steps[i];

		print_read(w, step);
		open_if(w, "");
		print_check(w, address_of(w, step->file, step->range), step->range.size,
			    sum_of(fp_script_data(step->file, step->range), step->range.size));
		open_if(w, "");
	}
	fprintf(w->out, "mw.l 0x%" PRIx64 " 0\n", w->cells + CELL_WORK);
	close_ifs(w, level);
	fprintf(w->out, "if cmp.b 0x%" PRIx64 " 0x%" PRIx64 " 4; then\n", w->cells + CELL_WORK,
		w->cells + CELL_ONE);
	OPEN(w, "flashplan: the flash holds it already: nothing was written");
}

static void print_loads(struct writer *w)
{
	for (size_t i = 0; i < w->script->n_files; i++) {
		const struct fp_script_file *const file = &w->script->files[i];

		print_load(w, file, "if ", "; then");
		OPEN(w, "flashplan: %s cannot be loaded from %s: nothing was written", file->name,
		     w->how->media);
		print_padding(w, file);
		print_check(w, w->at[i] + file->skip, file->part->range.size,
			    sum_of(file->data, file->part->range.size));
		OPEN(w,
		     "flashplan: %s is short, damaged or another version (0x%" PRIx64
		     " bytes wanted, $filesize came): nothing was written",
		     file->name, file->skip + file->length);
	}
}

/* The other bytes of a shared block, read twice. */
static void print_shared_reads(struct writer *w)
{
	const uint64_t size = w->script->plan->erase_size;

	for (size_t i = 0; i < w->n_shared; i++) {
		const struct shared *const s = &w->shared[i];

		fprintf(w->out,
			"if sf read 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 " && sf read 0x%" PRIx64
			" 0x%" PRIx64 " 0x%" PRIx64 "; then\n",
			s->at, s->block.offset, size, w->back, s->block.offset, size);
		OPEN(w, "flashplan: the flash cannot be read: nothing was written");
		fprintf(w->out, "if cmp.b 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "; then\n", s->at,
			w->back, size);
		OPEN(w, "flashplan: the flash was read twice and differs: nothing was written");
		print_patches(w, s);
	}
}

/* Its status is not asked: what is read back decides. */
static void print_write(const struct writer *w, uint64_t at, struct fp_range range)
{
	fprintf(w->out,
		"echo \"flashplan: erasing and writing 0x%" PRIx64 " 0x%" PRIx64
		": do not switch off\"\nif sf update 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64
		"; then\necho \"flashplan: updated\"\nelse\nsf erase 0x%" PRIx64 " 0x%" PRIx64
		" && sf write 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\nfi\n",
		range.offset, range.size, at, range.offset, range.size, range.offset, range.size,
		at, range.offset, range.size);
}

static void open_proof(struct writer *w, const char *name)
{
	OPEN(w,
	     "flashplan: %s IS NOT WRITTEN RIGHT (is the flash write-protected?). Do not switch off, "
	     "run this script again",
	     name);
}

static void print_step(struct writer *w, const struct fp_script_step *step)
{
	const struct fp_range whole = whole_blocks(step->range, w->script->plan->erase_size);

	if (whole.size)
		print_write(w, address_of(w, step->file, whole), whole);
}

static void print_shared(struct writer *w, const struct shared *s)
{
	const struct fp_script_step *step = w->script->steps;
	struct fp_range part;

	while (!in_block(step, s).size)
		step++;
	part = in_block(step, s);
	print_write(w, s->at, s->block);
	fprintf(w->out,
		"mw.b 0x%" PRIx64 " 0x%x 0x%" PRIx64 "\nif sf read 0x%" PRIx64 " 0x%" PRIx64
		" 0x%" PRIx64 "; then\n",
		w->back, (uint8_t) ~*fp_script_data(step->file, part), s->block.size, w->back,
		s->block.offset, s->block.size);
	open_proof(w, step->file->part->name);
	fprintf(w->out, "if cmp.b 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "; then\n", w->back,
		s->at, s->block.size);
	open_proof(w, step->file->part->name);
}

static void print_proof(struct writer *w, const struct fp_script_step *step)
{
	const char *const name = step->file->part->name;

	print_read(w, step);
	open_proof(w, name);
	print_check(w, address_of(w, step->file, step->range), step->range.size,
		    sum_of(fp_script_data(step->file, step->range), step->range.size));
	open_proof(w, name);
	fprintf(w->out,
		"echo \"flashplan: %s 0x%" PRIx64 " 0x%" PRIx64 ": written and read back\"\n", name,
		step->range.offset, step->range.size);
}

static void print_chain(struct writer *w)
{
	const struct fp_script *const script = w->script;

	if (strncmp(w->how->media, "usb ", 4) == 0)
		fputs("usb start\n", w->out);
	fputs("if sf probe 0; then\n", w->out);
	OPEN(w, "flashplan: the flash does not answer: nothing was written");
	print_look(w);
	print_loads(w);
	print_shared_reads(w);
	for (size_t i = 0; i < script->n_steps; i++)
		print_step(w, &script->steps[i]);
	for (size_t i = 0; i < w->n_shared; i++)
		print_shared(w, &w->shared[i]);
	for (size_t i = 0; i < script->n_steps; i++)
		print_proof(w, &script->steps[i]);
	fputs("echo \"flashplan: done, restarting\"\nreset\n", w->out);
	close_ifs(w, 0);
}

static void print_expected(const struct writer *w, uint64_t at, uint64_t n, uint32_t sum,
			   const char *otherwise)
{
	fprintf(w->out,
		"crc32 0x%" PRIx64 " 0x%" PRIx64 "\n# it must say ==> %08" PRIx32 "; if not, %s\n",
		at, n, sum, otherwise);
}

static void print_plain_write(const struct writer *w, uint64_t at, struct fp_range range)
{
	fprintf(w->out,
		"sf update 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64
		"\n# where there is no sf update: sf erase 0x%" PRIx64 " 0x%" PRIx64
		", then sf write 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\n",
		at, range.offset, range.size, range.offset, range.size, at, range.offset,
		range.size);
}

static void print_plain_loads(const struct writer *w)
{
	const struct fp_script *const script = w->script;

	if (strncmp(w->how->media, "usb ", 4) == 0)
		fputs("usb start\n", w->out);
	for (size_t i = 0; i < script->n_files; i++) {
		const struct fp_script_file *const file = &script->files[i];

		print_load(w, file, "", "");
		print_padding(w, file);
		print_expected(w, w->at[i] + file->skip, file->part->range.size,
			       sum_of(file->data, file->part->range.size),
			       "stop: nothing was written");
	}
	fputs("sf probe 0\n", w->out);
	for (size_t i = 0; i < w->n_shared; i++) {
		fprintf(w->out, "sf read 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\n",
			w->shared[i].at, w->shared[i].block.offset, w->shared[i].block.size);
		print_patches(w, &w->shared[i]);
	}
}

/* The same for people: they read what U-Boot says, and stop. */
static void print_plain(struct writer *w)
{
	const struct fp_script *const script = w->script;
	const char *const again = "do not switch off: go back to sf probe";

	fputs("# Paste one line, read what it says, then the next. Stop at an error: lines know nothing of each "
	      "other.\n",
	      w->out);
	print_plain_loads(w);
	for (size_t i = 0; i < script->n_steps; i++) {
		const struct fp_script_step *const step = &script->steps[i];
		const struct fp_range whole = whole_blocks(step->range, script->plan->erase_size);

		if (whole.size)
			print_plain_write(w, address_of(w, step->file, whole), whole);
	}
	for (size_t i = 0; i < w->n_shared; i++)
		print_plain_write(w, w->shared[i].at, w->shared[i].block);
	for (size_t i = 0; i < script->n_steps; i++) {
		const struct fp_script_step *const step = &script->steps[i];
		const uint64_t at = address_of(w, step->file, step->range);

		fprintf(w->out,
			"mw.b 0x%" PRIx64 " 0x%x 0x%" PRIx64 "\nsf read 0x%" PRIx64 " 0x%" PRIx64
			" 0x%" PRIx64 "\n",
			at, (uint8_t) ~*fp_script_data(step->file, step->range), step->range.size,
			at, step->range.offset, step->range.size);
		print_expected(w, at, step->range.size,
			       sum_of(fp_script_data(step->file, step->range), step->range.size),
			       again);
	}
	fputs("reset\n", w->out);
}

int fp_script_uboot_write(const struct fp_script *script, const struct fp_script_uboot *how,
			  FILE *out, uint64_t *ram_end, struct fp_error *err)
{
	struct fp_arena *arena = fp_arena_new();
	struct writer w = { .script = script, .how = how, .out = out, .arena = arena };
	int code = 0;

	if (arena) {
		w.at = fp_arena_alloc(arena, script->n_files, sizeof *w.at);
		w.shared = fp_arena_alloc(arena, 2 * script->n_steps, sizeof *w.shared);
		w.elses = fp_arena_alloc(arena, 2 * script->n_files + 16 * script->n_steps + 8,
					 sizeof *w.elses);
	}
	if (!w.at || !w.shared || !w.elses)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0) {
		find_shared(&w);
		code = place(&w, ram_end, err);
	}
	if (code == 0) {
		print_header(&w, *ram_end);
		(how->is_plain ? print_plain : print_chain)(&w);
	}
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
