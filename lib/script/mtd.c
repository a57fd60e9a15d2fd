// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts for MTDs: the steps of one, behind the functions of mtd.sh.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "mtd-sh.h" /* script_body: mtd.sh as a string */
#include "script/files.h"
#include "script/mtd.h"

#define BLOCK_MAX 65536 /* bytes that dd moves at once */

static const char *mtd_name(const struct fp_partition *part)
{
	return part->label ? part->label : part->name;
}

/* Nothing inside single quotes is special, but for the quote. */
static void print_word(FILE *out, const char *word)
{
	fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

static bool is_boot(const struct fp_partition *part)
{
	for (const char *const *type = part->types; type && *type; type++)
		if (strcmp(*type, "ingenic-spl") == 0)
			return true;
	return part->range.offset == 0;
}

/* The part of a step's range in a partition for which its file has bytes; behind it is padding. */
static struct fp_range stated(const struct fp_script_step *step, struct fp_range range)
{
	const struct fp_range has = { step->file->part->range.offset, step->file->length };

	return fp_range_intersect(range, has);
}

/* The largest power of two that divides both, at most n and BLOCK_MAX. */
static uint64_t block_for(uint64_t a, uint64_t b, uint64_t n)
{
	uint64_t block = BLOCK_MAX;

	while (block > n || a % block || b % block)
		block /= 2;
	return block;
}

static void print_piece(FILE *out, const struct fp_script_file *file, struct fp_range range,
			uint64_t base)
{
	uint64_t skip = file->skip + (range.offset - file->part->range.offset);
	uint64_t seek = range.offset - base, left = range.size;

	while (left) {
		const uint64_t block = block_for(skip, seek, left), count = left / block;

		fprintf(out, "\tpiece %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
			file->name, block, skip / block, seek / block, count);
		skip += count * block;
		seek += count * block;
		left -= count * block;
	}
}

static void print_fill(FILE *out, uint8_t fill, struct fp_range range, uint64_t base)
{
	uint64_t seek = range.offset - base, left = range.size;

	while (left) {
		const uint64_t block = block_for(seek, 0, left), count = left / block;

		fprintf(out, "\tfill '\\%03o' %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", fill, block,
			seek / block, count);
		seek += count * block;
		left -= count * block;
	}
}

static int print_files(const struct fp_script *script, FILE *out, struct fp_error *err)
{
	struct fp_script_digest digest;
	int code = 0;

	for (size_t i = 0; i < script->n_files && code == 0; i++) {
		code = fp_script_digest(&script->files[i], &digest, err);
		if (code == 0)
			fprintf(out, "\tfile %s %" PRIu64 " %s %s\n", script->files[i].name,
				digest.size, digest.sha256, digest.md5);
	}
	return code;
}

/* Checksums of the whole partition, where the steps give all of it. *is_whole: they do. */
static int digest_part(const struct fp_script *script, const struct fp_partition *part,
		       struct fp_script_digest *digest, bool *is_whole, struct fp_error *err)
{
	const struct fp_range whole = part->range;
	uint8_t *const data = whole.size <= SIZE_MAX ? malloc((size_t)whole.size) : NULL;
	const struct fp_script_file file = { .part = part, .length = whole.size, .data = data };
	uint64_t sum = 0;
	int code = 0;

	*digest = (struct fp_script_digest){ 0 };
	if (!data)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < script->n_steps; i++) {
		const struct fp_script_step *const step = &script->steps[i];
		const struct fp_range common = fp_range_intersect(step->range, whole);

		if (common.size)
			memcpy(data + (common.offset - whole.offset),
			       fp_script_data(step->file, common), (size_t)common.size);
		sum += common.size;
	}
	*is_whole = sum == whole.size;
	if (*is_whole)
		code = fp_script_digest(&file, digest, err);
	free(data);
	return code;
}

static int print_part(const struct fp_script *script, const struct fp_partition *part, FILE *out,
		      struct fp_error *err)
{
	struct fp_script_digest digest;
	bool is_whole;

	if (digest_part(script, part, &digest, &is_whole, err) < 0)
		return -(int)err->code;
	fprintf(out, "\tpartition %s ", part->name);
	print_word(out, mtd_name(part));
	fprintf(out, " %" PRIu64 " %s %s '\\%03o' '%s' '%s'\n", part->range.size,
		is_whole ? "whole" : "part", is_boot(part) ? "yes" : "no", script->plan->erased,
		digest.sha256, digest.md5);
	for (size_t i = 0; i < script->n_steps; i++) {
		const struct fp_script_step *const step = &script->steps[i];
		struct fp_range common = fp_range_intersect(step->range, part->range);
		const struct fp_range has = stated(step, common);

		print_piece(out, step->file, has, part->range.offset);
		if (has.size) {
			common.offset = fp_range_end(has);
			common.size -= has.size;
		}
		if (!is_whole)
			print_fill(out, script->plan->erased, common, part->range.offset);
	}
	return 0;
}

/* Bytes of a step that lie in partitions; the others have no MTD. */
static int check_gaps(const struct fp_script *script, struct fp_error *err)
{
	for (size_t i = 0; i < script->n_steps; i++) {
		const struct fp_script_step *const step = &script->steps[i];
		uint64_t sum = 0;

		for (size_t k = 0; k < script->plan->n_parts; k++)
			sum += fp_range_intersect(step->range, script->plan->parts[k].range).size;
		if (sum != step->range.size)
			return fp_fail(
				err, FP_REFUSED,
				"a part of `%s` belongs to no partition: Linux has no MTD for it",
				step->file->part->name);
	}
	return 0;
}

static bool is_touched(const struct fp_script *script, const struct fp_partition *part)
{
	for (size_t i = 0; i < script->n_steps; i++)
		if (fp_range_overlaps(script->steps[i].range, part->range))
			return true;
	return false;
}

int fp_script_mtd_write(const struct fp_script *script, FILE *out, struct fp_error *err)
{
	const struct fp_plan *const plan = script->plan;
	int code = check_gaps(script, err);

	if (code < 0)
		return code;
	fprintf(out,
		"#!/bin/sh\n# flashplan: plan %s. To be run on the device, with its files beside it. "
		"--check only looks, --boot is needed for the boot loader.\n%s\nsteps() {\n",
		plan->name, script_body);
	code = print_files(script, out, err);
	for (size_t i = 0; i < plan->n_parts && code == 0; i++)
		if (is_touched(script, &plan->parts[i]))
			code = print_part(script, &plan->parts[i], out, err);
	fputs("}\n\nmain \"$@\"\n", out);
	return code;
}
