/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that somebody else has opened and serves: ser2net, labgrid, an emulator. */
#ifndef FP_UBOOT_SOCKET_H
#define FP_UBOOT_SOCKET_H

#include "base/error.h"

/* HOST:PORT, [ADDRESS]:PORT. *fd is the caller's to close; it does not block. */
int socket_open_tcp(const char *where, int *fd, struct fp_error *err);
int socket_open_unix(const char *path, int *fd, struct fp_error *err);

#endif
