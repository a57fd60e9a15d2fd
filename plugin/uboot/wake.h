/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From whatever the device does to the prompt of its boot loader. */
#ifndef FP_UBOOT_WAKE_H
#define FP_UBOOT_WAKE_H

#include "base/error.h"
#include "console.h"
#include "params.h"
#include "replies.h"

/* Finds the prompt, or waits for the power (or switches it: p->power), stops autoboot with p->key
 * or whatever the boot loader asks for, and finds it then. version (REPLY_LINE_MAX bytes) is what
 * the boot loader calls itself. */
int wake(struct console *c, const struct params *p, char *version, struct fp_error *err);

#endif
