// SPDX-License-Identifier: GPL-2.0-or-later
// Generators of synthetic partition content.

#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "support/synth.h"

bool synth_random(uint8_t *buf, size_t size, uint32_t seed)
{
	uint32_t state = seed * 2654435761u + 0x9e3779b9u;

	for (size_t i = 0; i < size; i++) {
		state = state * 1664525u + 1013904223u;
		buf[i] = (uint8_t)(state >> 24);
	}
	return true;
}

/* Bit by bit with the remainder in the lower seven bits: written unlike the library's, so that one
 * checks the other. */
static uint8_t crc7(const uint8_t *p, size_t n)
{
	unsigned crc = 0;

	for (size_t i = 0; i < n * 8; i++) {
		const unsigned byte = p[i / 8], bit = byte >> (7 - i % 8) & 1;
		const unsigned top = crc >> 6 & 1;

		crc = (crc << 1 & 0x7f) ^ (bit ^ top ? 0x09 : 0);
	}
	return (uint8_t)crc;
}

bool synth_ingenic_spl(uint8_t *buf, size_t size, uint32_t seed)
{
	static const uint8_t magic[] = { 0x06, 0x05, 0x04, 0x03, 0x02, 0x55, 0xaa, 0x55, 0xaa };

	if (size < SYNTH_SPL_LENGTH)
		return false;
	synth_random(buf, size, seed);
	memset(buf, 0, 0x800);
	memcpy(buf, magic, sizeof magic);
	buf[9] = crc7(buf + 0x800, SYNTH_SPL_LENGTH - 0x800);
	fp_put_le32(buf + 12, SYNTH_SPL_LENGTH);
	return true;
}

bool synth_uimage(uint8_t *buf, size_t size, size_t payload, uint32_t seed)
{
	uint8_t *const data = buf + SYNTH_UIMAGE_HEADER;

	if (size < SYNTH_UIMAGE_HEADER || payload > size - SYNTH_UIMAGE_HEADER ||
	    payload > UINT32_MAX)
		return false;
	memset(buf, 0, size);
	synth_random(data, payload, seed);
	fp_put_be32(buf, 0x27051956);
	fp_put_be32(buf + 8, 0x5f000000);
	fp_put_be32(buf + 12, (uint32_t)payload);
	fp_put_be32(buf + 16, 0x80010000);
	fp_put_be32(buf + 20, 0x80010400);
	fp_put_be32(buf + 24, (uint32_t)crc32_z(0, data, payload));
	memcpy(buf + 28, "\x05\x05\x02\x03", 4); /* Linux, MIPS, kernel, lzma */
	memcpy(buf + 32, "Linux-3.10.14", 13);
	fp_put_be32(buf + 4, (uint32_t)crc32(0, buf, SYNTH_UIMAGE_HEADER));
	return true;
}

bool synth_squashfs(uint8_t *buf, size_t size, size_t used, uint32_t seed)
{
	const size_t index = used - 8;

	if (used < SYNTH_SQUASHFS_MIN || used > size)
		return false;
	memset(buf, 0, size);
	synth_random(buf + 96, used - 96, seed);
	memcpy(buf, "hsqs", 4);
	fp_put_le32(buf + 4, 3);
	fp_put_le32(buf + 8, 0x5f000000);
	fp_put_le32(buf + 12, 0x20000);
	fp_put_le32(buf + 16, 1);
	fp_put_le16(buf + 20, 4);
	fp_put_le16(buf + 22, 17);
	fp_put_le16(buf + 24, 0xc0);
	fp_put_le16(buf + 26, 1);
	fp_put_le16(buf + 28, 4);
	fp_put_le64(buf + 40, used);
	fp_put_le64(buf + 48, index);
	fp_put_le64(buf + 56, UINT64_MAX);
	fp_put_le64(buf + 64, used - 72);
	fp_put_le64(buf + 72, used - 48);
	fp_put_le64(buf + 80, used - 24);
	fp_put_le64(buf + 88, UINT64_MAX);
	fp_put_le64(buf + index, used - 16);
	return true;
}

/* The kernel's crc32(0, ...), without inversions. */
static uint32_t raw_crc(const uint8_t *p, size_t n)
{
	return ~(uint32_t)crc32(0xffffffff, p, (uInt)n);
}

static void put16(uint8_t *p, uint16_t v, bool is_big)
{
	p[is_big] = (uint8_t)v;
	p[!is_big] = (uint8_t)(v >> 8);
}

static void put32(uint8_t *p, uint32_t v, bool is_big)
{
	(is_big ? fp_put_be32 : fp_put_le32)(p, v);
}

static void put_node(uint8_t *p, uint16_t type, uint32_t size, bool is_big)
{
	put16(p, 0x1985, is_big);
	put16(p + 2, type, is_big);
	put32(p + 4, size, is_big);
	put32(p + 8, raw_crc(p, 8), is_big);
}

bool synth_jffs2(uint8_t *buf, size_t size, bool is_big, uint32_t seed)
{
	const uint32_t node_size = SYNTH_JFFS2_USED - 12, data_size = node_size - 68;
	uint8_t *const node = buf + 12;

	if (size < SYNTH_JFFS2_USED)
		return false;
	memset(buf, 0xff, size);
	put_node(buf, 0x2003, 12, is_big);
	memset(node, 0, 68);
	put_node(node, 0xe002, node_size, is_big);
	put32(node + 12, 2, is_big); /* inode */
	put32(node + 16, 1, is_big); /* version */
	put32(node + 20, 0100644, is_big);
	put32(node + 28, data_size, is_big); /* the file's size */
	put32(node + 48, data_size, is_big); /* here, compressed or not */
	put32(node + 52, data_size, is_big);
	synth_random(node + 68, data_size, seed);
	put32(node + 60, raw_crc(node + 68, data_size), is_big);
	put32(node + 64, raw_crc(node, 60), is_big);
	return true;
}
