// SPDX-License-Identifier: GPL-2.0-or-later
// The command line, and the commands that are not the chip's.

#define _DEFAULT_SOURCE /* usleep() */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <zlib.h>

#include "uboot/board.h"

#define WORDS_MAX 16

uint8_t *ram_at(struct board *b, uint64_t address, uint64_t n)
{
	const uint64_t at = address - b->dialect->ram;

	return address >= b->dialect->ram && at < RAM_SIZE && n <= RAM_SIZE - at ? b->ram + at
										 : NULL;
}

static uint64_t hex(const char *text)
{
	return strtoull(text, NULL, 16);
}

static bool is_in(const char *list, const char *word)
{
	const size_t n = strlen(word);

	for (const char *p = list; *p; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == n && strncmp(p, word, n) == 0)
			return true;
	return false;
}

bool has_command(const struct board *b, const char *name)
{
	return is_in(b->dialect->commands, name) && !is_in(b->without, name);
}

static void md(struct board *b, int argc, char **argv)
{
	const unsigned width = argv[0][2] && argv[0][3] == 'b' ? 1 : 4;
	const uint64_t address = argc > 1 ? hex(argv[1]) : 0;
	const uint64_t size = (argc > 2 ? hex(argv[2]) : 0x40) * width;

	for (uint64_t at = 0; at < size; at += 16) {
		const uint64_t n = size - at < 16 ? size - at : 16;
		const uint8_t *p = ram_at(b, address + at, n);
		char text[17] = "", line[128];
		int k = snprintf(line, sizeof line, "%08" PRIx64 ":", address + at);

		for (uint64_t i = 0; i < n; i++)
			text[i] = (char)(p && p[i] >= 0x20 && p[i] < 0x7f ? p[i] : '.');
		for (uint64_t i = 0; i < n; i += width) {
			uint32_t item = 0;

			for (unsigned j = 0; j < width; j++)
				item |= (uint32_t)(p ? p[i + j] : 0xff)
					<< (8 * (b->dialect->is_big_endian ? width - 1 - j : j));
			k += snprintf(line + k, sizeof line - (size_t)k, " %0*x", 2 * (int)width,
				      item);
		}
		for (uint64_t i = n; i < 16 && b->dialect->is_filled_up; i += width)
			k += snprintf(line + k, sizeof line - (size_t)k, "%*s", 2 * (int)width + 1,
				      "");
		say(b, "%s%s%s\n", line, b->dialect->has_wide_gap ? "    " : "  ", text);
		/* Ctrl-C. */
		if (is_heard(b) && hear(b, 0) == 3)
			return;
		if (b->faults.chatter_every && (at / 16 + 1) % b->faults.chatter_every == 0)
			say(b, "[   12.345678] usb 1-1: new high-speed USB device\n");
	}
}

static void mw(struct board *b, int argc, char **argv)
{
	const unsigned width = argv[0][2] && argv[0][3] == 'b' ? 1 : 4;
	const uint64_t n = argc > 3 ? hex(argv[3]) : 1;
	uint8_t *p = argc > 2 ? ram_at(b, hex(argv[1]), n * width) : NULL;
	const uint32_t value = argc > 2 ? (uint32_t)hex(argv[2]) : 0;

	for (uint64_t i = 0; p && i < n * width; i++)
		p[i] = (uint8_t)(value >> (8 * (b->dialect->is_big_endian ? width - 1 - i % width
									  : i % width)));
}

static void crc(struct board *b, int argc, char **argv)
{
	const uint64_t address = argc > 1 ? hex(argv[1]) : 0, n = argc > 2 ? hex(argv[2]) : 0;
	const uint8_t *p = ram_at(b, address, n);

	say(b, "%s for %08" PRIx64 " ... %08" PRIx64 " ==> %08x\n",
	    b->dialect->has_upper_crc ? "CRC32" : "crc32", address, address + n - 1,
	    p ? (unsigned)crc32(0, p, (unsigned)n) : 0u);
}

static void help(struct board *b)
{
	char list[512], *rest = NULL;

	snprintf(list, sizeof list, "%s", b->dialect->commands);
	say(b, "?       - alias for 'help'\n");
	for (char *w = strtok_r(list, " ", &rest); w; w = strtok_r(NULL, " ", &rest))
		if (has_command(b, w))
			say(b, "%-7s - what it does\n", w);
}

static void printenv_one(struct board *b, const char *name)
{
	if (strcmp(name, "loadaddr") == 0 && b->dialect->loadaddr)
		say(b, "loadaddr=%s\n", b->dialect->loadaddr);
	else if (strcmp(name, "mtdparts") == 0 && b->mtdparts[0])
		say(b, "mtdparts=%s\n", b->mtdparts);
	else
		say(b, "## Error: \"%s\" not defined\n", name);
}

/* Both ways to change the speed, and back: one waits for Enter, the other for ESC. */
static void switch_baud(struct board *b, unsigned baud, const char *name, int key)
{
	int got;

	say(b, "## Switch baudrate to %u bps and press %s ...\n", baud, name);
	usleep(50000);
	set_baud(b, baud);
	usleep(50000);
	do
		got = hear(b, 5000);
	while (got >= 0 && got != key);
}

static void setenv_baud(struct board *b, unsigned baud)
{
	if (baud != 115200 && (baud != 921600 || !b->dialect->is_filled_up)) {
		say(b, "## Baudrate %u bps not supported\n", baud);
		return;
	}
	switch_baud(b, baud, "ENTER", '\r');
}

static void load(struct board *b, int argc, char **argv)
{
	const bool is_kermit = strcmp(argv[0], "loadb") == 0;
	const uint64_t address = argc > 1 ? hex(argv[1]) : b->dialect->ram;
	const unsigned before = b->baud, baud = argc > 2 ? (unsigned)atoi(argv[2]) : before;
	bool is_whole = false;
	size_t n;

	if (baud != before)
		switch_baud(b, baud, "ENTER", '\r');
	say(b, "## Ready for binary (%s) download to 0x%08" PRIX64 " at %u bps...\n",
	    is_kermit ? "kermit" : "ymodem", address, baud ? baud : 115200);
	b->is_loading = true;
	n = is_kermit ? kermit_receive(b, address, &is_whole)
		      : ymodem_receive(b, address, &is_whole);
	b->is_loading = false;
	b->counters.uploaded += n;
	if (!is_whole && b->dialect->says_aborted)
		say(b, "## Binary (%s) download aborted\n", is_kermit ? "kermit" : "ymodem");
	else
		say(b, "## Total Size      = 0x%08zx = %zu Bytes\n", n, n);
	if (is_kermit)
		say(b, "## Start Addr      = 0x%08" PRIX64 "\n", address);
	if (baud != before)
		switch_baud(b, before, "ESC", 033);
}

static void run_words(struct board *b, int argc, char **argv)
{
	char name[16];

	snprintf(name, sizeof name, "%.*s", (int)strcspn(argv[0], "."), argv[0]);
	if (!has_command(b, name))
		say(b, "Unknown command '%s' - try 'help'\n", argv[0]);
	else if (strcmp(name, "version") == 0)
		say(b, "\n%s", b->dialect->version);
	else if (strcmp(name, "help") == 0)
		help(b);
	else if (strcmp(name, "md") == 0)
		md(b, argc, argv);
	else if (strcmp(name, "mw") == 0)
		mw(b, argc, argv);
	else if (strcmp(name, "crc32") == 0)
		crc(b, argc, argv);
	else if (strcmp(name, "printenv") == 0)
		for (int i = 1; i < argc; i++)
			printenv_one(b, argv[i]);
	else if (strcmp(name, "setenv") == 0 && argc == 3 && strcmp(argv[1], "baudrate") == 0)
		setenv_baud(b, (unsigned)atoi(argv[2]));
	else if (strcmp(name, "bdinfo") == 0)
		say(b, "%s", b->dialect->bdinfo);
	else if (strncmp(name, "load", 4) == 0)
		load(b, argc, argv);
	else if (strcmp(name, "sf") == 0)
		sf_command(b, argc, argv);
	else if (strcmp(name, "reset") == 0)
		boot(b);
}

static void run_one(struct board *b, char *command)
{
	char *argv[WORDS_MAX + 2], *rest = NULL;
	int argc = 0;

	for (char *w = strtok_r(command, " ", &rest); w && argc <= WORDS_MAX;
	     w = strtok_r(NULL, " ", &rest))
		argv[argc++] = w;
	if (argc > WORDS_MAX)
		say(b, "** Too many args (max. 16) **\n");
	else if (argc)
		run_words(b, argc, argv);
}

void run_line(struct board *b, char *line)
{
	char *rest = NULL;

	b->counters.commands++;
	for (char *c = strtok_r(line, ";", &rest); c; c = strtok_r(NULL, ";", &rest))
		run_one(b, c);
}
