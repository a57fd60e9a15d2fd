// SPDX-License-Identifier: GPL-2.0-or-later
// Frames over a stream socket, with patiences.

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include "base/bytes.h"
#include "programmer/wire.h"

#define MAGIC	  UINT32_C(0x32575046) /* "FPW2": a program of another version is refused */
#define LOOK_MS	  500 /* how often to look whether time has passed */
#define CANCEL_MS 1000 /* for an answer after ^C */

int64_t fp_wire_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void fp_frame_pack(const struct fp_frame *frame, uint8_t *header)
{
	fp_put_le32(header, MAGIC);
	fp_put_le32(header + 4, (uint32_t)frame->type);
	fp_put_le32(header + 8, frame->code);
	fp_put_le32(header + 12, frame->size);
	fp_put_le64(header + 16, frame->range.offset);
	fp_put_le64(header + 24, frame->range.size);
}

bool fp_frame_unpack(const uint8_t *header, struct fp_frame *frame)
{
	uint32_t magic = 0, type = 0;

	fp_get_le32(header, FP_WIRE_HEADER, 0, &magic);
	fp_get_le32(header, FP_WIRE_HEADER, 4, &type);
	fp_get_le32(header, FP_WIRE_HEADER, 8, &frame->code);
	fp_get_le32(header, FP_WIRE_HEADER, 12, &frame->size);
	fp_get_le64(header, FP_WIRE_HEADER, 16, &frame->range.offset);
	fp_get_le64(header, FP_WIRE_HEADER, 24, &frame->range.size);
	if (magic != MAGIC || type < FP_FRAME_LIST || type > FP_FRAME_NOT_RUN ||
	    frame->size > FP_WIRE_PAYLOAD_MAX)
		return false;
	frame->type = (enum fp_frame_type)type;
	return true;
}

void fp_patience_start(struct fp_patience *patience, int64_t ms)
{
	patience->left = ms;
	patience->seen = fp_wire_now();
}

/* Counts the time since the last look; of a long gap, in which this process did not run, only what
 * a look may take. */
static void count(struct fp_patience *patience)
{
	const int64_t now = fp_wire_now();
	const int64_t gone = now - patience->seen;

	patience->left -= gone < 2 * LOOK_MS ? gone : LOOK_MS;
	patience->seen = now;
	if (patience->left > CANCEL_MS && patience->is_cancelled &&
	    patience->is_cancelled(patience->ctx))
		patience->left = CANCEL_MS;
}

/* Waits until the socket is ready for events. Late is late even if it is ready: a peer that always
 * has one more byte must not hold us. */
static enum fp_wire await(int fd, short events, struct fp_patience *patience)
{
	struct pollfd p = { .fd = fd, .events = events };

	for (;;) {
		int n;

		if (patience)
			count(patience);
		if (patience && patience->left <= 0)
			return FP_WIRE_LATE;
		if (!patience)
			n = poll(&p, 1, -1);
		else
			n = poll(&p, 1, (int)(patience->left < LOOK_MS ? patience->left : LOOK_MS));
		if (n > 0)
			return FP_WIRE_OK;
		if (n < 0 && errno != EINTR)
			return FP_WIRE_CLOSED;
	}
}

static bool is_transient(int error)
{
	return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

enum fp_wire fp_wire_send_bytes(int fd, const void *data, size_t n, struct fp_patience *patience)
{
	const uint8_t *p = data;

	while (n > 0) {
		const enum fp_wire ready = await(fd, POLLOUT, patience);
		ssize_t done;

		if (ready != FP_WIRE_OK)
			return ready;
		done = send(fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (done < 0 && !is_transient(errno))
			return FP_WIRE_CLOSED;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return FP_WIRE_OK;
}

enum fp_wire fp_wire_send(int fd, const struct fp_frame *frame, const void *payload,
			  struct fp_patience *patience)
{
	uint8_t header[FP_WIRE_HEADER];
	enum fp_wire result;

	fp_frame_pack(frame, header);
	result = fp_wire_send_bytes(fd, header, sizeof header, patience);
	if (result == FP_WIRE_OK)
		result = fp_wire_send_bytes(fd, payload, frame->size, patience);
	return result;
}

enum fp_wire fp_wire_receive_bytes(int fd, void *data, size_t n, struct fp_patience *patience)
{
	uint8_t *p = data;

	while (n > 0) {
		const enum fp_wire ready = await(fd, POLLIN, patience);
		ssize_t done;

		if (ready != FP_WIRE_OK)
			return ready;
		done = recv(fd, p, n, MSG_DONTWAIT);
		if (done == 0 || (done < 0 && !is_transient(errno)))
			return FP_WIRE_CLOSED;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return FP_WIRE_OK;
}

enum fp_wire fp_wire_receive(int fd, struct fp_frame *frame, struct fp_patience *patience)
{
	uint8_t header[FP_WIRE_HEADER];
	const enum fp_wire result = fp_wire_receive_bytes(fd, header, sizeof header, patience);

	if (result != FP_WIRE_OK)
		return result;
	return fp_frame_unpack(header, frame) ? FP_WIRE_OK : FP_WIRE_GARBAGE;
}
