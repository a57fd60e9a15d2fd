// SPDX-License-Identifier: GPL-2.0-or-later
// The line to the device.

#define _DEFAULT_SOURCE /* speeds above 38400 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "line.h"
#include "socket.h"

#define SEND_MS 10000 /* longest time for the other side to take anything */

static const struct {
	unsigned baud;
	speed_t speed;
} speeds[] = {
	{ 9600, B9600 },       { 19200, B19200 },   { 38400, B38400 },	 { 57600, B57600 },
	{ 115200, B115200 },   { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 },
#ifdef B1500000
	{ 1500000, B1500000 },
#endif
#ifdef B3000000
	{ 3000000, B3000000 },
#endif
};

int64_t line_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void log_start_line(struct line *l, char kind)
{
	const int64_t t = line_now() - l->start;

	if (l->log_kind)
		fputc('\n', l->log);
	fprintf(l->log, "%d.%03d %c ", (int)(t / 1000), (int)(t % 1000), kind);
	l->log_kind = kind;
}

static void log_byte(FILE *log, uint8_t byte)
{
	if (byte == '\n')
		fputs("\\n", log);
	else if (byte == '\r')
		fputs("\\r", log);
	else if (byte == '\\')
		fputs("\\\\", log);
	else if (byte < 0x20 || byte > 0x7e)
		fprintf(log, "\\x%02x", byte);
	else
		fputc(byte, log);
}

/* What comes byte by byte is one line, up to where its own one ends. */
static void log_bytes(struct line *l, char kind, const uint8_t *p, size_t n)
{
	for (size_t i = 0; l->log && i < n; i++) {
		if (l->log_kind != kind)
			log_start_line(l, kind);
		log_byte(l->log, p[i]);
		if (p[i] == '\n') {
			fputc('\n', l->log);
			l->log_kind = 0;
		}
	}
}

void line_note(struct line *l, const char *format, ...)
{
	va_list ap;

	if (!l->log)
		return;
	log_start_line(l, '*');
	va_start(ap, format);
	vfprintf(l->log, format, ap);
	va_end(ap);
	fputc('\n', l->log);
	l->log_kind = 0;
}

/* An environment holds passwords: nobody else may read it. */
static int open_log(struct line *l, const char *path, struct fp_error *err)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	l->log = fd < 0 ? NULL : fdopen(fd, "a");
	if (l->log)
		return 0;
	if (fd >= 0)
		close(fd);
	return fp_fail_errno(err, FP_REFUSED, "uboot: cannot write the log %s", path);
}

static int set_speed(struct termios *t, unsigned baud, struct fp_error *err)
{
	for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++)
		if (speeds[i].baud == baud) {
			cfsetispeed(t, speeds[i].speed);
			cfsetospeed(t, speeds[i].speed);
			return 0;
		}
	return fp_fail(err, FP_REFUSED, "uboot: %u is no speed of a serial line", baud);
}

static int apply(struct line *l, unsigned baud, struct fp_error *err)
{
	struct termios t, now;

	if (tcgetattr(l->fd, &t) < 0)
		return fp_fail_errno(err, FP_REFUSED, "uboot: %s is no serial line", l->name);
	t.c_iflag = IGNBRK;
	t.c_oflag = 0;
	t.c_lflag = 0;
	/* No HUPCL: on some boards that line is wired to the reset. */
	t.c_cflag = CS8 | CREAD | CLOCAL;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	if (set_speed(&t, baud, err) < 0)
		return -FP_REFUSED;
	if (tcsetattr(l->fd, TCSADRAIN, &t) < 0 || tcgetattr(l->fd, &now) < 0)
		return fp_fail_errno(err, FP_REFUSED, "uboot: cannot set up %s", l->name);
	/* tcsetattr() succeeds where it could do any of it. */
	if (cfgetospeed(&now) != cfgetospeed(&t))
		return fp_fail(err, FP_REFUSED, "uboot: %s cannot be set to %u baud", l->name,
			       baud);
	l->baud = baud;
	return 0;
}

static int open_tty(struct line *l, unsigned baud, struct fp_error *err)
{
	l->fd = open(l->name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (l->fd < 0) {
		fp_fail_errno(err, FP_REFUSED, "uboot: cannot open %s", l->name);
		if (errno == EACCES)
			fp_hint(err,
				"serial lines belong to the group dialout: add yourself to it");
		return -FP_REFUSED;
	}
	l->is_tty = true;
	if (tcgetattr(l->fd, &l->before) < 0) {
		l->is_tty = false;
		return fp_fail_errno(err, FP_REFUSED, "uboot: %s is no serial line", l->name);
	}
	if (flock(l->fd, LOCK_EX | LOCK_NB) < 0)
		return fp_fail(err, FP_REFUSED, "uboot: %s is in use by another program", l->name);
	return apply(l, baud, err);
}

int line_open(struct line *l, const char *dev, unsigned baud, const char *log, struct fp_error *err)
{
	int code;

	*l = (struct line){ .name = dev, .fd = -1, .start = line_now() };
	if (strncmp(dev, "tcp:", 4) == 0)
		code = socket_open_tcp(dev + 4, &l->fd, err);
	else if (strncmp(dev, "unix:", 5) == 0)
		code = socket_open_unix(dev + 5, &l->fd, err);
	else
		code = open_tty(l, baud, err);
	if (code == 0 && *log)
		code = open_log(l, log, err);
	if (code < 0)
		line_close(l);
	return code;
}

void line_close(struct line *l)
{
	if (l->fd >= 0 && l->is_tty)
		tcsetattr(l->fd, TCSADRAIN, &l->before);
	if (l->fd >= 0)
		close(l->fd);
	if (l->log && l->log_kind)
		fputc('\n', l->log);
	if (l->log)
		fclose(l->log);
	l->fd = -1;
	l->log = NULL;
}

static int fail_closed(const struct line *l, struct fp_error *err)
{
	fp_fail(err, FP_CHIP, "uboot: the line %s is gone", l->name);
	fp_hint(err, "%s",
		l->is_tty ? "is the adapter still plugged in?"
			  : "is the server still there, and nobody else on the line?");
	return -FP_CHIP;
}

/* False: not in that time. */
static bool await(const struct line *l, short what, int wait_ms)
{
	const int64_t deadline = line_now() + wait_ms;
	struct pollfd fd = { .fd = l->fd, .events = what };
	int left = wait_ms, n;

	do {
		n = poll(&fd, 1, left);
		left = (int)(deadline - line_now());
	} while (n < 0 && errno == EINTR && left > 0);
	return n > 0;
}

int line_send_unlogged(struct line *l, const void *data, size_t n, struct fp_error *err)
{
	const uint8_t *p = data;

	while (n) {
		const ssize_t done = write(l->fd, p, n);

		if (done < 0 && errno != EAGAIN && errno != EINTR)
			return fail_closed(l, err);
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		} else if (!await(l, POLLOUT, SEND_MS)) {
			return fp_fail(err, FP_CHIP, "uboot: the line %s takes nothing", l->name);
		}
	}
	return 0;
}

int line_send(struct line *l, const void *data, size_t n, struct fp_error *err)
{
	log_bytes(l, '>', data, n);
	return line_send_unlogged(l, data, n, err);
}

int line_receive_unlogged(struct line *l, void *buf, size_t size, size_t *n, struct fp_error *err)
{
	const ssize_t came = read(l->fd, buf, size);

	*n = came > 0 ? (size_t)came : 0;
	if (came > 0 || (came < 0 && (errno == EAGAIN || errno == EINTR)))
		return 0;
	return fail_closed(l, err);
}

int line_receive(struct line *l, void *buf, size_t size, int wait_ms, size_t *n,
		 struct fp_error *err)
{
	int code = 0;

	*n = 0;
	if (await(l, POLLIN, wait_ms))
		code = line_receive_unlogged(l, buf, size, n, err);
	log_bytes(l, '<', buf, *n);
	return code;
}

int line_set_baud(struct line *l, unsigned baud, struct fp_error *err)
{
	line_note(l, "%u baud", baud);
	return apply(l, baud, err);
}
