/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header of U-Boot's legacy image: 64 bytes with checksums of itself and of the data behind it.
 */
#ifndef FP_CONTENT_UIMAGE_H
#define FP_CONTENT_UIMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FP_UIMAGE_HEADER   64 /* bytes */
#define FP_UIMAGE_PADDED   96 /* bytes: of the header that OpenWrt's uimage_padhdr makes */
#define FP_UIMAGE_NAME_MAX 32 /* characters */
/* Types, u-boot include/image.h: IH_TYPE_FIRMWARE wraps an update, IH_TYPE_SCRIPT commands. */
#define FP_UIMAGE_FIRMWARE 5
#define FP_UIMAGE_SCRIPT   6

struct fp_uimage {
	uint32_t time; /* seconds since 1970 */
	uint32_t size, data_crc; /* of the data behind the header, bytes */
	uint32_t load, entry; /* addresses */
	uint8_t header; /* bytes: FP_UIMAGE_HEADER, or FP_UIMAGE_PADDED; not for fp_uimage_build()
			 */
	uint8_t os, arch, type, compression; /* numbers of u-boot include/image.h */
	char name[FP_UIMAGE_NAME_MAX + 1];
};

/* What a number of the header means. */
enum fp_uimage_field { FP_UIMAGE_OS, FP_UIMAGE_ARCH, FP_UIMAGE_TYPE, FP_UIMAGE_COMPRESSION };

enum fp_uimage_state {
	FP_UIMAGE_NONE, /* no sign of a header */
	FP_UIMAGE_CUT, /* fewer than FP_UIMAGE_HEADER bytes */
	FP_UIMAGE_DAMAGED, /* its own checksum is wrong */
	FP_UIMAGE_SOUND, /* only then *uimage is filled in; the data is not judged */
};

/* Reads a header from the start of n bytes; a padded one, whose checksum covers the padding, only
 * where n is FP_UIMAGE_PADDED or more. *crc (may be NULL) is what the header's checksum should
 * be, *says what it is. */
enum fp_uimage_state fp_uimage_parse(const uint8_t *buf, size_t n, struct fp_uimage *uimage,
				     uint32_t *crc, uint32_t *says);

/* Writes FP_UIMAGE_HEADER bytes, as mkimage does. */
void fp_uimage_build(const struct fp_uimage *uimage, uint8_t *header);

/* By the names that mkimage -O, -A, -T and -C take; false if there is none of that name. */
bool fp_uimage_number(enum fp_uimage_field field, const char *name, uint8_t *number);

/* The i-th name of a field, NULL past the end. */
const char *fp_uimage_name_at(enum fp_uimage_field field, size_t i);

/* The name of a number; NULL where it has none here. */
const char *fp_uimage_name(enum fp_uimage_field field, uint8_t number);

#endif
