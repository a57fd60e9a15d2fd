/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes into the device's RAM, by a program that speaks a transfer protocol: sb of lrzsz for loady,
 * gkermit for loadb. */
#ifndef FP_UBOOT_TRANSFER_H
#define FP_UBOOT_TRANSFER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "console.h"

enum transfer { TRANSFER_NONE, TRANSFER_YMODEM, TRANSFER_KERMIT };

/* Is the program there? -FP_REFUSED: it is not; the hint names its package. */
int transfer_check(enum transfer how, struct fp_error *err);

/* Types the command (loady or loadb, with its arguments), which also may change the speed for the
 * transfer, and sends n bytes. *reply: what it printed at its end, empty where the program gave up.
 * That the bytes arrived is not proven: U-Boot before 2022.01 calls a transfer that broke off a
 * success. */
int transfer_send(struct console *c, enum transfer how, const char *command, const uint8_t *data,
		  size_t n, const char **reply, struct fp_error *err);

#endif
