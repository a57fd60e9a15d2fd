// SPDX-License-Identifier: GPL-2.0-or-later
// RAM for U-Boot scripts.

#include <inttypes.h>

#include "script/uboot-ram.h"

#define PAGE 0x1000 /* contents begin at multiples of this, for those who read the script */

uint64_t fp_uboot_ram_file(const struct fp_uboot_ram *ram, const struct fp_script_file *file)
{
	return ram->at[file - ram->script->files];
}

uint64_t fp_uboot_ram_content(const struct fp_uboot_ram *ram, const struct fp_script_file *file,
			      struct fp_range range)
{
	return fp_uboot_ram_file(ram, file) + file->skip +
	       (range.offset - file->part->range.offset);
}

struct fp_range fp_uboot_whole_blocks(const struct fp_script *script,
				      const struct fp_script_step *step)
{
	const uint64_t block = script->plan->erase_size;
	const uint64_t from = (step->range.offset + block - 1) & ~(block - 1);
	const uint64_t to = fp_range_end(step->range) & ~(block - 1);

	return (struct fp_range){ from, to > from ? to - from : 0 };
}

static void add_shared(struct fp_uboot_ram *ram, uint64_t offset)
{
	const uint64_t size = ram->script->plan->erase_size;
	const struct fp_range block = { offset & ~(size - 1), size };

	if (ram->n_shared && ram->shared[ram->n_shared - 1].block.offset == block.offset)
		return;
	ram->shared[ram->n_shared++] = (struct fp_uboot_shared){ .block = block };
}

/* Steps are in offset order, so are the blocks. */
static void find_shared(struct fp_uboot_ram *ram)
{
	const uint64_t block = ram->script->plan->erase_size;

	for (size_t i = 0; i < ram->script->n_steps; i++) {
		const struct fp_range range = ram->script->steps[i].range;

		if (range.offset % block)
			add_shared(ram, range.offset);
		if (fp_range_end(range) % block)
			add_shared(ram, fp_range_end(range));
	}
}

static int check_room(const struct fp_uboot_ram *ram, uint64_t load_address, struct fp_error *err)
{
	const struct fp_script *const script = ram->script;
	uint64_t sum =
		(script->n_files + ram->n_shared + 3) * (PAGE + (uint64_t)script->plan->erase_size);

	for (size_t i = 0; i < script->n_files; i++)
		sum += script->files[i].skip + script->files[i].part->range.size;
	if (load_address > UINT64_MAX - sum ||
	    (load_address <= UINT32_MAX && load_address + sum > UINT32_MAX))
		return fp_fail(
			err, FP_REFUSED,
			"the contents have no room in RAM behind the load address 0x%" PRIx64,
			load_address);
	return 0;
}

int fp_uboot_ram_place(struct fp_uboot_ram *ram, const struct fp_script *script,
		       uint64_t load_address, struct fp_arena *arena, struct fp_error *err)
{
	const uint64_t block = script->plan->erase_size;
	uint64_t at = load_address;

	*ram = (struct fp_uboot_ram){ .script = script };
	ram->at = fp_arena_alloc(arena, script->n_files, sizeof *ram->at);
	ram->shared = fp_arena_alloc(arena, 2 * script->n_steps, sizeof *ram->shared);
	if (!ram->at || !ram->shared)
		return fp_fail(err, FP_REFUSED, "out of memory");
	find_shared(ram);
	if (check_room(ram, load_address, err) < 0)
		return -FP_REFUSED;
	for (size_t i = 0; i < script->n_files; i++) {
		ram->at[i] = at;
		at += script->files[i].skip + script->files[i].part->range.size;
		at = (at + PAGE - 1) & ~(uint64_t)(PAGE - 1);
	}
	for (size_t i = 0; i < ram->n_shared; i++, at += block)
		ram->shared[i].at = at;
	ram->back = at;
	ram->cells = at + (ram->n_shared ? block : 0);
	ram->end = ram->cells + FP_CELLS;
	return 0;
}
