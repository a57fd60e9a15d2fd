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
	uint8_t erased; /* the value of erased flash */
};

/* The part of a view that begins at off and has at most size bytes. */
struct fp_view fp_view_part(const struct fp_view *view, uint64_t off, uint64_t size);

/* Copies up to len bytes from off; returns how many there were (less at the end, or where a file
 * cannot be read). */
size_t fp_view_read(const struct fp_view *view, uint64_t off, void *buf, size_t len);

/* The zlib CRC-32 of len bytes from off, len cut at the end of the view. */
uint32_t fp_view_crc32(const struct fp_view *view, uint64_t off, uint64_t len);

/* Are all bytes from off to the end equal to value? */
bool fp_view_is_filled(const struct fp_view *view, uint64_t off, uint8_t value);

#endif
