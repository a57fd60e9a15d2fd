/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The programmer between a TCP connection and the chip: flashrom's serial flasher protocol, version
 * 1 (flashrom, Documentation/serprog-protocol.txt). */
#ifndef CHIP_SERPROG_H
#define CHIP_SERPROG_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct chip;

/* How the peer sees that the programmer is gone. */
enum serprog_loss {
	SERPROG_CLOSE, /* end of file */
	SERPROG_RESET, /* connection reset */
	SERPROG_STALL /* silence, until the peer hangs up */
};

struct serprog {
	struct chip *chip;
	enum serprog_loss loss;
	uint64_t drop_after; /* lose the connection after so many transactions, once; 0: never */
	uint64_t drop_read; /* lose it instead of answering this read of data, from 1; 0: never */
	uint64_t slow_ms; /* real time that each KiB of an answer takes */
	const sigset_t *signals; /* the mask to wait with */
	const volatile sig_atomic_t *is_stopped; /* set by a signal: serve no more */
};

/* Waits until fd can be read; false when stopped. */
bool serprog_wait(const struct serprog *serprog, int fd);

/* Serves one connection to its end, and closes it. */
void serprog_serve(struct serprog *serprog, int fd);

#endif
