// SPDX-License-Identifier: GPL-2.0-or-later
// The far end of the line: bytes, their speed, and what happens to them.

#define _DEFAULT_SOURCE /* speeds above 38400 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "uboot/board.h"

static struct {
	uint8_t bytes[4096];
	size_t n, at;
} input;

static unsigned line_baud(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t) < 0)
		return 0;
	switch (cfgetospeed(&t)) {
	case B9600:
		return 9600;
	case B57600:
		return 57600;
	case B115200:
		return 115200;
	case B921600:
		return 921600;
	default:
		return 1;
	}
}

/* Sent at another speed than it is received at: anything may come out. */
static bool is_out_of_tune(const struct board *b)
{
	const unsigned baud = line_baud(b->fd);

	return b->baud && baud && baud != b->baud;
}

void set_baud(struct board *b, unsigned baud)
{
	if (b->baud)
		b->baud = baud;
}

void say_raw(struct board *b, const uint8_t *p, size_t n)
{
	b->counters.sent += n;
	if (b->faults.pace)
		usleep((unsigned)(n * 1000000 / b->faults.pace));
	while (n) {
		const ssize_t done = write(b->fd, p, n);

		if (done < 0 && errno != EINTR)
			return;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
}

static uint8_t spoil(struct board *b, uint8_t byte)
{
	const unsigned every = b->faults.flip_every;

	b->printed++;
	if (is_out_of_tune(b))
		return (uint8_t)((byte * 37 + 0x11) | 0x80);
	return every && b->printed % every == 0 && byte >= 0x20 ? (uint8_t)(byte ^ 1) : byte;
}

void say_bytes(struct board *b, const void *data, size_t n)
{
	const uint8_t *p = data;
	uint8_t out[512];
	size_t k = 0;

	for (; n; n--, p++) {
		if (*p == '\n')
			out[k++] = '\r';
		out[k++] = spoil(b, *p);
		if (k + 2 > sizeof out || n == 1) {
			say_raw(b, out, k);
			k = 0;
		}
	}
}

void say(struct board *b, const char *format, ...)
{
	char text[4096];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	say_bytes(b, text, (size_t)n);
}

static bool await(struct board *b, int wait_ms)
{
	struct pollfd fd = { .fd = b->fd, .events = POLLIN };

	return poll(&fd, 1, wait_ms) > 0;
}

/* All that has come, as far as the UART could hold it. */
static void fill_input(struct board *b)
{
	const ssize_t n = read(b->fd, input.bytes, sizeof input.bytes);

	if (n <= 0) {
		/* A pty whose other side is closed may be opened again. */
		if (n < 0 && errno == EIO)
			usleep(20000);
		else if (n == 0)
			exit(0);
		return;
	}
	b->counters.received += (uint64_t)n;
	input.at = 0;
	input.n = (size_t)n;
	if (b->faults.fifo && input.n > b->faults.fifo && !b->is_loading)
		input.n = b->faults.fifo;
}

bool is_heard(struct board *b)
{
	return input.at < input.n || await(b, 0);
}

int hear(struct board *b, int wait_ms)
{
	int byte;

	if (input.at == input.n) {
		if (!await(b, wait_ms))
			return -1;
		fill_input(b);
		if (input.at == input.n)
			return -1;
	}
	byte = input.bytes[input.at++];
	if (++b->typed == b->faults.lose_at)
		return hear(b, wait_ms);
	return is_out_of_tune(b) ? byte ^ 0xd5 : byte;
}

/* As JSON. What the line takes at 115200 8N1, where echo and typing go at once; and the chip:
 * 2 MB/s, 0.5 s for 64 KiB erased, 0.7 ms for a page. */
void count(const struct board *b)
{
	const struct counters *const c = &b->counters;
	const char *const path = getenv("BOARD_COUNTERS");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file,
		"{\n  \"commands\": %u,\n  \"repeats\": %u,\n  \"received\": %ju,\n  \"sent\": %ju,\n"
		"  \"uploaded\": %ju,\n  \"read\": %ju,\n  \"erased\": %ju,\n"
		"  \"programmed\": %ju,\n  \"line_ms\": %ju,\n  \"chip_ms\": %ju\n}\n",
		c->commands, c->repeats, (uintmax_t)c->received, (uintmax_t)c->sent,
		(uintmax_t)c->uploaded, (uintmax_t)c->read, (uintmax_t)c->erased,
		(uintmax_t)c->programmed,
		(uintmax_t)((c->received + c->sent - c->echoed) * 1000 / 11520),
		(uintmax_t)(c->read / 2000 + c->erased * 500 / 65536 + c->programmed * 7 / 2560));
	fclose(file);
}
