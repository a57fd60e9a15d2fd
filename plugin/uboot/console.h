/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot loader's command line: a command typed, its echo compared, its reply. Nothing runs that
 * was not echoed as it was meant: a command's Enter is sent only then. An empty line is never sent,
 * for it repeats the last command. */
#ifndef FP_UBOOT_CONSOLE_H
#define FP_UBOOT_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "line.h"
#include "programmer/driver.h"

#define CONSOLE_QUIET_MS 5000 /* silence of a command that only thinks */
#define CONSOLE_READ_MS	 15000 /* of one that reads a chip */
#define CONSOLE_SLOW_MS	 60000 /* of one that erases or programs it */
#define CONSOLE_LINE_MAX 200 /* bytes of a command: old loaders take 256 */

#define CONSOLE_ENTER_MAX 2048

/* Zeroed at the start, but for what the caller has. */
struct console {
	struct line line; /* the caller's to open and close */
	const struct fp_host *host; /* the caller's */
	char prompt[64]; /* found by wake.h */
	size_t piece; /* bytes that are typed at once: fewer where they were lost */
	char *text; /* all that came since the command; n bytes and a 0 */
	size_t n, size;
};

void console_free(struct console *c);

/* Types the command and waits for the prompt; quiet_ms without a byte is too long. *reply is what
 * it printed, valid until the next command. A device that was reset meanwhile is a failure; an
 * error that the command prints is none. */
int console_ask(struct console *c, const char *command, int quiet_ms, const char **reply,
		struct fp_error *err);

/* The parts of it, for commands that hand the line over to another program. */
int console_type(struct console *c, const char *command, struct fp_error *err);
int console_await(struct console *c, const char *command, int quiet_ms, const char **reply,
		  struct fp_error *err);

/* Takes in what comes until nothing does for quiet_ms; wait_ms for the first byte. */
int console_drain(struct console *c, int wait_ms, int quiet_ms, struct fp_error *err);

/* Adds what comes within wait_ms, *came bytes, to c->text, of which it keeps the end only. */
int console_collect(struct console *c, int wait_ms, size_t *came, struct fp_error *err);
void console_forget(struct console *c);

/* The same for n bytes, at most CONSOLE_ENTER_MAX, that the caller has received. */
int console_enter(struct console *c, const uint8_t *data, size_t n, struct fp_error *err);

/* The last line of c->text, which no line end ends. */
const char *console_tail(const struct console *c);

/* Ctrl-C, and what comes of it. */
int console_interrupt(struct console *c, struct fp_error *err);

/* Where what came is a boot loader or a kernel that begins. */
int console_fail_reset(const char *command, struct fp_error *err);

void console_say(const struct console *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void console_progress(const struct console *c);

#endif
