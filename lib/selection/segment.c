// SPDX-License-Identifier: GPL-2.0-or-later
// Pieces of sources. Files are judged when they are opened first, and read once, from front to
// back.

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "dump/dump.h"
#include "base/file.h"
#include "base/number.h"
#include "selection/segment.h"
#include "content/uimage.h"

/* Looks in the plan's directory, then in those of -I. */
static int find_file(struct fp_segment *segment, const struct fp_source_dirs *dirs, char **opened,
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

static int open_file(struct fp_segment *segment, const struct fp_source_dirs *dirs, char **opened,
		     struct fp_error *err)
{
	const struct fp_piece *const piece = &segment->piece;
	struct fp_dump dump;
	int code;

	if (piece->dir)
		return find_file(segment, dirs, opened, err);
	if (segment->whole) {
		code = fp_dump_open(&dump, piece->path, segment->whole, err);
		segment->fd = dump.fd;
		return code;
	}
	segment->fd = open(piece->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (segment->fd < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot open %s", piece->path);
	return 0;
}

static int check_header(const struct fp_segment *segment, enum fp_uimage_state state,
			const struct fp_uimage *uimage, uint64_t size, struct fp_error *err)
{
	const char *const path = segment->file.opened;

	if (state == FP_UIMAGE_NONE) {
		fp_fail(err, FP_REFUSED, "%s is no legacy uImage that could be unwrapped", path);
		fp_hint(err,
			"the plan says `unwrap`; what a file holds without a header goes with -i NAME:FILE");
		return -FP_REFUSED;
	}
	if (state != FP_UIMAGE_SOUND)
		return fp_fail(err, FP_REFUSED, "%s: the header of the uImage is damaged", path);
	if (uimage->size && uimage->size <= size - FP_UIMAGE_HEADER)
		return 0;
	fp_fail(err, FP_REFUSED,
		"%s: the header of the uImage tells of %" PRIu32 " bytes, %" PRIu64 " follow it",
		path, uimage->size, size - FP_UIMAGE_HEADER);
	if (uimage->size)
		fp_hint(err, "it was cut short: download or copy it again");
	return -FP_REFUSED;
}

/* The header tells where the content begins and how long it is. A user's file that comes in place
 * of a wrapped one may come without a header, too: then it begins with a partition. */
static int unwrap(struct fp_segment *segment, uint64_t size, struct fp_error *err)
{
	uint8_t header[FP_UIMAGE_HEADER];
	const ssize_t n = pread(segment->fd, header, sizeof header, 0);
	struct fp_uimage uimage;
	const enum fp_uimage_state state =
		fp_uimage_parse(header, n < 0 ? 0 : (size_t)n, &uimage, NULL, NULL);

	if (segment->may_be_wrapped &&
	    (state != FP_UIMAGE_SOUND || uimage.type != FP_UIMAGE_FIRMWARE))
		return 0;
	if (check_header(segment, state, &uimage, size, err) < 0)
		return -FP_REFUSED;
	segment->piece.is_wrapped = true;
	segment->piece.skip = FP_UIMAGE_HEADER;
	segment->piece.length = uimage.size;
	segment->data_crc = uimage.data_crc;
	return 0;
}

static int measure_file(struct fp_segment *segment, struct fp_error *err)
{
	const char *const path = segment->file.opened;
	struct fp_piece *const piece = &segment->piece;
	uint64_t size;
	int code = 0;

	if (fstat(segment->fd, &segment->seen) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot read %s", path);
	if (!S_ISREG(segment->seen.st_mode))
		return fp_fail(err, FP_REFUSED, "%s is not a regular file", path);
	size = (uint64_t)segment->seen.st_size;
	if (!size)
		return fp_fail(err, FP_REFUSED, "%s is empty", path);
	segment->file.size = size;
	if (piece->kind == FP_PIECE_ENV)
		return 0;
	if (piece->is_wrapped || segment->may_be_wrapped)
		code = unwrap(segment, size, err);
	if (code < 0)
		return code;
	if (piece->skip >= size)
		return fp_fail(err, FP_REFUSED,
			       "%s has %" PRIu64
			       " bytes: nothing is left behind a skip of %" PRIu64,
			       path, size, piece->skip);
	if (piece->length == FP_LENGTH_UNKNOWN)
		piece->length = size - piece->skip;
	if (piece->length > size - piece->skip)
		return fp_fail(err, FP_REFUSED,
			       "%s has %" PRIu64 " bytes, too few for %" PRIu64 " from %" PRIu64,
			       path, size, piece->length, piece->skip);
	if (lseek(segment->fd, (off_t)piece->skip, SEEK_SET) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot read %s", path);
	segment->file.skip = piece->skip;
	segment->file.size = piece->length;
	return 0;
}

int fp_segment_open(struct fp_segment *segment, struct fp_arena *arena,
		    const struct fp_source_dirs *dirs, struct fp_error *err)
{
	struct fp_piece *const piece = &segment->piece;
	char *opened = NULL;
	int code;

	if (!piece->path)
		return 0;
	code = open_file(segment, dirs, &opened, err);
	if (code == 0) {
		segment->file.path = piece->path;
		segment->file.opened = fp_arena_strdup(arena, opened ? opened : piece->path);
		if (!segment->file.opened)
			code = fp_fail(err, FP_REFUSED, "out of memory");
	}
	free(opened);
	sha256_init(&segment->sha256);
	return code < 0 ? code : measure_file(segment, err);
}

/* Opens the file that was judged, where its bytes begin. A path that leads elsewhere by now is told
 * by what it leads to. */
static int reopen_file(struct fp_segment *segment, struct fp_error *err)
{
	const struct stat *const seen = &segment->seen;
	struct stat st;

	segment->fd = open(segment->file.opened, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (segment->fd < 0 || fstat(segment->fd, &st) < 0 ||
	    lseek(segment->fd, (off_t)segment->piece.skip, SEEK_SET) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot read %s", segment->file.opened);
	if (st.st_dev == seen->st_dev && st.st_ino == seen->st_ino && st.st_size == seen->st_size &&
	    st.st_mtim.tv_sec == seen->st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == seen->st_mtim.tv_nsec)
		return 0;
	fp_fail(err, FP_REFUSED, "%s was changed meanwhile", segment->file.opened);
	fp_hint(err, "run the same command again when nothing writes it");
	return -FP_REFUSED;
}

/* Holes in sparse files are read as the zeros that they are. */
static int read_file(struct fp_segment *segment, uint8_t *buf, size_t n, struct fp_error *err)
{
	size_t done = 0;

	if (segment->fd < 0 && reopen_file(segment, err) < 0)
		return -FP_REFUSED;
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
	if (segment->piece.is_wrapped)
		segment->crc = (uint32_t)crc32_z(segment->crc, buf, n);
	return 0;
}

int fp_segment_read(struct fp_segment *segment, struct fp_range part, uint8_t *buf,
		    struct fp_error *err)
{
	const size_t n = (size_t)part.size;
	int code;

	switch (segment->piece.kind) {
	case FP_PIECE_FILE:
		code = read_file(segment, buf, n, err);
		if (fp_range_end(part) == fp_range_end(segment->range))
			fp_segment_close(segment);
		return code;
	case FP_PIECE_HEX:
		memcpy(buf, segment->piece.bytes + (part.offset - segment->range.offset), n);
		return 0;
	case FP_PIECE_ENV:
		memcpy(buf, segment->env + (part.offset - segment->range.offset), n);
		return 0;
	case FP_PIECE_FILL:
		memset(buf, segment->piece.fill, n);
		return 0;
	}
	return 0;
}

static int check_sha256(struct fp_segment *segment, const struct fp_partition *part,
			struct fp_error *err)
{
	uint8_t digest[SHA256_DIGEST_SIZE], pinned[SHA256_DIGEST_SIZE];
	char text[2 * SHA256_DIGEST_SIZE + 1];

	sha256_digest(&segment->sha256, sizeof digest, digest);
	fp_hex_decode(segment->piece.sha256, pinned);
	if (memcmp(digest, pinned, sizeof digest) == 0)
		return 0;
	fp_hex_encode(digest, sizeof digest, text);
	fp_fail(err, FP_REFUSED, "`%s`: %s has the SHA-256 %s, the plan pins %s", part->name,
		segment->file.opened, text, segment->piece.sha256);
	fp_hint(err, "it is another version of the file, or a damaged download");
	return -FP_REFUSED;
}

int fp_segment_finish(struct fp_segment *segment, const struct fp_partition *part,
		      struct fp_error *err)
{
	if (segment->piece.is_wrapped && segment->crc != segment->data_crc) {
		fp_fail(err, FP_REFUSED,
			"`%s`: the data in %s has the CRC 0x%08" PRIx32
			", the header of the uImage says 0x%08" PRIx32,
			part->name, segment->file.opened, segment->crc, segment->data_crc);
		fp_hint(err, "a damaged download or a bad card: get the file again");
		return -FP_REFUSED;
	}
	return segment->piece.sha256 ? check_sha256(segment, part, err) : 0;
}

void fp_segment_close(struct fp_segment *segment)
{
	if (segment->fd >= 0)
		close(segment->fd);
	segment->fd = -1;
}
