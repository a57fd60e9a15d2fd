/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The USB devices that stand behind flashrom's programmers. */
#ifndef FLASHROM_USB_H
#define FLASHROM_USB_H

#include "base/error.h"

/* Where such a device cannot be used: what to look for, and what gives a user the right to it. prog
 * is the programmer's name, params what stands behind it or NULL. Does nothing for other
 * programmers. */
void usb_hint(const char *prog, const char *params, struct fp_error *err);

#endif
