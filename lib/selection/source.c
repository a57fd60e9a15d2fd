// SPDX-License-Identifier: GPL-2.0-or-later
// Contents as streams. Every file is read once, from front to back.

#include <string.h>

#include "plan/pieces.h"
#include "selection/segment-env.h"
#include "selection/segment.h"
#include "selection/select.h"
#include "selection/source.h"

struct fp_source {
	struct fp_arena *arena;
	const struct fp_plan *plan;
	const struct fp_partition *part;
	struct fp_segment
		*segments; /* in the order of the pieces, which is that of their offsets */
	size_t n;
	uint64_t position;
};

static int open_segments(struct fp_source *source, const struct fp_source_dirs *dirs,
			 struct fp_error *err)
{
	uint64_t end = 0;
	int code = 0;

	for (size_t i = 0; i < source->n && code == 0; i++) {
		struct fp_segment *const segment = &source->segments[i];

		code = fp_segment_open(segment, source->arena, dirs, err);
		segment->range.size = segment->piece.length;
		if (code == 0)
			code = fp_piece_place(source->part, &segment->piece, end, &segment->range,
					      err);
		if (code == 0)
			code = fp_segment_build_env(segment, source->arena, source->plan,
						    source->part, err);
		end = fp_range_end(segment->range);
		fp_segment_close(segment);
	}
	return code;
}

static struct fp_source *new_source(const struct fp_partition *part, size_t n)
{
	struct fp_arena *arena = fp_arena_new();
	struct fp_source *source = arena ? fp_arena_alloc(arena, 1, sizeof *source) : NULL;
	struct fp_segment *segments = arena ? fp_arena_alloc(arena, n, sizeof *segments) : NULL;

	if (!source || !segments) {
		fp_arena_free(arena);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		segments[i].fd = -1;
	*source = (struct fp_source){ .arena = arena, .part = part, .segments = segments, .n = n };
	return source;
}

/* What the user gives in place of the plan's content. */
static void set_given(struct fp_source *source, const struct fp_plan *plan,
		      const struct fp_selected *item)
{
	const struct fp_partition *const part = item->part;
	struct fp_segment *const segment = &source->segments[0];

	segment->piece = (struct fp_piece){ .kind = FP_PIECE_FILE,
					    .at = FP_OFFSET_NEXT,
					    .length = FP_LENGTH_UNKNOWN,
					    .path = item->file };
	if (item->file) {
		segment->may_be_wrapped = part->n_pieces == 1 && part->pieces->is_wrapped;
	} else {
		segment->piece.path = item->from;
		segment->piece.skip = part->range.offset;
		segment->piece.length = part->range.size;
		segment->whole = plan;
	}
}

int fp_source_open(const struct fp_plan *plan, const struct fp_selected *item,
		   const struct fp_source_dirs *dirs, struct fp_source **result,
		   struct fp_error *err)
{
	const struct fp_partition *const part = item->part;
	const bool is_given = item->file || item->from;
	struct fp_source *source = new_source(part, is_given ? 1 : part->n_pieces);
	int code;

	*result = NULL;
	if (!source)
		return fp_fail(err, FP_REFUSED, "out of memory");
	source->plan = plan;
	if (is_given)
		set_given(source, plan, item);
	for (size_t i = 0; !is_given && i < source->n; i++)
		source->segments[i].piece = part->pieces[i];
	code = open_segments(source, dirs, err);
	if (code < 0)
		fp_source_free(source);
	else
		*result = source;
	return code;
}

void fp_source_free(struct fp_source *source)
{
	if (!source)
		return;
	for (size_t i = 0; i < source->n; i++)
		fp_segment_close(&source->segments[i]);
	fp_arena_free(source->arena);
}

int fp_source_read(struct fp_source *source, uint8_t *buf, size_t n, struct fp_error *err)
{
	const struct fp_range window = { source->position, n };
	uint64_t filled = window.offset;
	int code = 0;

	for (size_t i = 0; i < source->n && code == 0; i++) {
		struct fp_segment *const segment = &source->segments[i];
		const struct fp_range part = fp_range_intersect(segment->range, window);

		if (!part.size)
			continue;
		memset(buf + (filled - window.offset), source->plan->erased,
		       (size_t)(part.offset - filled));
		code = fp_segment_read(segment, part, buf + (part.offset - window.offset), err);
		filled = fp_range_end(part);
	}
	memset(buf + (filled - window.offset), source->plan->erased,
	       (size_t)(fp_range_end(window) - filled));
	source->position += n;
	return code;
}

int fp_source_finish(struct fp_source *source, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < source->n && code == 0; i++)
		code = fp_segment_finish(&source->segments[i], source->part, err);
	return code;
}

uint64_t fp_source_end(const struct fp_source *source)
{
	return source->n ? fp_range_end(source->segments[source->n - 1].range) : 0;
}

const struct fp_source_file *fp_source_only_file(const struct fp_source *source)
{
	const struct fp_segment *const first = source->segments;

	return source->n == 1 && first->piece.kind == FP_PIECE_FILE && !first->range.offset
		       ? &first->file
		       : NULL;
}

const struct fp_source_file *fp_source_file_at(const struct fp_source *source, size_t index)
{
	for (size_t i = 0; i < source->n; i++)
		if (source->segments[i].file.opened && index-- == 0)
			return &source->segments[i].file;
	return NULL;
}
