/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Integers in bytes that come from files, dumps and sockets. */
#ifndef FP_BASE_BYTES_H
#define FP_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the integer at byte off of buf, which has len bytes. False, and *v untouched, if it does
 * not lie inside. */
bool fp_get_le16(const uint8_t *buf, size_t len, size_t off, uint16_t *v);
bool fp_get_le32(const uint8_t *buf, size_t len, size_t off, uint32_t *v);
bool fp_get_le64(const uint8_t *buf, size_t len, size_t off, uint64_t *v);
bool fp_get_be16(const uint8_t *buf, size_t len, size_t off, uint16_t *v);
bool fp_get_be32(const uint8_t *buf, size_t len, size_t off, uint32_t *v);
bool fp_get_be64(const uint8_t *buf, size_t len, size_t off, uint64_t *v);

/* Write 2, 4 or 8 bytes at p. */
void fp_put_le16(uint8_t *p, uint16_t v);
void fp_put_le32(uint8_t *p, uint32_t v);
void fp_put_le64(uint8_t *p, uint64_t v);
void fp_put_be32(uint8_t *p, uint32_t v);

/* Bytes that are not alike: the index of the first one, and how many there are. */
struct fp_difference {
	size_t first, count;
};

struct fp_difference fp_compare(const uint8_t *a, const uint8_t *b, size_t n);

/* Are all len bytes equal to value? True for none. */
bool fp_is_filled(const uint8_t *buf, size_t len, uint8_t value);

#endif
