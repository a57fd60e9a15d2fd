// SPDX-License-Identifier: GPL-2.0-or-later
// Making of images: one pass from the sources into a temporary file, checks on that file, then
// publishing.

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file-out.h"
#include "base/file-set.h"
#include "image/depfile.h"
#include "dump/dump.h"
#include "image/image.h"
#include "content/kinds/kind.h"
#include "image/manifest.h"
#include "image/overlay.h"
#include "image/previous.h"
#include "image/summary.h"

#define N_OUTPUTS  4 /* the image, and what describes it */
#define CHUNK_SIZE ((size_t)256 << 10)

struct image {
	const struct fp_plan *plan;
	const struct fp_selection *selection;
	struct fp_source **sources; /* one for each item */
	struct fp_digests *digests; /* NULL: nobody asked */
	struct fp_out *out, *manifest, *depfile, *summary; /* NULL where nobody asked */
	struct fp_previous *previous; /* the manifest that is replaced; NULL: there is none */
	struct fp_range range; /* of the chip, that is written */
	struct fp_dump base;
	struct fp_overlay overlay;
	const struct fp_uimage *wrap;
	uint32_t crc; /* of what is written, where it is wrapped */
	const char **inputs; /* n_inputs paths, each another's */
	size_t n_inputs;
	uint8_t *chunk, *scratch; /* CHUNK_SIZE bytes each */
};

static int open_sources(struct image *image, const struct fp_source_dirs *dirs,
			struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < image->selection->n && code == 0; i++) {
		code = fp_source_open(image->plan, &image->selection->items[i], dirs,
				      &image->sources[i], err);
	}
	return code;
}

static bool is_whole(const struct fp_selected *item)
{
	return item->n_ranges == 1 && item->ranges[0].size == item->part->range.size;
}

/* Puts what an item has for the window into the chunk. A source is read through, also where a
 * protected partition leaves something out of it. */
static int add_item(struct image *image, size_t index, struct fp_range window, struct fp_error *err)
{
	const struct fp_selected *const item = &image->selection->items[index];
	const struct fp_range part = fp_range_intersect(item->part->range, window);
	int code;

	if (!part.size)
		return 0;
	if (is_whole(item))
		return fp_source_read(image->sources[index],
				      image->chunk + (part.offset - window.offset),
				      (size_t)part.size, err);
	code = fp_source_read(image->sources[index], image->scratch, (size_t)part.size, err);
	for (size_t i = 0; i < item->n_ranges; i++) {
		const struct fp_range r = fp_range_intersect(item->ranges[i], part);

		if (r.size)
			memcpy(image->chunk + (r.offset - window.offset),
			       image->scratch + (r.offset - part.offset), (size_t)r.size);
	}
	return code;
}

static int write_chunk(struct image *image, struct fp_range window, struct fp_error *err)
{
	const size_t n = (size_t)window.size;
	int code = 0;

	if (image->base.fd >= 0)
		code = fp_dump_read(&image->base, window, image->chunk, err);
	else
		memset(image->chunk, image->plan->erased, n);
	for (size_t i = 0; i < image->selection->n && code == 0; i++)
		code = add_item(image, i, window, err);
	if (code < 0)
		return code;
	fp_overlay_put(image->selection->values, image->selection->n_values, window, image->chunk);
	fp_overlay_put(image->overlay.items, image->overlay.n, window, image->chunk);
	if (image->digests)
		fp_digests_update(image->digests, image->chunk, n);
	if (image->wrap)
		image->crc = (uint32_t)crc32_z(image->crc, image->chunk, n);
	return fp_out_write(image->out, image->chunk, n, err);
}

static int write_chunks(struct image *image, struct fp_error *err)
{
	const uint64_t end = fp_range_end(image->range);
	int code = 0;

	for (uint64_t at = image->range.offset; at < end && code == 0; at += CHUNK_SIZE) {
		const uint64_t left = end - at;
		const struct fp_range window = { at, left < CHUNK_SIZE ? left : CHUNK_SIZE };

		code = write_chunk(image, window, err);
	}
	return code;
}

/* The header has a checksum of what follows it: room first, and its bytes at last. */
static int write_wrapped(struct image *image, struct fp_error *err)
{
	uint8_t header[FP_UIMAGE_HEADER] = { 0 };
	struct fp_uimage uimage = *image->wrap;
	int code;

	if (image->range.size > UINT32_MAX)
		return fp_fail(err, FP_REFUSED, "too large for a uImage");
	code = fp_out_write(image->out, header, sizeof header, err);
	if (code == 0)
		code = write_chunks(image, err);
	uimage.size = (uint32_t)image->range.size;
	uimage.data_crc = image->crc;
	fp_uimage_build(&uimage, header);
	if (code == 0 &&
	    pwrite(fp_out_fd(image->out), header, sizeof header, 0) != (ssize_t)sizeof header)
		code = fp_fail_errno(err, FP_REFUSED, "cannot write the header");
	return code;
}

/* What is checked is the file that will be published. */
static int check_contents(struct image *image, struct fp_error *err)
{
	const uint64_t head = image->wrap ? FP_UIMAGE_HEADER : 0;
	int code = 0;

	for (size_t i = 0; i < image->selection->n && code == 0; i++) {
		const struct fp_selected *const item = &image->selection->items[i];
		const struct fp_view view = { .fd = fp_out_fd(image->out),
					      .start = head + item->part->range.offset -
						       image->range.offset,
					      .size = item->part->range.size,
					      .erased = image->plan->erased };

		code = fp_source_finish(image->sources[i], err);
		if (code == 0)
			code = fp_selected_check(image->plan, item, &view, err);
	}
	return code;
}

/* All files that are read, but for the base; for messages too. */
static int list_inputs(struct image *image, const char *values, struct fp_error *err)
{
	const struct fp_source_file *file;
	size_t n = image->plan->n_texts;

	for (size_t i = 0; i < image->selection->n; i++)
		for (size_t k = 0; fp_source_file_at(image->sources[i], k); k++)
			n++;
	image->inputs = calloc(n + 2, sizeof *image->inputs);
	if (!image->inputs)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < image->plan->n_texts; i++)
		image->inputs[image->n_inputs++] = image->plan->texts[i].file;
	for (size_t i = 0; i < image->selection->n; i++)
		for (size_t k = 0; (file = fp_source_file_at(image->sources[i], k)); k++)
			image->inputs[image->n_inputs++] = file->opened;
	if (values)
		image->inputs[image->n_inputs++] = values;
	return 0;
}

/* No output replaces a file that is read, or another output. */
static int check_files(const struct image *image, const char *path,
		       const struct fp_image_options *options, struct fp_error *err)
{
	const char *const outputs[] = { path, options->manifest, options->depfile,
					options->summary };
	struct fp_file_set *set = fp_file_set_new();
	int code = set ? 0 : fp_fail(err, FP_REFUSED, "out of memory");

	for (size_t i = 0; i < image->n_inputs && code == 0; i++)
		code = fp_file_set_input(set, image->inputs[i], err);
	for (size_t i = 0; i < N_OUTPUTS && code == 0; i++)
		code = fp_file_set_output(set, outputs[i], err);
	/* The base may be changed in place, but not by what only describes it. */
	for (size_t i = 1; i < N_OUTPUTS && code == 0 && options->base; i++)
		code = fp_out_check(outputs[i], options->base, err);
	fp_file_set_free(set);
	return code;
}

/* What the image is cut from: the base, or a dump whose contents are taken. */
static bool find_whole(const struct image *image, struct stat *whole)
{
	if (image->base.fd >= 0)
		return fstat(image->base.fd, whole) == 0;
	for (size_t i = 0; i < image->selection->n; i++)
		if (image->selection->items[i].from)
			return stat(image->selection->items[i].from, whole) == 0;
	return false;
}

static int open_image(struct image *image, const char *path, struct fp_error *err)
{
	struct stat whole, target;
	struct fp_out_rules rules = { 0 };

	if (find_whole(image, &whole))
		rules.whole = &whole;
	if (image->base.fd >= 0 && stat(path, &target) == 0)
		rules.is_in_place = S_ISREG(target.st_mode) && target.st_dev == whole.st_dev &&
				    target.st_ino == whole.st_ino;
	return fp_out_open_by(path, &rules, &image->out, err);
}

/* All are opened before anything is written to one of them: what cannot be is known early. */
static int open_outputs(struct image *image, const char *path,
			const struct fp_image_options *options, struct fp_error *err)
{
	int code = list_inputs(image, options->values, err);

	if (code == 0)
		code = check_files(image, path, options, err);
	if (code == 0)
		code = open_image(image, path, err);
	if (code == 0 && options->manifest)
		code = fp_out_open(options->manifest, &image->manifest, err);
	if (code == 0 && options->depfile)
		code = fp_out_open(options->depfile, &image->depfile, err);
	if (code == 0 && options->depfile)
		code = fp_depfile_write(image->depfile, path, image->inputs, image->n_inputs, err);
	if (code == 0 && options->summary)
		code = fp_out_open(options->summary, &image->summary, err);
	if (code == 0 && options->summary && options->manifest)
		code = fp_previous_load(options->manifest, &image->previous, err);
	return code;
}

/* The image comes last: where it is, the others are. */
static int publish(struct image *image, struct fp_error *err)
{
	struct fp_out *const outs[] = { image->manifest, image->depfile, image->summary,
					image->out };
	int code = 0;

	if (image->digests)
		fp_digests_finish(image->digests);
	if (image->summary)
		code = fp_summary_write(image->summary, image->plan, image->digests,
					image->selection, image->sources, image->previous, err);
	if (code == 0 && image->manifest)
		code = fp_manifest_write(image->manifest, image->plan, image->digests,
					 image->selection, image->sources, err);
	if (code < 0)
		return code;
	return fp_out_commit_all(outs, sizeof outs / sizeof *outs, err);
}

static int allocate(struct image *image, bool has_digests, struct fp_error *err)
{
	image->sources = calloc(image->selection->n + 1, sizeof *image->sources);
	image->chunk = malloc(CHUNK_SIZE);
	image->scratch = malloc(CHUNK_SIZE);
	if (has_digests)
		image->digests = fp_digests_new(image->plan);
	if (image->sources && image->chunk && image->scratch && (image->digests || !has_digests))
		return 0;
	return fp_fail(err, FP_REFUSED, "out of memory");
}

static void release(struct image *image)
{
	for (size_t i = 0; image->sources && i < image->selection->n; i++)
		fp_source_free(image->sources[i]);
	fp_out_close(image->out);
	fp_out_close(image->manifest);
	fp_out_close(image->depfile);
	fp_out_close(image->summary);
	fp_previous_free(image->previous);
	fp_dump_close(&image->base);
	fp_overlay_free(&image->overlay);
	fp_digests_free(image->digests);
	free(image->sources);
	free(image->inputs);
	free(image->chunk);
	free(image->scratch);
}

int fp_image_write(const struct fp_plan *plan, const struct fp_selection *selection,
		   const char *path, const struct fp_image_options *options, struct fp_error *err)
{
	struct image image = { .plan = plan,
			       .selection = selection,
			       .range = options->is_trimmed ? selection->range
							    : (struct fp_range){ 0, plan->size },
			       .base = { .fd = -1 },
			       .wrap = options->wrap };
	int code = allocate(&image, options->manifest || options->summary, err);

	if (code == 0 && options->base)
		code = fp_dump_open(&image.base, options->base, plan, err);
	if (code == 0)
		code = open_sources(&image, &options->dirs, err);
	if (code == 0)
		code = fp_overlay_make(plan, selection, &options->dirs, &image.base, &image.overlay,
				       err);
	if (code == 0)
		code = open_outputs(&image, path, options, err);
	if (code == 0)
		code = image.wrap ? write_wrapped(&image, err) : write_chunks(&image, err);
	if (code == 0)
		code = check_contents(&image, err);
	for (size_t i = 0; code == 0 && options->told && i < selection->n; i++)
		options->told(options->ctx, &selection->items[i], image.sources[i]);
	if (code == 0)
		code = publish(&image, err);
	release(&image);
	return code;
}
