// SPDX-License-Identifier: GPL-2.0-or-later
// What a device does between two power cuts: boots, waits for its key, takes commands.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "uboot/board.h"

enum what { WHAT_LINE, WHAT_INTERRUPTED, WHAT_POWER };

static bool is_switched(struct board *b)
{
	if (!power_cycles)
		return false;
	power_cycles = 0;
	b->must_boot = true;
	b->is_off = b->is_linux = b->is_probed = false;
	memset(b->ram, 0x11, RAM_SIZE);
	return true;
}

/* Three seconds, in which the key must come. */
static bool is_stopped(struct board *b)
{
	const char *const key = b->dialect->key;
	char last[16] = "";
	const size_t n = key ? strlen(key) : 1;

	for (int i = 0; i < 150; i++) {
		const int c = hear(b, 20);

		if (c < 0)
			continue;
		if (!key)
			return true;
		memmove(last, last + 1, sizeof last - 1);
		last[sizeof last - 1] = (char)c;
		if (memcmp(last + sizeof last - n, key, n) == 0)
			return true;
	}
	return false;
}

/* Cold, as after a reset too. */
void boot(struct board *b)
{
	set_baud(b, b->start_baud);
	b->is_probed = false;
	say(b, "%s", b->dialect->banner);
	b->is_linux = !is_stopped(b);
	say(b,
	    b->is_linux ? "\nStarting kernel ...\n\n[    0.000000] Linux version 3.10.14\n" : "\n");
}

static void echo(struct board *b, int c)
{
	const uint8_t byte = (uint8_t)c;

	say_bytes(b, &byte, 1);
	b->counters.echoed++;
}

/* One line, edited as U-Boot does without CONFIG_CMDLINE_EDITING. */
static enum what edit(struct board *b, char *line, size_t size)
{
	size_t n = 0;

	for (;;) {
		const int c = hear(b, 200);

		if (is_switched(b))
			return WHAT_POWER;
		if (c == '\r' || c == '\n') {
			line[n] = 0;
			say(b, "\n");
			return WHAT_LINE;
		}
		if (c == 3) {
			say(b, "<INTERRUPT>\n");
			return WHAT_INTERRUPTED;
		}
		if (c == 0x15 || c == 0x18)
			n = 0;
		else if (c >= 0x20 && n + 1 < size) {
			echo(b, c);
			line[n++] = (char)c;
		}
	}
}

static void linux_shell(struct board *b, char *line, size_t size)
{
	say(b, "# ");
	if (edit(b, line, size) == WHAT_LINE && *line)
		say(b, "-sh: %.*s: not found\n", (int)strcspn(line, " "), line);
}

static bool has_come(unsigned at, const struct board *b)
{
	return at && b->counters.commands + 1 == at;
}

/* Half of an erase has happened when the power goes. */
static bool is_reset_on(struct board *b, const char *line)
{
	if (!b->reset_on[0] || strncmp(line, b->reset_on, strlen(b->reset_on)) != 0)
		return false;
	if (strncmp(line, "sf erase", 8) == 0)
		memset(b->flash + strtoul(line + 8, NULL, 16), 0xff, 4096);
	return true;
}

/* The faults that end everything else. */
static void suffer(struct board *b, const char *line)
{
	if (has_come(b->faults.gone_at, b))
		close(b->fd);
	while (has_come(b->faults.hang_at, b) && !power_cycles)
		hear(b, 100);
	if (has_come(b->faults.reset_at, b) || is_reset_on(b, line)) {
		b->faults.reset_at = 0;
		b->reset_on[0] = 0;
		boot(b);
	}
	while (b->faults.is_endless)
		say(b, "[   99.000000] out of memory\n");
}

static void loader_shell(struct board *b, char *last, size_t size)
{
	char line[256], now[256];
	enum what what;

	say(b, "%s", b->dialect->prompt);
	what = edit(b, line, sizeof line);
	if (what != WHAT_LINE) {
		*last = 0;
		return;
	}
	/* An empty line repeats the last command. */
	if (*line)
		snprintf(last, size, "%s", line);
	else if (*last)
		b->counters.repeats++;
	strcpy(now, last);
	suffer(b, now);
	if (!b->is_linux)
		run_line(b, now);
}

void live(struct board *b)
{
	char last[256] = "";

	for (;;) {
		while (b->is_off && !is_switched(b))
			hear(b, 50);
		if (b->must_boot)
			boot(b);
		b->must_boot = false;
		if (b->is_linux)
			linux_shell(b, last, sizeof last);
		else
			loader_shell(b, last, sizeof last);
	}
}
