// SPDX-License-Identifier: GPL-2.0-or-later
// The child's side: serves a driver over the socket that the parent has left at descriptor 3.

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "programmer/answer.h"
#include "programmer/message.h"
#include "programmer/serve.h"
#include "programmer/wire.h"

#define PROGRESS_MS 100

struct server {
	const struct fp_driver *driver;
	struct fp_host host;
	bool is_asked; /* a request waits for its DONE */
	unsigned patience; /* seconds for one operation */
	int64_t progress_at; /* when it was said last */
	bool is_open;
	void *ctx;
	struct fp_chip chip;
};

/* One per process, as the socket is; fp_driver_abort() has no other way to it. */
static struct server server;

/* A parent that has gone is seen at the next receive; until then what we say is lost. */
static void send_done(uint32_t code, struct fp_range range, const void *data, size_t n)
{
	const struct fp_frame frame = {
		.type = FP_FRAME_DONE, .code = code, .size = (uint32_t)n, .range = range
	};

	/* A parent that is stopped takes its time. */
	alarm(0);
	server.is_asked = false;
	fp_wire_send(FP_WIRE_FD, &frame, data, NULL);
}

static void send_error(const struct fp_error *err)
{
	uint8_t buf[FP_MESSAGE_ERROR_MAX];
	const size_t n = fp_error_pack(err, buf);

	send_done((uint32_t)err->code, (struct fp_range){ 0, 0 }, buf, n);
}

static void send_log(void *ctx, enum fp_log_level level, const char *line)
{
	const size_t n = strnlen(line, FP_WIRE_LINE_MAX);
	const struct fp_frame frame = { .type = FP_FRAME_LOG,
					.code = (uint32_t)level,
					.size = (uint32_t)n };

	(void)ctx;
	if (server.is_asked)
		fp_wire_send(FP_WIRE_FD, &frame, line, NULL);
}

static void send_aside(enum fp_frame_type type, uint32_t code)
{
	const struct fp_frame frame = { .type = type, .code = code };

	if (server.is_asked)
		fp_wire_send(FP_WIRE_FD, &frame, NULL, NULL);
}

/* Not more often than anybody has to know. */
static void send_progress(void *ctx)
{
	const int64_t now = fp_wire_now();

	(void)ctx;
	alarm(server.patience);
	if (now - server.progress_at < PROGRESS_MS)
		return;
	server.progress_at = now;
	send_aside(FP_FRAME_PROGRESS, 0);
}

static void send_lifted(void *ctx, bool is_lifted)
{
	(void)ctx;
	send_aside(FP_FRAME_LIFTED, is_lifted);
}

static int serve_open(const uint8_t *payload, size_t n, struct fp_error *err)
{
	static const char *names[FP_MESSAGE_NAMES_MAX];
	static struct fp_place places[FP_MESSAGE_PLACES_MAX];
	uint8_t buf[FP_MESSAGE_CHIP_SIZE];
	struct fp_target target;

	if (server.is_open || !fp_target_unpack(payload, n, &target, names, places))
		return fp_fail(err, FP_REFUSED, "the request to open makes no sense");
	memset(&server.chip, 0, sizeof server.chip);
	if (server.driver->open(&target, &server.host, &server.chip, &server.ctx, err) < 0)
		return -(int)err->code;
	server.is_open = true;
	fp_chip_pack(&server.chip, fp_answer_abilities(server.driver), buf);
	send_done(FP_OK, (struct fp_range){ 0, 0 }, buf, sizeof buf);
	return 0;
}

static int serve_close(struct fp_error *err)
{
	int result = 0;

	if (server.is_open)
		result = server.driver->close(server.ctx, err);
	server.is_open = false;
	if (result == 0)
		send_done(FP_OK, (struct fp_range){ 0, 0 }, NULL, 0);
	return result;
}

/* What needs an open chip. */
static int serve_chip(const struct fp_frame *frame, const uint8_t *payload, struct fp_error *err)
{
	const struct fp_question question = { server.driver, server.ctx, &server.chip, frame->type,
					      frame->range,  payload,	 frame->size };
	struct fp_answer answer = { 0 };
	int result;

	if (!server.is_open)
		return fp_fail(err, FP_REFUSED, "no chip is open");
	result = fp_answer(&question, &answer, err);
	if (result == 0)
		send_done(FP_OK, answer.range, answer.data, answer.n);
	free(answer.data);
	return result;
}

static int serve_list(struct fp_error *err)
{
	const int result = server.driver->list(&server.host, err);

	if (result == 0)
		send_done(FP_OK, (struct fp_range){ 0, 0 }, NULL, 0);
	return result;
}

/* False: that was no request. */
static bool serve(const struct fp_frame *frame, const uint8_t *payload)
{
	struct fp_error err = { 0 };
	int result;

	if (frame->type >= FP_FRAME_LOG)
		return false;
	server.is_asked = true;
	server.patience = frame->code;
	/* SIGALRM ends a process that hangs in a library when the parent is no more to do it. */
	alarm(server.patience);
	if (frame->type == FP_FRAME_LIST)
		result = serve_list(&err);
	else if (frame->type == FP_FRAME_OPEN)
		result = serve_open(payload, frame->size, &err);
	else if (frame->type == FP_FRAME_CLOSE)
		result = serve_close(&err);
	else
		result = serve_chip(frame, payload, &err);
	if (result < 0)
		send_error(&err);
	return true;
}

/* The next request, served. False: there will be no more. */
static bool serve_next(int *status)
{
	struct fp_frame frame;
	uint8_t *payload = NULL;
	enum fp_wire came = fp_wire_receive(FP_WIRE_FD, &frame, NULL);
	bool is_served = false;

	if (came == FP_WIRE_CLOSED)
		return false;
	*status = EXIT_FAILURE;
	if (came != FP_WIRE_OK)
		return false;
	payload = malloc((size_t)frame.size + 1);
	if (payload && fp_wire_receive_bytes(FP_WIRE_FD, payload, frame.size, NULL) == FP_WIRE_OK)
		is_served = serve(&frame, payload);
	free(payload);
	if (!is_served)
		return false;
	*status = EXIT_SUCCESS;
	return frame.type != FP_FRAME_CLOSE;
}

/* What the parent's program or its parents have left open without meaning us. */
static void close_others(void)
{
	DIR *dir = opendir("/dev/fd");
	const struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		const int fd = (int)strtol(entry->d_name, NULL, 10);

		if (fd > FP_WIRE_FD && fd != dirfd(dir))
			close(fd);
	}
	closedir(dir);
}

int fp_driver_serve(const struct fp_driver *driver)
{
	struct fp_error err = { 0 };
	int status = EXIT_SUCCESS;

	close_others();
	server = (struct server){
		.driver = driver,
		.host = { .log = send_log, .progress = send_progress, .lifted = send_lifted },
	};
	while (serve_next(&status))
		;
	/* The parent has gone without a word: the chip is closed all the same. */
	alarm(server.patience);
	if (server.is_open && driver->close(server.ctx, &err) < 0)
		status = EXIT_FAILURE;
	return status;
}

void fp_driver_abort(enum fp_code code, const char *format, ...)
{
	struct fp_error err = { .code = code };
	va_list ap;

	va_start(ap, format);
	vsnprintf(err.text, sizeof err.text, format, ap);
	va_end(ap);
	if (server.is_asked)
		send_error(&err);
	close(FP_WIRE_FD);
	_exit(EXIT_FAILURE);
}
