/* SPDX-License-Identifier: GPL-2.0-or-later */
/* U-Boot scripts that decide by themselves. Internal to the script room. */
#ifndef FP_SCRIPT_UBOOT_CHAIN_H
#define FP_SCRIPT_UBOOT_CHAIN_H

#include "script/uboot-print.h"

FP_MUST_CHECK int fp_uboot_chain_write(const struct fp_uboot_writer *writer, struct fp_error *err);

#endif
