/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `uboot`: where the device's U-Boot puts files and gets them from. */
#ifndef FP_PLAN_UBOOT_H
#define FP_PLAN_UBOOT_H

#include "plan/plan.h"

struct fp_reader;
struct json_t; /* jansson's */

/* Load addresses are multiples of this: a cache line of any U-Boot, for it loads by DMA. */
#define FP_UBOOT_ALIGN 64 /* bytes */

/* "mmc 0:1", "usb 0:1" (interface, device:partition, hexadecimal as U-Boot reads them) or "tftp".
 */
bool fp_uboot_media_is_valid(const char *media);

/* A decoder; out: struct fp_uboot. */
void fp_read_uboot(struct fp_reader *r, struct json_t *value, void *out);

#endif
