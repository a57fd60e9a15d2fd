// SPDX-License-Identifier: GPL-2.0-or-later
// gzip (RFC 1952): unpacked to find its end, as nothing else tells it.

#include <inttypes.h>
#include <zlib.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define HEADER_SIZE  18 /* header and trailer */
#define FLAGS	     3
#define TIME	     4
#define RESERVED     0xe0
#define GZIP_WINDOW  (15 + 16)
#define UNPACKED_MAX ((uint64_t)64 << 20) /* bytes: where more come out, the end stays unknown */

/* Z_STREAM_END at the end, checksum and length included. */
static int unpack(const struct fp_view *view, z_stream *z)
{
	uint8_t in[16384], out[65536];
	uint64_t off = 0;
	int code = Z_OK;

	while (code == Z_OK && z->total_out < UNPACKED_MAX) {
		if (!z->avail_in) {
			const size_t n = fp_view_read(view, off, in, sizeof in);

			off += n;
			z->next_in = in;
			z->avail_in = (uInt)n;
			if (!n)
				return Z_BUF_ERROR;
		}
		z->next_out = out;
		z->avail_out = sizeof out;
		code = inflate(z, Z_NO_FLUSH);
	}
	return code;
}

static enum fp_verdict measure(const struct fp_view *view, struct fp_found *found)
{
	z_stream z = { 0 };
	int code = inflateInit2(&z, GZIP_WINDOW);

	if (code != Z_OK)
		return fp_damage(found, "out of memory");
	code = unpack(view, &z);
	inflateEnd(&z);
	if (code == Z_OK)
		return FP_GOOD;
	if (code == Z_BUF_ERROR)
		return fp_damage(found, "it is cut off after %" PRIu64 " bytes", view->size);
	if (code != Z_STREAM_END)
		return fp_damage(found, "its data is broken before 0x%lx", z.total_in);
	found->used = z.total_in;
	fp_fact(found, "unpacked", "%lu bytes", z.total_out);
	return FP_GOOD;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t header[HEADER_SIZE];
	const size_t n = fp_view_read(view, 0, header, sizeof header);
	uint32_t seconds = 0;

	if (n < HEADER_SIZE)
		return fp_damage_cut(found, "the header", n);
	if (header[FLAGS] & RESERVED)
		return FP_NOT_MINE;
	fp_get_le32(header, n, TIME, &seconds);
	fp_fact_time(found, "time", seconds);
	return measure(view, found);
}

static const struct fp_magic magics[] = {
	{ 0, 3, "\x1f\x8b\x08" },
	{ 0 },
};

const struct fp_kind fp_kind_gzip = {
	.name = "gzip",
	.article = "some",
	.title = "gzip data",
	.magics = magics,
	.align = 4096,
	.is_summed = true,
	.identify = identify,
};
