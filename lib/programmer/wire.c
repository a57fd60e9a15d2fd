// SPDX-License-Identifier: GPL-2.0-or-later
// Frames over a stream socket, with deadlines.

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include "base/bytes.h"
#include "programmer/wire.h"

#define MAGIC UINT32_C(0x31575046) /* "FPW1": a program of another version is refused */

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

/* Waits until the socket is ready for events. Late is late even if it is ready: a peer that always
 * has one more byte must not hold us. */
static enum fp_wire await(int fd, short events, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = events };

	for (;;) {
		const int64_t left = deadline == FP_WIRE_FOREVER ? -1 : deadline - fp_wire_now();
		int n;

		if (deadline != FP_WIRE_FOREVER && left <= 0)
			return FP_WIRE_LATE;
		n = poll(&p, 1, left > INT_MAX ? INT_MAX : (int)left);
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

enum fp_wire fp_wire_send_bytes(int fd, const void *data, size_t n, int64_t deadline)
{
	const uint8_t *p = data;

	while (n > 0) {
		const enum fp_wire ready = await(fd, POLLOUT, deadline);
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
			  int64_t deadline)
{
	uint8_t header[FP_WIRE_HEADER];
	enum fp_wire result;

	fp_frame_pack(frame, header);
	result = fp_wire_send_bytes(fd, header, sizeof header, deadline);
	if (result == FP_WIRE_OK)
		result = fp_wire_send_bytes(fd, payload, frame->size, deadline);
	return result;
}

enum fp_wire fp_wire_receive_bytes(int fd, void *data, size_t n, int64_t deadline)
{
	uint8_t *p = data;

	while (n > 0) {
		const enum fp_wire ready = await(fd, POLLIN, deadline);
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

enum fp_wire fp_wire_receive(int fd, struct fp_frame *frame, int64_t deadline)
{
	uint8_t header[FP_WIRE_HEADER];
	const enum fp_wire result = fp_wire_receive_bytes(fd, header, sizeof header, deadline);

	if (result != FP_WIRE_OK)
		return result;
	return fp_frame_unpack(header, frame) ? FP_WIRE_OK : FP_WIRE_GARBAGE;
}
