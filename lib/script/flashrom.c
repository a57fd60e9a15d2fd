// SPDX-License-Identifier: GPL-2.0-or-later
// Command lines for flashrom.

#include <inttypes.h>

#include "script/flashrom.h"

static bool is_whole(const struct fp_script_step *step)
{
	return fp_range_is_same(step->range, step->file->part->range);
}

/* Of a partition that is written in parts, NAME.1 and so on. */
static const char *region_name(const struct fp_script *script, size_t index, struct fp_arena *arena)
{
	const struct fp_script_step *const step = &script->steps[index];
	unsigned number = 1;

	if (is_whole(step))
		return step->file->part->name;
	for (size_t i = 0; i < index; i++)
		number += script->steps[i].file == step->file;
	return fp_arena_printf(arena, "%s.%u", step->file->part->name, number);
}

static int split_step(const struct fp_script *script, size_t index, struct fp_arena *arena,
		      struct fp_script *regions, struct fp_error *err)
{
	const struct fp_script_step *const step = &script->steps[index];
	struct fp_partition *const region = fp_arena_alloc(arena, 1, sizeof *region);
	struct fp_script_file *const file = &regions->files[index];
	const bool is_as_it_is = is_whole(step) && step->file->path && !step->file->skip &&
				 step->file->length == step->range.size;

	if (!region || !(region->name = region_name(script, index, arena)))
		return fp_fail(err, FP_REFUSED, "out of memory");
	region->range = step->range;
	*file = (struct fp_script_file){ .part = region,
					 .length = step->range.size,
					 .data = fp_script_data(step->file, step->range) };
	if (is_as_it_is)
		file->path = step->file->path;
	file->name =
		is_as_it_is ? step->file->name : fp_arena_printf(arena, "%s.bin", region->name);
	regions->steps[index] = (struct fp_script_step){ file, step->range };
	return file->name ? 0 : fp_fail(err, FP_REFUSED, "out of memory");
}

int fp_script_flashrom_split(const struct fp_script *script, struct fp_arena *arena,
			     struct fp_script *regions, struct fp_error *err)
{
	const size_t n = script->n_steps;
	int code = 0;

	*regions = (struct fp_script){ .plan = script->plan, .n_files = n, .n_steps = n };
	regions->files = fp_arena_alloc(arena, n, sizeof *regions->files);
	regions->steps = fp_arena_alloc(arena, n, sizeof *regions->steps);
	if (!regions->files || !regions->steps)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < n && code == 0; i++)
		code = split_step(script, i, arena, regions, err);
	return code;
}

static void print_flashrom(const struct fp_script *regions, FILE *out, const char *action)
{
	fputs("flashrom -p \"$@\" -l flashplan.layout", out);
	for (size_t i = 0; i < regions->n_files; i++)
		fprintf(out, " -i %s:%s", regions->files[i].part->name, regions->files[i].name);
	fprintf(out, " %s\n", action);
}

int fp_script_flashrom_write(const struct fp_script *regions, FILE *out, struct fp_error *err)
{
	(void)err;
	fprintf(out,
		"#!/bin/sh\n"
		"# flashplan: plan %s by flashrom itself, with its files beside it: sh FILE PROGRAMMER "
		"[-c CHIP], for example ch341a_spi\n"
		"set -eu\n"
		"cd \"$(dirname \"$0\")\"\n"
		"[ $# -gt 0 ] || { echo \"usage: sh $0 PROGRAMMER [-c CHIP]\" >&2; exit 2; }\n\n"
		"# The ranges that are written, ends inclusive.\n"
		"cat >flashplan.layout <<'END'\n",
		regions->plan->name);
	for (size_t i = 0; i < regions->n_steps; i++)
		fprintf(out, "%08" PRIx64 ":%08" PRIx64 " %s\n", regions->steps[i].range.offset,
			fp_range_end(regions->steps[i].range) - 1, regions->files[i].part->name);
	fputs("END\n\n"
	      "# What is there before the first run, twice: it is the way back.\n"
	      "if [ ! -e flashplan-before.bin ]; then\n"
	      "\tflashrom -p \"$@\" -r flashplan-before.new\n"
	      "\tflashrom -p \"$@\" -v flashplan-before.new\n"
	      "\tmv flashplan-before.new flashplan-before.bin\n"
	      "fi\n\n"
	      "# flashrom 1.3 to 1.5 want a file of the whole chip behind -w; only the regions behind -i are written.\n",
	      out);
	print_flashrom(regions, out, "-N -w flashplan-before.bin");
	print_flashrom(regions, out, "-v flashplan-before.bin");
	fputs("# flashrom 1.6 and newer can do without it:\n# ", out);
	print_flashrom(regions, out, "-N -w");
	fputs("# ", out);
	print_flashrom(regions, out, "-v");
	return 0;
}
