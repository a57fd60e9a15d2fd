/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read-only bytes of known length, in memory or in a file: what kinds look at, so that a partition
 * of any size is checked in constant memory. */
#ifndef FP_BASE_VIEW_H
#define FP_BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Owns nothing: the memory or the descriptor must stay valid as long as the view is in use. */
struct fp_view {
	const uint8_t *data; /* NULL: the bytes are in fd */
	int fd;
	uint64_t start; /* where they begin in fd */
	uint64_t size; /* bytes */
	uint64_t
		beyond; /* bytes that can be read behind it: what follows a partition on its chip */
	uint8_t erased; /* the value of erased flash */
	int *trouble; /* the errno of a read that failed goes here, if it is not NULL and 0 */
};

/* The part of a view that begins at off and has at most size bytes. The rest of the view is what
 * lies beyond it. */
struct fp_view fp_view_part(const struct fp_view *view, uint64_t off, uint64_t size);

/* The view with what lies beyond it. */
struct fp_view fp_view_grow(const struct fp_view *view);

/* Copies up to len bytes from off; returns how many there were (less at the end, or where a file
 * cannot be read: then *trouble is set). */
size_t fp_view_read(const struct fp_view *view, uint64_t off, void *buf, size_t len);

/* The integer at off. False, and *v untouched, if it does not lie inside. */
bool fp_view_le16(const struct fp_view *view, uint64_t off, uint16_t *v);
bool fp_view_le32(const struct fp_view *view, uint64_t off, uint32_t *v);
bool fp_view_be16(const struct fp_view *view, uint64_t off, uint16_t *v);
bool fp_view_be32(const struct fp_view *view, uint64_t off, uint32_t *v);

/* Are these n bytes (at most 64) at off? */
bool fp_view_has(const struct fp_view *view, uint64_t off, const void *bytes, size_t n);

/* The zlib CRC-32 of len bytes from off, len cut at the end of the view; begun with crc, which is 0
 * for the whole of it. */
uint32_t fp_view_crc32_from(const struct fp_view *view, uint32_t crc, uint64_t off, uint64_t len);
uint32_t fp_view_crc32(const struct fp_view *view, uint64_t off, uint64_t len);

/* Calls each() with all len bytes from off, in pieces; false where they cannot all be read. */
bool fp_view_each(const struct fp_view *view, uint64_t off, uint64_t len,
		  void (*each)(void *ctx, const uint8_t *bytes, size_t n), void *ctx);

/* Are all bytes from off to the end equal to value? */
bool fp_view_is_filled(const struct fp_view *view, uint64_t off, uint8_t value);

#endif
