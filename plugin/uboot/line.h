/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line to the device, a serial device or a socket: bytes out, bytes in, and a log of both. */
#ifndef FP_UBOOT_LINE_H
#define FP_UBOOT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <termios.h>

#include "base/error.h"

struct line {
	const char *name; /* as in dev= */
	int fd;
	bool is_tty;
	struct termios before; /* put back at the end */
	unsigned baud;
	/* Each line of it: the seconds since the start; < received, > sent, or * and what was done;
	 * the bytes, with backslashes as in C. NULL: there is none. */
	FILE *log;
	char log_kind; /* of the line that is not ended; 0: none is */
	int64_t start; /* of the log, in milliseconds */
};

/* dev is a serial device, tcp:HOST:PORT or unix:PATH; dev stays in use. log (empty: none) is
 * appended to. After a failure nothing is left to close. */
int line_open(struct line *l, const char *dev, unsigned baud, const char *log,
	      struct fp_error *err);
void line_close(struct line *l);

int line_send(struct line *l, const void *data, size_t n, struct fp_error *err);

/* What has come, at most size bytes; waits for the first byte up to wait_ms. *n 0: nothing came. */
int line_receive(struct line *l, void *buf, size_t size, int wait_ms, size_t *n,
		 struct fp_error *err);

/* The same, not logged one by one: for what another program sends and receives. */
int line_send_unlogged(struct line *l, const void *data, size_t n, struct fp_error *err);
int line_receive_unlogged(struct line *l, void *buf, size_t size, size_t *n, struct fp_error *err);

/* Another speed from now on; what was sent goes out at the old one. */
int line_set_baud(struct line *l, unsigned baud, struct fp_error *err);

void line_note(struct line *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Milliseconds of a clock that only goes forward. */
int64_t line_now(void);

#endif
