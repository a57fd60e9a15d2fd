// SPDX-License-Identifier: GPL-2.0-or-later
// Contents as streams. Files are opened once and read once, from front to back.

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "number.h"
#include "source.h"

/* A length that shows only when the file is opened. */
#define LENGTH_UNKNOWN FP_SIZE_REST

struct segment {
	struct fp_piece piece;
	struct fp_range range; /* in the partition */
	int fd; /* -1: no file */
	struct fp_source_file file;
	struct sha256_ctx sha256;
};

struct fp_source {
	struct fp_arena *arena;
	const struct fp_partition *part;
	uint8_t erased;
	struct segment *segments; /* in the order of the pieces, which is that of their offsets */
	size_t n;
	uint64_t position;
};

static int refuse_large(const struct fp_partition *part, const struct fp_piece *piece,
			struct fp_range range, struct fp_error *err)
{
	const uint64_t size = part->range.size;
	int code;

	if (range.offset)
		code = fp_fail(err, FP_REFUSED,
			       "`%s`: %s of %" PRIu64 " bytes at 0x%" PRIx64 " ends %" PRIu64
			       " bytes behind the partition's %" PRIu64,
			       part->name, piece->path ? piece->path : "a piece", range.size,
			       range.offset, fp_range_end(range) - size, size);
	else
		code = fp_fail(err, FP_REFUSED,
			       "`%s`: %s has %" PRIu64 " bytes, %" PRIu64
			       " more than the partition's %" PRIu64,
			       part->name, piece->path ? piece->path : "the content", range.size,
			       range.size - size, size);
	return code;
}

/* Where a piece lies: at its `at`, or behind the piece before, which ends at `end`. */
static int place_piece(const struct fp_partition *part, const struct fp_piece *piece, uint64_t end,
		       struct fp_range *range, struct fp_error *err)
{
	const uint64_t size = part->range.size;
	uint64_t at = piece->at == FP_OFFSET_NEXT ? end : piece->at;

	if (piece->at == FP_OFFSET_NEXT && piece->align)
		at = (at + piece->align - 1) & ~(piece->align - 1);
	if (piece->at < end)
		return fp_fail(err, FP_REFUSED,
			       "`%s`: a piece at 0x%" PRIx64
			       " begins before the end of the one before "
			       "it, 0x%" PRIx64 ": two sources for one byte",
			       part->name, piece->at, end);
	if (at >= size)
		return fp_fail(err, FP_REFUSED,
			       "`%s`: a piece at 0x%" PRIx64 " lies behind the partition's %" PRIu64
			       " bytes",
			       part->name, at, size);
	if (!range->size)
		return fp_fail(err, FP_REFUSED, "`%s`: a piece of 0 bytes", part->name);
	range->offset = at;
	if (piece->kind == FP_PIECE_FILL && piece->length == FP_SIZE_REST)
		range->size = size - at;
	if (range->size > size - at)
		return refuse_large(part, piece, *range, err);
	return 0;
}

int fp_source_check(const struct fp_partition *part, struct fp_error *err)
{
	uint64_t end = 0;
	int code = 0;

	for (size_t i = 0; i < part->n_pieces && code == 0; i++) {
		const struct fp_piece *const piece = &part->pieces[i];
		struct fp_range range = { 0, piece->length };

		if (piece->kind == FP_PIECE_FILE && piece->length == LENGTH_UNKNOWN)
			range.size = 1; /* at least */
		code = place_piece(part, piece, end, &range, err);
		end = fp_range_end(range);
	}
	return code;
}

/* Looks in the plan's directory, then in those of -I. */
static int find_file(struct segment *segment, const struct fp_source_dirs *dirs, char **opened,
		     struct fp_error *err)
{
	const struct fp_piece *const piece = &segment->piece;
	int code = fp_root_open(piece->dir, piece->path, &segment->fd, opened, err);

	for (size_t i = 0; code == 0 && segment->fd < 0 && dirs && i < dirs->n; i++)
		code = fp_root_open(dirs->dirs[i], piece->path, &segment->fd, opened, err);
	if (code == 0 && segment->fd < 0) {
		code = fp_fail(err, FP_REFUSED, "cannot open %s%s%s: %s", piece->dir,
			       piece->dir[0] ? "/" : "", piece->path, strerror(ENOENT));
		fp_hint(err, "files of a plan are looked for beside it and in -I DIR");
	}
	return code;
}

static int measure_file(struct segment *segment, struct fp_error *err)
{
	const char *const path = segment->file.opened;
	struct fp_piece *const piece = &segment->piece;
	struct stat st;
	uint64_t size;

	if (fstat(segment->fd, &st) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot read %s", path);
	if (!S_ISREG(st.st_mode))
		return fp_fail(err, FP_REFUSED, "%s is not a regular file", path);
	size = (uint64_t)st.st_size;
	if (!size)
		return fp_fail(err, FP_REFUSED, "%s is empty", path);
	if (piece->skip >= size)
		return fp_fail(err, FP_REFUSED,
			       "%s has %" PRIu64
			       " bytes: nothing is left behind a skip of %" PRIu64,
			       path, size, piece->skip);
	if (piece->length == LENGTH_UNKNOWN)
		piece->length = size - piece->skip;
	if (piece->length > size - piece->skip)
		return fp_fail(err, FP_REFUSED,
			       "%s has %" PRIu64 " bytes, too few for %" PRIu64 " from %" PRIu64,
			       path, size, piece->length, piece->skip);
	if (lseek(segment->fd, (off_t)piece->skip, SEEK_SET) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot read %s", path);
	segment->file.size = piece->length;
	return 0;
}

static int open_segment(struct fp_source *source, struct segment *segment,
			const struct fp_source_dirs *dirs, struct fp_error *err)
{
	struct fp_piece *const piece = &segment->piece;
	char *opened = NULL;
	int code = 0;

	if (piece->kind != FP_PIECE_FILE)
		return 0;
	if (piece->dir) {
		code = find_file(segment, dirs, &opened, err);
	} else {
		segment->fd = open(piece->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (segment->fd < 0)
			code = fp_fail_errno(err, FP_REFUSED, "cannot open %s", piece->path);
	}
	if (code == 0) {
		segment->file.path = piece->path;
		segment->file.opened =
			fp_arena_strdup(source->arena, opened ? opened : piece->path);
		if (!segment->file.opened)
			code = fp_fail(err, FP_REFUSED, "out of memory");
	}
	free(opened);
	sha256_init(&segment->sha256);
	return code < 0 ? code : measure_file(segment, err);
}

static int open_segments(struct fp_source *source, const struct fp_source_dirs *dirs,
			 struct fp_error *err)
{
	uint64_t end = 0;
	int code = 0;

	for (size_t i = 0; i < source->n && code == 0; i++) {
		struct segment *const segment = &source->segments[i];

		code = open_segment(source, segment, dirs, err);
		segment->range.size = segment->piece.length;
		if (code == 0)
			code = place_piece(source->part, &segment->piece, end, &segment->range,
					   err);
		end = fp_range_end(segment->range);
	}
	return code;
}

static struct fp_source *new_source(const struct fp_partition *part, size_t n)
{
	struct fp_arena *arena = fp_arena_new();
	struct fp_source *source = arena ? fp_arena_alloc(arena, 1, sizeof *source) : NULL;
	struct segment *segments = arena ? fp_arena_alloc(arena, n, sizeof *segments) : NULL;

	if (!source || !segments) {
		fp_arena_free(arena);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		segments[i].fd = -1;
	*source = (struct fp_source){ .arena = arena, .part = part, .segments = segments, .n = n };
	return source;
}

int fp_source_open(const struct fp_plan *plan, const struct fp_partition *part, const char *file,
		   const struct fp_source_dirs *dirs, struct fp_source **result,
		   struct fp_error *err)
{
	struct fp_source *source = new_source(part, file ? 1 : part->n_pieces);
	int code;

	*result = NULL;
	if (!source)
		return fp_fail(err, FP_REFUSED, "out of memory");
	source->erased = plan->erased;
	if (file)
		source->segments[0].piece = (struct fp_piece){ .kind = FP_PIECE_FILE,
							       .at = FP_OFFSET_NEXT,
							       .length = LENGTH_UNKNOWN,
							       .path = file };
	for (size_t i = 0; !file && i < source->n; i++)
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
		if (source->segments[i].fd >= 0)
			close(source->segments[i].fd);
	fp_arena_free(source->arena);
}

/* Holes in sparse files are read as the zeros that they are. */
static int read_file(struct segment *segment, uint8_t *buf, size_t n, struct fp_error *err)
{
	size_t done = 0;

	while (done < n) {
		const ssize_t got = read(segment->fd, buf + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fp_fail_errno(err, FP_REFUSED, "cannot read %s",
					     segment->file.opened);
		if (got == 0)
			return fp_fail(err, FP_REFUSED, "%s became shorter while it was read",
				       segment->file.opened);
		done += (size_t)got;
	}
	if (segment->piece.sha256)
		sha256_update(&segment->sha256, n, buf);
	return 0;
}

/* part lies inside of the segment; it counts from the partition's start. */
static int read_segment(struct segment *segment, struct fp_range part, uint8_t *buf,
			struct fp_error *err)
{
	const size_t n = (size_t)part.size;

	switch (segment->piece.kind) {
	case FP_PIECE_FILE:
		return read_file(segment, buf, n, err);
	case FP_PIECE_HEX:
		memcpy(buf, segment->piece.bytes + (part.offset - segment->range.offset), n);
		return 0;
	case FP_PIECE_FILL:
		memset(buf, segment->piece.fill, n);
		return 0;
	}
	return 0;
}

int fp_source_read(struct fp_source *source, uint8_t *buf, size_t n, struct fp_error *err)
{
	const struct fp_range window = { source->position, n };
	uint64_t filled = window.offset;
	int code = 0;

	for (size_t i = 0; i < source->n && code == 0; i++) {
		struct segment *const segment = &source->segments[i];
		const struct fp_range part = fp_range_intersect(segment->range, window);

		if (!part.size)
			continue;
		memset(buf + (filled - window.offset), source->erased,
		       (size_t)(part.offset - filled));
		code = read_segment(segment, part, buf + (part.offset - window.offset), err);
		filled = fp_range_end(part);
	}
	memset(buf + (filled - window.offset), source->erased,
	       (size_t)(fp_range_end(window) - filled));
	source->position += n;
	return code;
}

int fp_source_finish(struct fp_source *source, struct fp_error *err)
{
	for (size_t i = 0; i < source->n; i++) {
		struct segment *const segment = &source->segments[i];
		uint8_t digest[SHA256_DIGEST_SIZE], pinned[SHA256_DIGEST_SIZE];
		char text[2 * SHA256_DIGEST_SIZE + 1];

		if (!segment->piece.sha256)
			continue;
		sha256_digest(&segment->sha256, sizeof digest, digest);
		fp_hex_decode(segment->piece.sha256, pinned);
		if (memcmp(digest, pinned, sizeof digest) == 0)
			continue;
		fp_hex_encode(digest, sizeof digest, text);
		fp_fail(err, FP_REFUSED, "`%s`: %s has the SHA-256 %s, the plan pins %s",
			source->part->name, segment->file.opened, text, segment->piece.sha256);
		fp_hint(err, "it is another version of the file, or a damaged download");
		return -FP_REFUSED;
	}
	return 0;
}

uint64_t fp_source_end(const struct fp_source *source)
{
	return source->n ? fp_range_end(source->segments[source->n - 1].range) : 0;
}

const struct fp_source_file *fp_source_file_at(const struct fp_source *source, size_t index)
{
	for (size_t i = 0; i < source->n; i++)
		if (source->segments[i].fd >= 0 && index-- == 0)
			return &source->segments[i].file;
	return NULL;
}
