/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words by which a U-Boot tells its version, wherever they stand in it. */
#ifndef FP_CONTENT_UBOOT_H
#define FP_CONTENT_UBOOT_H

#include "content/found.h"

/* Looks for "U-Boot 2013.07 (May 04 2018 - 11:12:13)" (u-boot include/version_string) and adds the
 * facts "u-boot" and "built". Only up to where 16 KiB are erased, and in the first MiB. False where
 * there is none. */
bool fp_uboot_fact(const struct fp_view *view, struct fp_found *found);

#endif
