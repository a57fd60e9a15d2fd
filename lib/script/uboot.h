/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recovery by U-Boot on the device: it loads files from a card, a stick or the network into RAM,
 * proves them, and writes them with its command `sf`. */
#ifndef FP_SCRIPT_UBOOT_H
#define FP_SCRIPT_UBOOT_H

#include <stdio.h>

#include "script/script.h"

struct fp_script_uboot {
	uint64_t load_address; /* of RAM; the script uses what follows */
	const char *media; /* as fp_uboot_media_is_valid() has it */
	bool is_plain; /* lines to paste one by one, for U-Boot without `if` */
};

/* What a script needs of the device. */
struct fp_script_uboot_needs {
	uint64_t ram_end; /* the first address behind the RAM in use */
	size_t n_shared; /* erase blocks that hold bytes which are not to be changed */
};

/* Writes the commands. Commands, words and syntax are those that U-Boot 2013.07's hush knows
 * (u-boot common/hush.c), a line has fewer than 200 characters and at most 16 words. Refuses
 * contents that RAM below 4 GiB has no room for. */
FP_MUST_CHECK int fp_script_uboot_write(const struct fp_script *script,
					const struct fp_script_uboot *how, FILE *out,
					struct fp_script_uboot_needs *needs, struct fp_error *err);

/* Bytes before the text in a script image: the header, and a table of one length and an end. */
#define FP_SCRIPT_IMAGE_HEAD 72

/* Fills in those bytes as mkimage -T script does (u-boot tools/mkimage.c, copy_file() of
 * IH_TYPE_SCRIPT): MIPS, Linux, time 0. The text follows them. name: as the header's. */
void fp_script_image_head(const char *name, const char *text, size_t n, uint8_t *head);

#endif
