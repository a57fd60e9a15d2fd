// SPDX-License-Identifier: GPL-2.0-or-later
// Windows on memory and files.

#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/view.h"

#define WINDOW_SIZE 65536

struct fp_view fp_view_part(const struct fp_view *view, uint64_t off, uint64_t size)
{
	struct fp_view part = *view;

	if (off > view->size)
		off = view->size;
	if (part.data)
		part.data += off;
	else
		part.start += off;
	part.size = size < view->size - off ? size : view->size - off;
	part.beyond += view->size - off - part.size;
	return part;
}

struct fp_view fp_view_grow(const struct fp_view *view)
{
	struct fp_view grown = *view;

	grown.size += view->beyond;
	grown.beyond = 0;
	return grown;
}

/* A file that became shorter cannot be read either. */
static size_t read_file(const struct fp_view *view, uint64_t off, uint8_t *buf, size_t len)
{
	size_t n;

	errno = 0;
	n = fp_file_pread(view->fd, view->start + off, buf, len);
	if (n < len && view->trouble && !*view->trouble)
		*view->trouble = errno ? errno : EIO;
	return n;
}

size_t fp_view_read(const struct fp_view *view, uint64_t off, void *buf, size_t len)
{
	if (off >= view->size)
		return 0;
	if (len > view->size - off)
		len = (size_t)(view->size - off);
	if (!view->data)
		return read_file(view, off, buf, len);
	memcpy(buf, view->data + off, len);
	return len;
}

bool fp_view_le16(const struct fp_view *view, uint64_t off, uint16_t *v)
{
	uint8_t bytes[2];

	return fp_get_le16(bytes, fp_view_read(view, off, bytes, sizeof bytes), 0, v);
}

bool fp_view_le32(const struct fp_view *view, uint64_t off, uint32_t *v)
{
	uint8_t bytes[4];

	return fp_get_le32(bytes, fp_view_read(view, off, bytes, sizeof bytes), 0, v);
}

bool fp_view_be16(const struct fp_view *view, uint64_t off, uint16_t *v)
{
	uint8_t bytes[2];

	return fp_get_be16(bytes, fp_view_read(view, off, bytes, sizeof bytes), 0, v);
}

bool fp_view_be32(const struct fp_view *view, uint64_t off, uint32_t *v)
{
	uint8_t bytes[4];

	return fp_get_be32(bytes, fp_view_read(view, off, bytes, sizeof bytes), 0, v);
}

bool fp_view_has(const struct fp_view *view, uint64_t off, const void *bytes, size_t n)
{
	uint8_t there[64];

	return n <= sizeof there && fp_view_read(view, off, there, n) == n &&
	       memcmp(there, bytes, n) == 0;
}

bool fp_view_each(const struct fp_view *view, uint64_t off, uint64_t len,
		  void (*each)(void *ctx, const uint8_t *bytes, size_t n), void *ctx)
{
	uint8_t window[WINDOW_SIZE];

	if (off > view->size || len > view->size - off)
		return false;
	if (view->data) {
		if (len)
			each(ctx, view->data + off, (size_t)len);
		return true;
	}
	while (len) {
		size_t n = len < sizeof window ? (size_t)len : sizeof window;

		n = fp_view_read(view, off, window, n);
		if (!n)
			return false;
		each(ctx, window, n);
		off += n;
		len -= n;
	}
	return true;
}

static void add_crc32(void *ctx, const uint8_t *bytes, size_t n)
{
	uint32_t *const crc = ctx;

	*crc = (uint32_t)crc32_z(*crc, bytes, n);
}

uint32_t fp_view_crc32_from(const struct fp_view *view, uint32_t crc, uint64_t off, uint64_t len)
{
	if (off > view->size)
		off = view->size;
	if (len > view->size - off)
		len = view->size - off;
	fp_view_each(view, off, len, add_crc32, &crc);
	return crc;
}

uint32_t fp_view_crc32(const struct fp_view *view, uint64_t off, uint64_t len)
{
	return fp_view_crc32_from(view, 0, off, len);
}

bool fp_view_is_filled(const struct fp_view *view, uint64_t off, uint8_t value)
{
	uint8_t window[WINDOW_SIZE];
	size_t n;

	if (view->data)
		return off >= view->size ||
		       fp_is_filled(view->data + off, (size_t)(view->size - off), value);
	while ((n = fp_view_read(view, off, window, sizeof window)) > 0) {
		if (!fp_is_filled(window, n, value))
			return false;
		off += n;
	}
	return off >= view->size;
}
