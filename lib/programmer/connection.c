// SPDX-License-Identifier: GPL-2.0-or-later
// The parent's side of the socket: one request, what comes before its answer, one
// answer, and patience for it.

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/text.h"
#include "programmer/connection.h"
#include "programmer/message.h"

static const char *const doing[] = {
	[FP_FRAME_LIST] = "listing",
	[FP_FRAME_OPEN] = "opening the chip",
	[FP_FRAME_READ] = "reading",
	[FP_FRAME_WRITE] = "writing",
	[FP_FRAME_CRC32] = "checksumming",
	[FP_FRAME_IDENTIFY] = "probing again",
	[FP_FRAME_BLOCK] = "asking for the erase block of",
	[FP_FRAME_GET_PROTECTION] = "reading the write protection",
	[FP_FRAME_SET_PROTECTION] = "setting the write protection",
	[FP_FRAME_CLOSE] = "closing",
};

/* "reading 0x10000+0x10000". Returns buf. */
static const char *describe(const struct fp_exchange *x, char *buf, size_t n)
{
	const struct fp_range r = x->frame.range;

	if (r.size > 0)
		snprintf(buf, n, "%s 0x%" PRIx64 "+0x%" PRIx64, doing[x->frame.type], r.offset,
			 r.size);
	else
		snprintf(buf, n, "%s", doing[x->frame.type]);
	return buf;
}

/* Appends what the child said last to a text of size bytes. */
static void append_last_error(const struct fp_connection *c, char *text, size_t size)
{
	const size_t n = strlen(text);

	if (c->last_error[0] && !strstr(text, c->last_error))
		snprintf(text + n, size - n, " (it said: %s)", c->last_error);
}

static bool is_cancelled(const struct fp_exchange *x)
{
	return x->patience.is_cancelled && x->patience.is_cancelled(x->patience.ctx);
}

static int fail_late(struct fp_connection *c, const struct fp_exchange *x, struct fp_error *err)
{
	char what[96], limit[24];
	int status;

	fp_child_end(&c->child, 0, &status);
	describe(x, what, sizeof what);
	if (is_cancelled(x))
		return fp_fail(err, FP_CHIP,
			       "cancelled while %s; programmer \"%s\" did not answer and was ended",
			       what, c->name);
	if (x->patience_ms % 1000 == 0)
		snprintf(limit, sizeof limit, "%u s", x->patience_ms / 1000);
	else
		snprintf(limit, sizeof limit, "%u ms", x->patience_ms);
	fp_fail(err, FP_CHIP, "programmer \"%s\" did not finish %s within %s and was ended",
		c->name, what, limit);
	fp_hint(err,
		"check the cable, the clip and the power; if it is only slow, give it more time with --timeout");
	return -FP_CHIP;
}

static int fail_vanished(struct fp_connection *c, const struct fp_exchange *x, struct fp_error *err)
{
	char what[96], how[96], text[sizeof err->text];
	int status;

	if (!fp_child_end(&c->child, fp_wire_now() + x->patience.left, &status))
		snprintf(how, sizeof how, "closed its connection");
	else if (status == -1)
		snprintf(how, sizeof how, "ended");
	else if (WIFSIGNALED(status))
		snprintf(how, sizeof how, "was killed by signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else
		snprintf(how, sizeof how, "ended with exit status %d", WEXITSTATUS(status));
	snprintf(text, sizeof text, "programmer \"%s\" %s while %s", c->name, how,
		 describe(x, what, sizeof what));
	append_last_error(c, text, sizeof text);
	return fp_fail(err, FP_CHIP, "%s", text);
}

static int fail_garbage(struct fp_connection *c, struct fp_error *err)
{
	int status;

	fp_child_end(&c->child, 0, &status);
	fp_fail(err, FP_CHIP, "programmer \"%s\" does not speak flashplan's protocol", c->name);
	fp_hint(err, "its program flashplan-%s is of another version, or not a programmer",
		c->name);
	return -FP_CHIP;
}

static int fail_not_run(struct fp_connection *c, uint32_t code, struct fp_error *err)
{
	int status;

	fp_child_end(&c->child, fp_wire_now() + c->timeout_ms, &status);
	errno = code > INT_MAX ? EINVAL : (int)code;
	return fp_fail_errno(err, FP_REFUSED, "cannot run programmer plug-in flashplan-%s",
			     c->name);
}

static int fail_wire(struct fp_connection *c, const struct fp_exchange *x, enum fp_wire why,
		     struct fp_error *err)
{
	if (why == FP_WIRE_LATE)
		return fail_late(c, x, err);
	if (why == FP_WIRE_CLOSED)
		return fail_vanished(c, x, err);
	return fail_garbage(c, err);
}

static enum fp_wire receive_log(struct fp_connection *c, const struct fp_frame *frame,
				struct fp_patience *patience)
{
	char line[FP_WIRE_LINE_MAX + 1];
	enum fp_wire came;

	if (frame->size > FP_WIRE_LINE_MAX || frame->code > FP_LOG_FACT)
		return FP_WIRE_GARBAGE;
	came = fp_wire_receive_bytes(c->child.fd, line, frame->size, patience);
	if (came != FP_WIRE_OK)
		return came;
	line[frame->size] = 0;
	fp_text_clean(line);
	if (frame->code == FP_LOG_ERROR)
		memcpy(c->last_error, line, sizeof line);
	if (c->host.log)
		c->host.log(c->host.ctx, (enum fp_log_level)frame->code, line);
	return FP_WIRE_OK;
}

/* The error in a DONE, with what the child said before it. */
static int receive_error(struct fp_connection *c, struct fp_exchange *x,
			 const struct fp_frame *frame, struct fp_error *err)
{
	uint8_t buf[FP_MESSAGE_ERROR_MAX];
	struct fp_error said = { 0 };
	enum fp_wire came = FP_WIRE_GARBAGE;

	if (frame->size <= sizeof buf)
		came = fp_wire_receive_bytes(c->child.fd, buf, frame->size, &x->patience);
	if (came == FP_WIRE_OK && !fp_error_unpack(buf, frame->size, frame->code, &said))
		came = FP_WIRE_GARBAGE;
	if (came != FP_WIRE_OK)
		return fail_wire(c, x, came, err);
	append_last_error(c, said.text, sizeof said.text);
	fp_fail(err, said.code, "%s", said.text);
	if (said.hint[0])
		fp_hint(err, "%s", said.hint);
	return -(int)said.code;
}

static bool is_answer(const struct fp_frame *frame)
{
	return frame->type != FP_FRAME_LOG && frame->type != FP_FRAME_PROGRESS &&
	       frame->type != FP_FRAME_LIFTED;
}

/* What comes before the answer. Only progress gives more time: a dead socket and a busy chip can
 * fill a log for ever. */
static enum fp_wire receive_aside(struct fp_connection *c, struct fp_exchange *x,
				  const struct fp_frame *frame)
{
	if (frame->type == FP_FRAME_LOG)
		return receive_log(c, frame, &x->patience);
	if (frame->size || frame->code > 1)
		return FP_WIRE_GARBAGE;
	if (frame->type == FP_FRAME_PROGRESS && !is_cancelled(x)) {
		x->spent_ms += x->patience_ms - x->patience.left;
		fp_patience_start(&x->patience, x->patience_ms);
	}
	if (frame->type == FP_FRAME_LIFTED) {
		c->was_lifted |= frame->code == 1;
		c->is_lifted = frame->code == 1;
	}
	return FP_WIRE_OK;
}

static int receive_done(struct fp_connection *c, struct fp_exchange *x, struct fp_error *err)
{
	struct fp_frame frame;
	enum fp_wire came;

	for (;;) {
		came = fp_wire_receive(c->child.fd, &frame, &x->patience);
		if (came == FP_WIRE_OK && is_answer(&frame))
			break;
		if (came == FP_WIRE_OK)
			came = receive_aside(c, x, &frame);
		if (came != FP_WIRE_OK)
			return fail_wire(c, x, came, err);
	}
	if (frame.type == FP_FRAME_NOT_RUN)
		return fail_not_run(c, frame.code, err);
	if (frame.type != FP_FRAME_DONE)
		return fail_garbage(c, err);
	if (frame.code != FP_OK)
		return receive_error(c, x, &frame, err);
	if (frame.size != x->answer_size)
		return fail_garbage(c, err);
	x->range = frame.range;
	came = fp_wire_receive_bytes(c->child.fd, x->answer, x->answer_size, &x->patience);
	return came == FP_WIRE_OK ? 0 : fail_wire(c, x, came, err);
}

static void start_patience(const struct fp_connection *c, struct fp_exchange *x)
{
	const bool changes = x->frame.type == FP_FRAME_WRITE || x->frame.type == FP_FRAME_CLOSE;

	if (x->patience_ms < c->timeout_ms)
		x->patience_ms = c->timeout_ms;
	fp_patience_start(&x->patience, x->patience_ms);
	/* What changes the chip is waited for. */
	if (!changes) {
		x->patience.is_cancelled = c->host.is_cancelled;
		x->patience.ctx = c->host.ctx;
	}
}

int fp_connection_ask(struct fp_connection *c, struct fp_exchange *x, struct fp_error *err)
{
	const size_t half = x->second ? x->frame.size / 2 : x->frame.size;
	uint8_t header[FP_WIRE_HEADER];
	enum fp_wire sent;
	int result;

	if (c->child.pid < 0)
		return fp_fail(err, FP_CHIP, "programmer \"%s\" has ended", c->name);
	start_patience(c, x);
	c->last_error[0] = 0;
	/* Later than we: it counts only when we are no more. */
	x->frame.code = x->patience_ms / 1000 + 1;
	fp_frame_pack(&x->frame, header);
	sent = fp_wire_send_bytes(c->child.fd, header, sizeof header, &x->patience);
	if (sent == FP_WIRE_OK)
		sent = fp_wire_send_bytes(c->child.fd, x->first, half, &x->patience);
	if (sent == FP_WIRE_OK && x->second)
		sent = fp_wire_send_bytes(c->child.fd, x->second, half, &x->patience);
	/* A child that does not listen any more may have said why. */
	if (sent == FP_WIRE_LATE)
		result = fail_late(c, x, err);
	else
		result = receive_done(c, x, err);
	x->spent_ms += x->patience_ms - x->patience.left;
	if (result < 0)
		c->has_failed = true;
	return result;
}

int fp_connection_close(struct fp_connection *c, struct fp_error *err)
{
	struct fp_exchange x = { .frame.type = FP_FRAME_CLOSE };
	const bool had_failed = c->has_failed;
	const int result = fp_connection_ask(c, &x, err);
	int status;

	/* It has ended without a word about this; what ended it has been told. */
	if (c->child.pid < 0)
		return had_failed ? 0 : result;
	if (!fp_child_end(&c->child, fp_wire_now() + x.patience.left, &status))
		return fp_fail(err, FP_CHIP, "programmer \"%s\" did not end and was killed",
			       c->name);
	if (result == 0 && status > 0)
		return fp_fail(err, FP_CHIP, "programmer \"%s\" failed at its end", c->name);
	return result;
}
