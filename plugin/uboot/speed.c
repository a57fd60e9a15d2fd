// SPDX-License-Identifier: GPL-2.0-or-later
// Changing the speed of the line on both its ends.

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/scan.h"
#include "speed.h"

#define ANNOUNCE_MS 5000

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000L }, NULL);
}

bool speed_is_asked_for(const struct console *c, const char *key_name, unsigned *baud)
{
	struct fp_scan s = { c->text, c->text + c->n };
	uint64_t n;

	s.p = c->n ? fp_scan_find(s, "Switch baudrate to ") : NULL;
	if (!s.p || !fp_scan_word(&s, "Switch baudrate to ") || !fp_scan_number(&s, 10, &n) ||
	    n > 10000000 || !fp_scan_find(s, key_name) || !fp_scan_find(s, "..."))
		return false;
	*baud = (unsigned)n;
	return true;
}

/* U-Boot waits 50 ms before it changes, and 50 ms after it. */
int speed_change(struct console *c, unsigned baud, const char *key, struct fp_error *err)
{
	int code;

	pause_ms(20);
	code = line_set_baud(&c->line, baud, err);
	pause_ms(120);
	return code < 0 ? code : line_send(&c->line, key, 1, err);
}

int speed_await(struct console *c, const char *key_name, const char *key, struct fp_error *err)
{
	const int64_t deadline = line_now() + ANNOUNCE_MS;
	unsigned baud;
	size_t came;
	int code = 0;

	while (code == 0 && line_now() < deadline) {
		if (speed_is_asked_for(c, key_name, &baud))
			return speed_change(c, baud, key, err);
		code = console_collect(c, 100, &came, err);
	}
	return code < 0 ? code
			: fp_fail(err, FP_CHIP, "uboot: no change of the speed was announced");
}

static int fail_lost(unsigned from, unsigned to, struct fp_error *err)
{
	fp_fail(err, FP_CHIP, "uboot: after the change from %u to %u baud no prompt came", from,
		to);
	fp_hint(err,
		"switch the device off and on, and leave fast= out: a speed that U-Boot lists may still not work");
	return -FP_CHIP;
}

int speed_set(struct console *c, unsigned baud, bool *is_done, struct fp_error *err)
{
	const int64_t deadline = line_now() + ANNOUNCE_MS;
	const unsigned before = c->line.baud;
	struct fp_error why = { 0 };
	char command[40];
	const char *reply;
	unsigned asked;
	size_t came;
	int code;

	*is_done = false;
	snprintf(command, sizeof command, "setenv baudrate %u", baud);
	code = console_type(c, command, err);
	while (code == 0 && !speed_is_asked_for(c, "press ENTER", &asked)) {
		if (line_now() > deadline || (c->n && strstr(c->text, "not supported")))
			return console_await(c, command, CONSOLE_QUIET_MS, &reply, err);
		code = console_collect(c, 100, &came, err);
	}
	if (code < 0 || speed_change(c, baud, "\r", err) < 0)
		return -(int)err->code;
	if (console_await(c, command, 1000, &reply, &why) < 0) {
		line_set_baud(&c->line, before, &why);
		return fail_lost(before, baud, err);
	}
	*is_done = true;
	return 0;
}
