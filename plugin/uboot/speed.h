/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Another speed of the line for a while: U-Boot announces it ("## Switch baudrate to 921600 bps and
 * press ENTER ..."), changes its own, and waits for that key at the new one. */
#ifndef FP_UBOOT_SPEED_H
#define FP_UBOOT_SPEED_H

#include <stdbool.h>

#include "base/error.h"
#include "console.h"

/* Is c->text such an announcement, with that key, and complete? */
bool speed_is_asked_for(const struct console *c, const char *key_name, unsigned *baud);

/* Follows it. */
int speed_change(struct console *c, unsigned baud, const char *key, struct fp_error *err);

/* Waits for it, and follows. */
int speed_await(struct console *c, const char *key_name, const char *key, struct fp_error *err);

/* setenv baudrate; lasts until the next reset. *is_done false: U-Boot does not want to. A failure
 * leaves a device that only a reset brings back. */
int speed_set(struct console *c, unsigned baud, bool *is_done, struct fp_error *err);

#endif
