// SPDX-License-Identifier: GPL-2.0-or-later
// Bounds-checked access to integers in byte buffers.

#include <string.h>

#include "base/bytes.h"

static bool get(const uint8_t *buf, size_t len, size_t off, size_t size, bool is_big, uint64_t *v)
{
	uint64_t sum = 0;

	if (size > len || off > len - size)
		return false;
	for (size_t i = 0; i < size; i++)
		sum = sum << 8 | buf[off + (is_big ? i : size - 1 - i)];
	*v = sum;
	return true;
}

bool fp_get_le16(const uint8_t *buf, size_t len, size_t off, uint16_t *v)
{
	uint64_t u;

	if (!get(buf, len, off, 2, false, &u))
		return false;
	*v = (uint16_t)u;
	return true;
}

bool fp_get_le32(const uint8_t *buf, size_t len, size_t off, uint32_t *v)
{
	uint64_t u;

	if (!get(buf, len, off, 4, false, &u))
		return false;
	*v = (uint32_t)u;
	return true;
}

bool fp_get_le64(const uint8_t *buf, size_t len, size_t off, uint64_t *v)
{
	return get(buf, len, off, 8, false, v);
}

bool fp_get_be16(const uint8_t *buf, size_t len, size_t off, uint16_t *v)
{
	uint64_t u;

	if (!get(buf, len, off, 2, true, &u))
		return false;
	*v = (uint16_t)u;
	return true;
}

bool fp_get_be32(const uint8_t *buf, size_t len, size_t off, uint32_t *v)
{
	uint64_t u;

	if (!get(buf, len, off, 4, true, &u))
		return false;
	*v = (uint32_t)u;
	return true;
}

bool fp_get_be64(const uint8_t *buf, size_t len, size_t off, uint64_t *v)
{
	return get(buf, len, off, 8, true, v);
}

static void put_le(uint8_t *p, size_t size, uint64_t v)
{
	for (size_t i = 0; i < size; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

void fp_put_le16(uint8_t *p, uint16_t v)
{
	put_le(p, 2, v);
}

void fp_put_le32(uint8_t *p, uint32_t v)
{
	put_le(p, 4, v);
}

void fp_put_le64(uint8_t *p, uint64_t v)
{
	put_le(p, 8, v);
}

void fp_put_be32(uint8_t *p, uint32_t v)
{
	for (size_t i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

struct fp_difference fp_compare(const uint8_t *a, const uint8_t *b, size_t n)
{
	struct fp_difference d = { 0, 0 };

	if (!n || !memcmp(a, b, n))
		return d;
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i] && !d.count++)
			d.first = i;
	return d;
}

bool fp_is_filled(const uint8_t *buf, size_t len, uint8_t value)
{
	return !len || (buf[0] == value && memcmp(buf, buf + 1, len - 1) == 0);
}
