// SPDX-License-Identifier: GPL-2.0-or-later
// Windows on the file of `env`.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file-out.h"
#include "base/file.h"
#include "content/env-find.h"
#include "plan/plan.h"
#include "env-file.h"

#define CHUNK_SIZE ((size_t)256 << 10)
#define FILE_MAX   ((size_t)(FP_FLASH_SIZE_MAX < SIZE_MAX ? FP_FLASH_SIZE_MAX : SIZE_MAX / 2))

int env_file_open(struct env_file *file, const char *path, struct fp_error *err)
{
	char *text = NULL;
	int code;

	*file = (struct env_file){ .path = path, .fd = -1 };
	code = fp_file_open(path, FP_BY_USER, &file->fd, err);
	if (code == 0 && fstat(file->fd, &file->st) < 0)
		code = fp_fail_errno(err, FP_REFUSED, "cannot read %s", path);
	if (code < 0)
		return code;
	file->size = (uint64_t)file->st.st_size;
	if (S_ISREG(file->st.st_mode) && file->size <= FILE_MAX)
		return 0;
	code = fp_file_read_fd(file->fd, path, FILE_MAX, &text, &file->n, err);
	file->buf = (uint8_t *)text;
	file->size = file->n;
	return code;
}

int env_file_size(const struct env_file *file, uint64_t offset, uint64_t *size,
		  struct fp_error *err)
{
	const uint64_t left = file->size - offset;
	const size_t n = left < FP_ENV_SIZE_MAX ? (size_t)left : FP_ENV_SIZE_MAX;
	struct fp_env_shape shape;
	uint8_t *const window = malloc(n + 1);
	int code = window ? 0 : fp_fail(err, FP_REFUSED, "out of memory");

	if (code == 0 && file->buf)
		memcpy(window, file->buf + offset, n);
	else if (code == 0)
		code = fp_file_read_at(file->fd, file->path, offset, window, n, err);
	if (code == 0 && !fp_env_guess(window, n, n, &shape)) {
		code = fp_fail(err, FP_REFUSED, "no U-Boot environment begins at 0x%" PRIx64,
			       offset);
		fp_hint(err, "say its size with --size where it is neither a power of two nor a "
			     "multiple of 4K");
	}
	if (code == 0)
		*size = shape.size;
	free(window);
	return code;
}

static int read_ranges(struct env_file *file, struct fp_error *err)
{
	size_t at = 0;
	int code = 0;

	for (size_t i = 0; i < file->n_ranges; i++)
		file->n += (size_t)file->ranges[i].size;
	file->buf = malloc(file->n + 1);
	if (!file->buf)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < file->n_ranges && code == 0; i++) {
		const struct fp_range r = file->ranges[i];

		code = fp_file_read_at(file->fd, file->path, r.offset, file->buf + at,
				       (size_t)r.size, err);
		at += (size_t)r.size;
	}
	return code;
}

static int check_ranges(const struct env_file *file, struct fp_error *err)
{
	for (size_t i = 0; i < file->n_ranges; i++)
		if (fp_range_end(file->ranges[i]) > file->size)
			return fp_fail(err, FP_REFUSED,
				       "%s has %" PRIu64 " bytes: 0x%" PRIx64 "+0x%" PRIx64
				       " is not in it",
				       file->path, file->size, file->ranges[i].offset,
				       file->ranges[i].size);
	return 0;
}

static int check_size(const struct env_file *file, uint64_t size, struct fp_error *err)
{
	if (!size || file->place.shape.size == size)
		return 0;
	return fp_fail(err, FP_REFUSED,
		       "the environment has %zu bytes by its checksum, not %" PRIu64
		       " as --size says",
		       file->place.shape.size, size);
}

int env_file_find(struct env_file *file, const struct fp_range *ranges, size_t n, uint64_t size,
		  struct fp_error *err)
{
	struct fp_range whole = { 0, file->size };
	struct fp_range *parts;
	size_t at = 0;
	int code;

	file->ranges = n ? ranges : &whole;
	file->n_ranges = n ? n : 1;
	code = check_ranges(file, err);
	parts = code == 0 ? calloc(file->n_ranges, sizeof *parts) : NULL;
	if (code == 0 && !parts)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	/* Of what was read whole the ranges are at their places, else one after the other. */
	for (size_t i = 0; i < file->n_ranges && code == 0; i++) {
		parts[i] = (struct fp_range){ file->buf ? file->ranges[i].offset : at,
					      file->ranges[i].size };
		at += (size_t)file->ranges[i].size;
	}
	if (code == 0 && !file->buf)
		code = read_ranges(file, err);
	else if (code == 0)
		file->n_ranges = 0;
	if (code == 0)
		code = fp_env_locate(file->buf, file->n, parts, n ? n : 1, &file->place, err);
	if (!n)
		file->n_ranges = 0;
	free(parts);
	return code < 0 ? code : check_size(file, size, err);
}

uint64_t env_file_offset(const struct env_file *file, size_t at)
{
	size_t start = 0;

	for (size_t i = 0; i < file->n_ranges; i++) {
		const struct fp_range r = file->ranges[i];

		if (at - start < r.size)
			return r.offset + (at - start);
		start += (size_t)r.size;
	}
	return at;
}

static void patch(const struct env_file *file, struct fp_range window, uint8_t *chunk)
{
	size_t at = 0;

	for (size_t i = 0; i < file->n_ranges; i++) {
		const struct fp_range part = fp_range_intersect(file->ranges[i], window);

		if (part.size)
			memcpy(chunk + (part.offset - window.offset),
			       file->buf + at + (part.offset - file->ranges[i].offset),
			       (size_t)part.size);
		at += (size_t)file->ranges[i].size;
	}
}

static int copy(const struct env_file *file, struct fp_out *out, struct fp_error *err)
{
	struct fp_range window = { 0, 0 };
	uint8_t *const chunk = malloc(CHUNK_SIZE);
	int code = chunk ? 0 : fp_fail(err, FP_REFUSED, "out of memory");

	for (; code == 0 && window.offset < file->size; window.offset += window.size) {
		const uint64_t left = file->size - window.offset;

		window.size = left < CHUNK_SIZE ? left : CHUNK_SIZE;
		code = fp_file_read_at(file->fd, file->path, window.offset, chunk,
				       (size_t)window.size, err);
		if (code < 0)
			break;
		patch(file, window, chunk);
		code = fp_out_write(out, chunk, (size_t)window.size, err);
	}
	free(chunk);
	return code;
}

int env_file_write(const struct env_file *file, const char *path, struct fp_error *err)
{
	const bool is_regular = S_ISREG(file->st.st_mode);
	struct fp_out_rules rules = { .whole = is_regular ? &file->st : NULL };
	struct fp_out *out;
	struct stat st;
	int code;

	rules.is_in_place = is_regular && strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
			    st.st_dev == file->st.st_dev && st.st_ino == file->st.st_ino;
	code = fp_out_open_by(path, &rules, &out, err);
	if (code == 0)
		code = file->n_ranges ? copy(file, out, err)
				      : fp_out_write(out, file->buf, file->n, err);
	if (code == 0)
		code = fp_out_commit(out, err);
	fp_out_close(out);
	return code;
}

void env_file_close(struct env_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
	free(file->buf);
	file->buf = NULL;
}
