// SPDX-License-Identifier: GPL-2.0-or-later
// A config for genimage's flash image (pengutronix/genimage, image-flash.c) that makes the same
// image as `flashplan image`: what is not covered by a file is 0xff.

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "formats/format.h"
#include "formats/genimage-config.h"

/* libconfuse expands nothing in single quotes. */
static void write_string(FILE *out, const char *text)
{
	fputc('\'', out);
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('\'', out);
}

/* genimage wants partitions on erase blocks: the largest unit, up to the plan's, that all of them
 * keep to. */
static uint64_t find_block(const struct fp_plan *plan)
{
	uint64_t block = plan->erase_size;

	for (size_t i = 0; i < plan->n_parts; i++)
		while ((plan->parts[i].range.offset | plan->parts[i].range.size) & (block - 1))
			block /= 2;
	return block;
}

static bool is_erased(const struct fp_piece *piece)
{
	return (piece->kind == FP_PIECE_FILL && piece->fill == 0xff) ||
	       (piece->kind == FP_PIECE_HEX &&
		fp_is_filled(piece->bytes, (size_t)piece->length, 0xff));
}

static bool is_whole_file(const struct fp_piece *piece)
{
	return piece->kind == FP_PIECE_FILE && !piece->skip && piece->length == FP_SIZE_REST &&
	       (piece->at == 0 || piece->at == FP_OFFSET_NEXT);
}

/* Images leave per-device partitions erased. */
static const struct fp_piece *file_of(const struct fp_partition *part)
{
	if (part->per_device || !part->n_pieces || part->pieces[0].kind != FP_PIECE_FILE)
		return NULL;
	return &part->pieces[0];
}

static int check_content(const struct fp_plan *plan, struct fp_faults *notes, struct fp_error *err)
{
	const char *dir = NULL;

	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_partition *const part = &plan->parts[i];
		const struct fp_piece *const piece = file_of(part);

		if (part->per_device || !part->n_pieces ||
		    (part->n_pieces == 1 && is_erased(part->pieces)))
			continue;
		if (part->n_pieces > 1 || !piece || !is_whole_file(piece)) {
			fp_fail(err, FP_REFUSED,
				"genimage cannot be told the content of `%s`: only whole files",
				part->name);
			fp_hint(err, "put it into one file, or use flashplan image");
			return -FP_REFUSED;
		}
		if (dir && piece->dir && strcmp(dir, piece->dir) != 0)
			return fp_fail(
				err, FP_REFUSED,
				"genimage looks for files in one directory, and the plan's are in \"%s\" and \"%s\"",
				dir, piece->dir);
		dir = piece->dir;
		if (piece->sha256)
			fp_fail(fp_faults_next(notes, FP_NOTE), FP_REFUSED,
				"genimage does not compare the checksum of `%s`", part->name);
	}
	return 0;
}

static void write_partition(FILE *out, const char *name, struct fp_range range,
			    const struct fp_piece *file)
{
	fputs("\tpartition ", out);
	write_string(out, name);
	fprintf(out, " {\n\t\toffset = %" PRIu64 "\n\t\tsize = %" PRIu64 "\n", range.offset,
		range.size);
	if (file) {
		fputs("\t\timage = ", out);
		write_string(out, file->path);
		fputc('\n', out);
	}
	fputs("\t}\n", out);
}

static void write_image(const struct fp_plan *plan, const struct fp_partition *const *sorted,
			FILE *out)
{
	uint64_t end = 0;

	fprintf(out, "image '%s.bin' {\n\tflash {\n\t}\n\tflashtype = '%s'\n\tsize = %" PRIu64 "\n",
		plan->name, plan->name, plan->size);
	for (size_t i = 0; i < plan->n_parts; i++) {
		write_partition(out, sorted[i]->name, sorted[i]->range, file_of(sorted[i]));
		end = fp_range_end(sorted[i]->range);
	}
	/* genimage fills up with 0x00 behind the last partition. No plan has such a name. */
	if (end < plan->size)
		write_partition(out, "~erased", (struct fp_range){ end, plan->size - end }, NULL);
	fputs("}\n", out);
}

static bool is_config(const struct fp_input *in)
{
	return fp_genimage_is_config(in->data, in->n);
}

static int read_config(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		       struct fp_error *err)
{
	(void)notes;
	return fp_genimage_read(in->data, in->n, in->table, plan, err);
}

static int write_config(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
			struct fp_error *err)
{
	const struct fp_partition **sorted;
	const uint64_t block = find_block(plan);

	if (plan->erased != 0xff)
		return fp_fail(err, FP_REFUSED, "genimage fills with 0xff, the plan with 0x%02x",
			       plan->erased);
	if (plan->size / block > INT_MAX)
		return fp_fail(err, FP_REFUSED,
			       "genimage cannot count that many blocks of %" PRIu64 " bytes",
			       block);
	if (check_content(plan, notes, err) < 0)
		return -FP_REFUSED;
	sorted = fp_export_sort(plan);
	if (!sorted)
		return fp_fail(err, FP_REFUSED, "out of memory");
	fprintf(out,
		"# genimage --config THIS --inputpath DIRECTORY-OF-THE-PLAN'S-FILES\n"
		"flash '%s' {\n\tpebsize = %" PRIu64 "\n\tnumpebs = %" PRIu64
		"\n\tminimum-io-unit-size = 1\n}\n\n",
		plan->name, block, plan->size / block);
	write_image(plan, sorted, out);
	free(sorted);
	return 0;
}

const struct fp_format fp_format_genimage = {
	.name = "genimage",
	.summary = "config that makes genimage build the full-flash image",
	.carries = FP_CARRY_FLASH_SIZE | FP_CARRY_ERASE_SIZE | FP_CARRY_CONTENT,
	.certainty = FP_BY_SYNTAX,
	.probe = is_config,
	.read = read_config,
	.write = write_config,
};
