/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of an Intel flash descriptor (Intel PCH "SPI Programming Guide"; coreboot,
 * util/ifdtool; flashrom, ich_descriptors.c), or what tools print of it. Internal to the library.
 */
#ifndef FP_FORMATS_IFD_DECODE_H
#define FP_FORMATS_IFD_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/range.h"
#include "base/scan.h"

#define FP_IFD_SIZE    4096 /* bytes of the descriptor, at the chip's start */
#define FP_IFD_REGIONS 16

struct fp_ifd {
	struct fp_range regions[FP_IFD_REGIONS]; /* size 0: not used */
	unsigned n_chips; /* 1 or 2 */
	uint64_t chip_sizes[2]; /* bytes; 0: not told */
};

/* Does the signature stand at 0x10, or at 0 as ICH8 to ICH10 have it? */
bool fp_ifd_is_there(const uint8_t *data, size_t n);

/* data: at least FP_IFD_SIZE bytes, with the signature. */
void fp_ifd_decode(const uint8_t *data, struct fp_ifd *ifd);

/* From lines with "FLREG0" and its value, as flashprog -V and ifdtool -d print them. False where
 * there is none. The chips are not told. */
bool fp_ifd_decode_text(struct fp_scan text, struct fp_ifd *ifd);

#endif
