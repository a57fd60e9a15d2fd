/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames on the socket between a programmer's program and its parent: a fixed little-endian header
 * and a payload. The parent sends one request; the child answers with any number of LOG, PROGRESS
 * and LIFTED frames and one DONE. */
#ifndef FP_PROGRAMMER_WIRE_H
#define FP_PROGRAMMER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/range.h"

#define FP_WIRE_FD	    3 /* where the child finds its end */
#define FP_WIRE_HEADER	    32 /* bytes: magic, type, code, size of the payload, offset, length */
#define FP_WIRE_PAYLOAD_MAX (64u << 20)
#define FP_WIRE_LINE_MAX    1024 /* bytes of a LOG frame */

enum fp_frame_type {
	FP_FRAME_LIST = 1,
	FP_FRAME_OPEN, /* payload: a target; DONE: a chip */
	FP_FRAME_READ, /* DONE: the bytes */
	FP_FRAME_WRITE, /* payload: old, then want */
	FP_FRAME_CRC32, /* DONE: the sum, 4 bytes */
	FP_FRAME_IDENTIFY, /* DONE: a chip */
	FP_FRAME_BLOCK, /* DONE: offset and length */
	FP_FRAME_GET_PROTECTION, /* DONE: a protection */
	FP_FRAME_SET_PROTECTION, /* payload: a protection */
	FP_FRAME_CLOSE,
	FP_FRAME_LOG, /* code: the level; payload: a line */
	FP_FRAME_PROGRESS, /* something was finished */
	FP_FRAME_LIFTED, /* code: 1, the chip's protection is about to be lifted; 0, it is back */
	FP_FRAME_DONE, /* code: enum fp_code; payload: as above, or an error */
	FP_FRAME_NOT_RUN, /* instead of all others: exec failed; code: errno */
};

struct fp_frame {
	enum fp_frame_type type;
	uint32_t code; /* in a request: seconds after which the child shall give up by itself */
	uint32_t size; /* bytes of payload */
	struct fp_range range;
};

enum fp_wire {
	FP_WIRE_OK,
	FP_WIRE_CLOSED, /* the other side has gone */
	FP_WIRE_LATE, /* there is no patience left */
	FP_WIRE_GARBAGE, /* what came is no frame */
};

/* Milliseconds of a clock that only goes forward. */
int64_t fp_wire_now(void);

/* How long to wait for a peer. It does not run out while this process is stopped (^Z): the peer's
 * answer lies in the socket then. */
struct fp_patience {
	int64_t left, seen; /* milliseconds, and when they were counted last */
	bool (*is_cancelled)(void *ctx); /* NULL: never; once it is true a second is left */
	void *ctx;
};

void fp_patience_start(struct fp_patience *patience, int64_t ms);

/* Writes FP_WIRE_HEADER bytes. */
void fp_frame_pack(const struct fp_frame *frame, uint8_t *header);

/* False if that is no header, or its payload is larger than any can be. */
bool fp_frame_unpack(const uint8_t *header, struct fp_frame *frame);

/* Sends n bytes. It is also lost on a peer that takes them slowly. Never raises SIGPIPE.
 * Here as below patience NULL waits for ever. */
enum fp_wire fp_wire_send_bytes(int fd, const void *data, size_t n, struct fp_patience *patience);

/* Sends the header and frame->size bytes of payload. */
enum fp_wire fp_wire_send(int fd, const struct fp_frame *frame, const void *payload,
			  struct fp_patience *patience);

/* Receives exactly n bytes. */
enum fp_wire fp_wire_receive_bytes(int fd, void *data, size_t n, struct fp_patience *patience);

/* Receives a header. The payload, frame->size bytes, is the caller's to receive. */
enum fp_wire fp_wire_receive(int fd, struct fp_frame *frame, struct fp_patience *patience);

#endif
