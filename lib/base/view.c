// SPDX-License-Identifier: GPL-2.0-or-later
// Windows on memory and files.

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
	return part;
}

size_t fp_view_read(const struct fp_view *view, uint64_t off, void *buf, size_t len)
{
	if (off >= view->size)
		return 0;
	if (len > view->size - off)
		len = (size_t)(view->size - off);
	if (!view->data)
		return fp_file_pread(view->fd, view->start + off, buf, len);
	memcpy(buf, view->data + off, len);
	return len;
}

uint32_t fp_view_crc32(const struct fp_view *view, uint64_t off, uint64_t len)
{
	uint8_t window[WINDOW_SIZE];
	uLong crc = crc32(0, NULL, 0);

	while (len) {
		size_t n = len < sizeof window ? (size_t)len : sizeof window;

		n = fp_view_read(view, off, window, n);
		if (!n)
			break;
		crc = crc32(crc, window, (uInt)n);
		off += n;
		len -= n;
	}
	return (uint32_t)crc;
}

bool fp_view_is_filled(const struct fp_view *view, uint64_t off, uint8_t value)
{
	uint8_t window[WINDOW_SIZE];
	size_t n;

	while ((n = fp_view_read(view, off, window, sizeof window)) > 0) {
		if (!fp_is_filled(window, n, value))
			return false;
		off += n;
	}
	return off >= view->size;
}
