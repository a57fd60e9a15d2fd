// SPDX-License-Identifier: GPL-2.0-or-later
// A boot loader's command line.

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "console.h"
#include "replies.h"

#define ECHO_MS	  3000 /* longest time for a piece to come back */
#define TEXT_MAX  (1u << 20) /* bytes of a reply: one that is longer has no end */
#define KEEP_MAX  8192 /* bytes of what a device says while it starts */
#define TRIES	  4
#define SETTLE_MS 300 /* a prompt that stands behind other text counts after that */

void console_free(struct console *c)
{
	free(c->text);
	c->text = NULL;
}

void console_say(const struct console *c, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	fp_text_clean(text);
	c->host->log(c->host->ctx, FP_LOG_NOTE, text);
}

void console_progress(const struct console *c)
{
	if (c->host->progress)
		c->host->progress(c->host->ctx);
}

const char *console_tail(const struct console *c)
{
	const char *tail = c->n ? c->text : "";

	for (const char *p = tail; *p; p++)
		if (*p == '\n' || *p == '\r')
			tail = p + 1;
	return tail;
}

void console_forget(struct console *c)
{
	c->n = 0;
	if (c->text)
		c->text[0] = 0;
}

static int make_room(struct console *c, struct fp_error *err)
{
	const size_t size = c->size ? 2 * c->size : 4096;
	char *text;

	if (c->size - c->n > CONSOLE_ENTER_MAX)
		return 0;
	if (size > TEXT_MAX)
		return fp_fail(err, FP_CHIP, "uboot: the device talks without end");
	text = realloc(c->text, size);
	if (!text)
		return fp_fail(err, FP_REFUSED, "out of memory");
	c->text = text;
	c->size = size;
	return 0;
}

/* Enters what has come. 0 bytes would end the text. */
static void enter(struct console *c, size_t came)
{
	for (size_t i = c->n; i < c->n + came; i++)
		if (!c->text[i])
			c->text[i] = '?';
	c->n += came;
	c->text[c->n] = 0;
}

/* Adds what comes within wait_ms; *came: how much. */
static int take(struct console *c, int wait_ms, size_t *came, struct fp_error *err)
{
	int code = make_room(c, err);

	*came = 0;
	if (code < 0)
		return code;
	code = line_receive(&c->line, c->text + c->n, c->size - c->n - 1, wait_ms, came, err);
	enter(c, *came);
	return code;
}

int console_drain(struct console *c, int wait_ms, int quiet_ms, struct fp_error *err)
{
	size_t came = 1;
	int code;

	console_forget(c);
	for (code = take(c, wait_ms, &came, err); code == 0 && came;)
		code = take(c, quiet_ms, &came, err);
	return code;
}

static void keep_end(struct console *c)
{
	if (c->n <= KEEP_MAX)
		return;
	memmove(c->text, c->text + c->n - KEEP_MAX / 2, KEEP_MAX / 2 + 1);
	c->n = KEEP_MAX / 2;
}

int console_collect(struct console *c, int wait_ms, size_t *came, struct fp_error *err)
{
	keep_end(c);
	return take(c, wait_ms, came, err);
}

int console_enter(struct console *c, const uint8_t *data, size_t n, struct fp_error *err)
{
	int code;

	keep_end(c);
	code = make_room(c, err);
	if (code == 0) {
		memcpy(c->text + c->n, data, n);
		enter(c, n);
	}
	return code;
}

int console_interrupt(struct console *c, struct fp_error *err)
{
	size_t came = 1;
	int code = line_send(&c->line, "\003", 1, err);

	console_forget(c);
	for (int wait_ms = 1000; code == 0 && came;) {
		code = take(c, wait_ms, &came, err);
		/* What looks like a prompt is hardly the middle of something. */
		wait_ms = reply_can_be_prompt(console_tail(c)) ? 40 : 150;
	}
	return code;
}

/* One piece, and its echo. *is_right: nothing else came. */
static int type_piece(struct console *c, const char *piece, size_t n, bool *is_right,
		      struct fp_error *err)
{
	const int64_t deadline = line_now() + ECHO_MS;
	size_t came;
	int code;

	console_forget(c);
	code = line_send(&c->line, piece, n, err);
	while (code == 0 && c->n < n && line_now() < deadline)
		code = take(c, (int)(deadline - line_now()) + 1, &came, err);
	*is_right = c->n == n && memcmp(c->text, piece, n) == 0;
	return code;
}

static int fail_echo(struct console *c, const char *command, const char *echo, struct fp_error *err)
{
	if (!echo[0]) {
		fp_fail(err, FP_CHIP, "uboot: the device does not answer \"%.60s\"", command);
		fp_hint(err, "it may hang, or have lost its power: switch it off and on, and run "
			     "the same command again");
	} else {
		fp_fail(err, FP_CHIP,
			"uboot: the line garbles what is typed: \"%.60s\" came back "
			"as \"%.60s\"",
			command, echo);
		fp_hint(err, "check the ground wire and the speed (baud=%u)", c->line.baud);
	}
	return -FP_CHIP;
}

/* Types it once. What came instead of the echo is in echo. */
static int type_once(struct console *c, const char *command, bool *is_right, char *echo,
		     size_t size, struct fp_error *err)
{
	const size_t n = strlen(command);
	size_t done = 0;
	int code = console_drain(c, 0, 0, err);

	*is_right = true;
	while (code == 0 && *is_right && done < n) {
		const size_t piece = n - done < c->piece ? n - done : c->piece;

		code = type_piece(c, command + done, piece, is_right, err);
		done += piece;
	}
	snprintf(echo, size, "%s", c->n ? c->text : "");
	fp_text_clean(echo);
	return code;
}

int console_type(struct console *c, const char *command, struct fp_error *err)
{
	char echo[REPLY_LINE_MAX] = "";
	bool is_right = false;
	int code;

	if (!c->piece)
		c->piece = CONSOLE_LINE_MAX;
	for (int i = 0; i < TRIES; i++) {
		code = type_once(c, command, &is_right, echo, sizeof echo, err);
		console_forget(c);
		if (code == 0 && is_right)
			return line_send(&c->line, "\r", 1, err);
		if (code == 0)
			code = console_interrupt(c, err);
		if (code < 0)
			return code;
		/* Perhaps it was too fast for a UART with a FIFO of 16 bytes. */
		c->piece = c->piece > 16 ? 16 : 1;
	}
	return fail_echo(c, command, echo, err);
}

int console_fail_reset(const char *command, struct fp_error *err)
{
	fp_fail(err, FP_CHIP, "uboot: the device was reset, or lost its power, during \"%.60s\"",
		command);
	fp_hint(err, "run the same command again");
	return -FP_CHIP;
}

static int fail_prompt(const struct console *c, const char *command, struct fp_error *err)
{
	char tail[64];

	snprintf(tail, sizeof tail, "%s", console_tail(c));
	fp_text_clean(tail);
	fp_fail(err, FP_CHIP, "uboot: the prompt did not come back after \"%.60s\"%s%s%s", command,
		*tail ? "; what came last is \"" : "", tail, *tail ? "\"" : "");
	fp_hint(err,
		"the device hangs, was switched off, or its line garbles much: switch it off and on, and run the same command again");
	return -FP_CHIP;
}

/* Does the text end in the prompt, at the start of a line, or in it at all? */
static bool ends_in_prompt(const struct console *c, bool at_start)
{
	const size_t n = strlen(c->prompt);
	const char *at;

	if (c->n < n)
		return false;
	at = c->text + c->n - n;
	return strcmp(at, c->prompt) == 0 &&
	       (!at_start || at == c->text || at[-1] == '\n' || at[-1] == '\r');
}

/* The reply, out of all that came: the end of the command's line and the prompt are not of it. */
static const char *cut_reply(struct console *c)
{
	const char *start = c->text;

	c->n -= strlen(c->prompt);
	c->text[c->n] = 0;
	while (*start == '\r' || *start == '\n')
		start++;
	return start;
}

/* What may be the prompt, with a character of it garbled: Ctrl-C brings it again, and runs nothing.
 * The reply is lost. */
static int ask_for_prompt(struct console *c, const char *command, struct fp_error *err)
{
	const int code = console_interrupt(c, err);

	if (code < 0)
		return code;
	if (!c->n || !ends_in_prompt(c, false))
		return fail_prompt(c, command, err);
	console_forget(c);
	return 0;
}

static bool has_garbled_prompt(const struct console *c)
{
	const char *const tail = console_tail(c);

	return strlen(tail) == strlen(c->prompt) &&
	       tail[strlen(tail) - 1] == c->prompt[strlen(tail) - 1];
}

int console_await(struct console *c, const char *command, int quiet_ms, const char **reply,
		  struct fp_error *err)
{
	int64_t heard = line_now();
	size_t came = 0;
	int code;

	for (;;) {
		code = take(c, SETTLE_MS, &came, err);
		if (code < 0)
			return code;
		if (c->n && ends_in_prompt(c, came))
			break;
		if (came && reply_is_boot(c->text + (c->n - came > 64 ? c->n - came - 64 : 0)))
			return console_fail_reset(command, err);
		if (came)
			heard = line_now();
		else if (line_now() - heard > quiet_ms || (c->n && has_garbled_prompt(c))) {
			*reply = "";
			return ask_for_prompt(c, command, err);
		}
		console_progress(c);
	}
	*reply = cut_reply(c);
	return 0;
}

int console_ask(struct console *c, const char *command, int quiet_ms, const char **reply,
		struct fp_error *err)
{
	const int code = console_type(c, command, err);

	return code < 0 ? code : console_await(c, command, quiet_ms, reply, err);
}
