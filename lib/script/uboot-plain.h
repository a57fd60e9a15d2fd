/* SPDX-License-Identifier: GPL-2.0-or-later */
/* U-Boot scripts for people, who read what U-Boot says. Internal to the script room. */
#ifndef FP_SCRIPT_UBOOT_PLAIN_H
#define FP_SCRIPT_UBOOT_PLAIN_H

#include "script/uboot-print.h"

void fp_uboot_plain_write(const struct fp_uboot_writer *w);

#endif
