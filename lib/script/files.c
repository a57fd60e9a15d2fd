// SPDX-License-Identifier: GPL-2.0-or-later
// Files for the device, read once more: what is handed out must be what was checked.

#include <fcntl.h>
#include <nettle/md5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file-out.h"
#include "base/number.h"
#include "base/view.h"
#include "script/files.h"

#define CHUNK_SIZE ((size_t)64 << 10)

/* Gets the file's bytes in order. */
struct sink {
	int (*take)(struct sink *sink, const uint8_t *bytes, size_t n, struct fp_error *err);
	struct sha256_ctx sha256;
	struct md5_ctx md5;
	struct fp_out *out;
	uint64_t size;
};

/* Do the bytes at `at` of the file agree with those that were checked, as far as they are used? */
static bool is_as_checked(const struct fp_script_file *file, uint64_t at, const uint8_t *bytes,
			  size_t n)
{
	const struct fp_range common = fp_range_intersect(
		(struct fp_range){ at, n }, (struct fp_range){ file->skip, file->length });

	return !common.size ||
	       memcmp(bytes + (common.offset - at), file->data + (common.offset - file->skip),
		      (size_t)common.size) == 0;
}

static int pour_fd(const struct fp_script_file *file, int fd, struct sink *sink,
		   struct fp_error *err)
{
	struct fp_view view = { .fd = fd, .size = UINT64_MAX };
	uint8_t *const chunk = malloc(CHUNK_SIZE);
	size_t n = 1;
	int code = chunk ? 0 : fp_fail(err, FP_REFUSED, "out of memory");

	while (code == 0 && (n = fp_view_read(&view, sink->size, chunk, CHUNK_SIZE)) > 0) {
		if (!is_as_checked(file, sink->size, chunk, n))
			code = fp_fail(err, FP_REFUSED, "%s was changed meanwhile", file->path);
		if (code == 0)
			code = sink->take(sink, chunk, n, err);
		sink->size += n;
	}
	if (code == 0 && sink->size < file->skip + file->length)
		code = fp_fail(err, FP_REFUSED, "%s became shorter meanwhile", file->path);
	free(chunk);
	return code;
}

static int pour(const struct fp_script_file *file, struct sink *sink, struct fp_error *err)
{
	int fd, code;

	if (!file->path) {
		sink->size = file->length;
		return sink->take(sink, file->data, (size_t)file->length, err);
	}
	fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot open %s", file->path);
	code = pour_fd(file, fd, sink, err);
	close(fd);
	return code;
}

static int take_digest(struct sink *sink, const uint8_t *bytes, size_t n, struct fp_error *err)
{
	(void)err;
	sha256_update(&sink->sha256, n, bytes);
	md5_update(&sink->md5, n, bytes);
	return 0;
}

int fp_script_digest(const struct fp_script_file *file, struct fp_script_digest *digest,
		     struct fp_error *err)
{
	struct sink sink = { .take = take_digest };
	uint8_t md5[MD5_DIGEST_SIZE];
	int code;

	sha256_init(&sink.sha256);
	md5_init(&sink.md5);
	code = pour(file, &sink, err);
	fp_digest_finish(&sink.sha256, digest->sha256);
	md5_digest(&sink.md5, sizeof md5, md5);
	fp_hex_encode(md5, sizeof md5, digest->md5);
	digest->size = sink.size;
	return code;
}

static int take_copy(struct sink *sink, const uint8_t *bytes, size_t n, struct fp_error *err)
{
	return fp_out_write(sink->out, bytes, n, err);
}

static bool is_same(const char *a, const char *b)
{
	struct stat x, y;

	return a && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

int fp_script_copy(const struct fp_script_file *file, const char *dir, struct fp_error *err)
{
	struct sink sink = { .take = take_copy };
	const size_t n = strlen(dir) + 1 + strlen(file->name) + 1;
	char *const path = malloc(n);
	int code = 0;

	if (!path)
		return fp_fail(err, FP_REFUSED, "out of memory");
	snprintf(path, n, "%s/%s", dir, file->name);
	if (!is_same(file->path, path)) {
		code = fp_out_open(path, &sink.out, err);
		if (code == 0)
			code = pour(file, &sink, err);
		if (code == 0)
			code = fp_out_commit(sink.out, err);
		fp_out_close(sink.out);
	}
	free(path);
	return code;
}
