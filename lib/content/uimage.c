// SPDX-License-Identifier: GPL-2.0-or-later
// Headers of legacy images. Layout and numbers: u-boot include/image.h (image_header_t, IH_*), all
// big-endian; names: u-boot boot/image.c.

#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "content/uimage.h"

#define MAGIC 0x27051956u
#define HCRC  4
#define TIME  8
#define SIZE  12
#define LOAD  16
#define ENTRY 20
#define DCRC  24
#define OS    28
#define ARCH  29
#define TYPE  30
#define COMP  31
#define NAME  32

struct name {
	uint8_t number;
	const char *name;
};

// clang-format off
static const struct name systems[] = {
	{ 5, "linux" }, { 17, "u-boot" }, { 0, "invalid" }, { 1, "openbsd" }, { 2, "netbsd" }, { 3, "freebsd" },
	{ 14, "vxworks" }, { 16, "qnx" }, { 18, "rtems" }, { 0, NULL },
};
static const struct name archs[] = {
	{ 5, "mips" }, { 6, "mips64" }, { 2, "arm" }, { 22, "arm64" }, { 7, "powerpc" }, { 7, "ppc" }, { 3, "x86" },
	{ 24, "x86_64" }, { 26, "riscv" }, { 9, "sh" }, { 14, "microblaze" }, { 15, "nios2" }, { 10, "sparc" },
	{ 0, "invalid" }, { 0, NULL },
};
static const struct name types[] = {
	{ 5, "firmware" }, { 2, "kernel" }, { 3, "ramdisk" }, { 1, "standalone" }, { 7, "filesystem" }, { 8, "flat_dt" },
	{ 4, "multi" }, { 6, "script" }, { 14, "kernel_noload" },
	{ 0, NULL },
};
static const struct name compressions[] = {
	{ 0, "none" }, { 1, "gzip" }, { 2, "bzip2" }, { 3, "lzma" }, { 4, "lzo" }, { 5, "lz4" }, { 6, "zstd" },
	{ 0, NULL },
};
// clang-format on

static const struct name *const names[] = {
	[FP_UIMAGE_OS] = systems,
	[FP_UIMAGE_ARCH] = archs,
	[FP_UIMAGE_TYPE] = types,
	[FP_UIMAGE_COMPRESSION] = compressions,
};

enum fp_uimage_state fp_uimage_parse(const uint8_t *buf, size_t n, struct fp_uimage *uimage,
				     uint32_t *crc, uint32_t *says)
{
	uint8_t header[FP_UIMAGE_PADDED] = { 0 };
	uint8_t length = FP_UIMAGE_HEADER;
	uint32_t magic, stated = 0, computed;

	if (!fp_get_be32(buf, n, 0, &magic) || magic != MAGIC)
		return FP_UIMAGE_NONE;
	if (n < FP_UIMAGE_HEADER)
		return FP_UIMAGE_CUT;
	if (n > sizeof header)
		n = sizeof header;
	memcpy(header, buf, n);
	fp_get_be32(header, n, HCRC, &stated);
	fp_put_be32(header + HCRC, 0);
	computed = (uint32_t)crc32(0, header, length);
	if (computed != stated && n == sizeof header &&
	    (uint32_t)crc32(0, header, sizeof header) == stated) {
		length = FP_UIMAGE_PADDED;
		computed = stated;
	}
	if (crc)
		*crc = computed;
	if (says)
		*says = stated;
	if (computed != stated)
		return FP_UIMAGE_DAMAGED;
	*uimage = (struct fp_uimage){ .header = length,
				      .os = header[OS],
				      .arch = header[ARCH],
				      .type = header[TYPE],
				      .compression = header[COMP] };
	fp_get_be32(header, n, TIME, &uimage->time);
	fp_get_be32(header, n, SIZE, &uimage->size);
	fp_get_be32(header, n, LOAD, &uimage->load);
	fp_get_be32(header, n, ENTRY, &uimage->entry);
	fp_get_be32(header, n, DCRC, &uimage->data_crc);
	memcpy(uimage->name, header + NAME, FP_UIMAGE_NAME_MAX);
	return FP_UIMAGE_SOUND;
}

void fp_uimage_build(const struct fp_uimage *uimage, uint8_t *header)
{
	memset(header, 0, FP_UIMAGE_HEADER);
	fp_put_be32(header, MAGIC);
	fp_put_be32(header + TIME, uimage->time);
	fp_put_be32(header + SIZE, uimage->size);
	fp_put_be32(header + LOAD, uimage->load);
	fp_put_be32(header + ENTRY, uimage->entry);
	fp_put_be32(header + DCRC, uimage->data_crc);
	header[OS] = uimage->os;
	header[ARCH] = uimage->arch;
	header[TYPE] = uimage->type;
	header[COMP] = uimage->compression;
	memcpy(header + NAME, uimage->name, strnlen(uimage->name, FP_UIMAGE_NAME_MAX));
	fp_put_be32(header + HCRC, (uint32_t)crc32(0, header, FP_UIMAGE_HEADER));
}

bool fp_uimage_number(enum fp_uimage_field field, const char *name, uint8_t *number)
{
	for (const struct name *row = names[field]; row->name; row++) {
		if (strcmp(row->name, name) == 0) {
			*number = row->number;
			return true;
		}
	}
	return false;
}

const char *fp_uimage_name_at(enum fp_uimage_field field, size_t i)
{
	const struct name *row = names[field];

	while (i-- && row->name)
		row++;
	return row->name;
}

const char *fp_uimage_name(enum fp_uimage_field field, uint8_t number)
{
	for (const struct name *row = names[field]; row->name; row++)
		if (row->number == number)
			return row->name;
	return NULL;
}
