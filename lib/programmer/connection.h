/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A conversation with a programmer's child process: requests, answers, and everything that can go
 * wrong with either. */
#ifndef FP_PROGRAMMER_CONNECTION_H
#define FP_PROGRAMMER_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "programmer/child.h"
#include "base/error.h"
#include "programmer/driver.h"
#include "programmer/wire.h"

#define FP_PROGRAMMER_NAME_MAX 31

struct fp_connection {
	struct fp_driver driver; /* the proxy's table without what this child cannot do */
	char name[FP_PROGRAMMER_NAME_MAX + 1];
	struct fp_child child; /* pid -1: ended */
	unsigned timeout_ms;
	uint64_t pace_ms; /* what the latest 64 KiB took to be read; 0: not known yet */
	char *path; /* the program */
	uint8_t *target; /* the request to open, n_target bytes */
	uint32_t n_target;
	uint64_t chip_size;
	struct fp_host host;
	bool was_lifted, is_lifted; /* the chip's protection: once, now */
	char last_error[FP_WIRE_LINE_MAX + 1]; /* said by the child during this operation */
	bool has_failed;
};

/* One request and where its answer goes. */
struct fp_exchange {
	struct fp_frame frame;
	const void *first, *second; /* the payload: all of it, or two equal halves */
	void *answer; /* gets exactly answer_size bytes */
	size_t answer_size;
	struct fp_range range; /* from the answer */
	int64_t spent_ms; /* from the request to the answer */
	unsigned patience_ms; /* for the answer, if it is more than the connection's timeout */
	struct fp_patience patience;
};

/* Sends the request and takes in everything up to its answer. A child that is late, has gone or
 * talks nonsense is ended: child.pid is then -1. */
FP_MUST_CHECK int fp_connection_ask(struct fp_connection *c, struct fp_exchange *x,
				    struct fp_error *err);

/* Asks the child to close the chip and waits for its end; its exit status counts. After a failure
 * of an operation, only what the child itself says of the close is a failure. */
FP_MUST_CHECK int fp_connection_close(struct fp_connection *c, struct fp_error *err);

#endif
