// SPDX-License-Identifier: GPL-2.0-or-later
// Finding out what a boot loader can do.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/scan.h"
#include "learn.h"

/* Behind the start of RAM, and below where boot loaders that do not move themselves run:
 * HiSilicon's at 8 MiB. */
#define LOAD_BEHIND 0x600000

#define FACT_MAX       900 /* bytes, with its end: what a line of the log can hold */
#define TRIES	       3
#define SIZE_MIN       (64u << 10)
#define SIZE_MAX_TRIED (256u << 20)

int learn_commands(struct board *b, struct fp_error *err)
{
	const char *help;
	bool has_sf;
	const int code = console_ask(&b->console, "help", CONSOLE_QUIET_MS, &help, err);

	if (code < 0)
		return code;
	has_sf = reply_has_command(help, "sf");
	b->has_crc32 = reply_has_command(help, "crc32");
	b->has_md = reply_has_command(help, "md");
	b->has_mw = reply_has_command(help, "mw");
	b->has_printenv = reply_has_command(help, "printenv");
	if (reply_has_command(help, "loady"))
		b->transfer = TRANSFER_YMODEM;
	else if (reply_has_command(help, "loadb"))
		b->transfer = TRANSFER_KERMIT;
	if (!has_sf) {
		fp_fail(err, FP_REFUSED,
			"uboot: %s has no command sf: its flash chip cannot be reached",
			b->version);
		fp_hint(err,
			"another way to the chip: a clip and -p ch341a_spi, or the device's own Linux");
		return -FP_REFUSED;
	}
	if (!b->has_md && !b->has_crc32)
		return fp_fail(err, FP_REFUSED,
			       "uboot: %s has neither md nor crc32: nothing can be read with it",
			       b->version);
	return 0;
}

int learn_variable(struct board *b, const char *name, char *value, size_t size,
		   struct fp_error *err)
{
	char command[64];
	const char *reply;
	int code;

	*value = 0;
	if (!b->has_printenv)
		return 0;
	snprintf(command, sizeof command, "printenv %s", name);
	code = console_ask(&b->console, command, CONSOLE_QUIET_MS, &reply, err);
	if (code == 0)
		reply_variable(reply, name, value, size);
	return code;
}

/* Numbers are hexadecimal without exception, with or without 0x. */
static bool parse_address(const char *text, uint64_t *address)
{
	struct fp_scan s = { text, text + strlen(text) };

	fp_scan_word(&s, "0x");
	return fp_scan_number(&s, 16, address) && s.p == s.end;
}

static int find_load(struct board *b, bool *is_found, struct fp_error *err)
{
	static const char *const names[] = { "loadaddr", "baseaddr", "kernel_addr_r" };
	char value[REPLY_LINE_MAX];
	const char *reply;
	uint64_t start;
	int code;

	*is_found = false;
	for (size_t i = 0; i < sizeof names / sizeof *names && !*is_found; i++) {
		code = learn_variable(b, names[i], value, sizeof value, err);
		if (code < 0)
			return code;
		*is_found = parse_address(value, &b->load);
	}
	if (*is_found)
		return 0;
	code = console_ask(&b->console, "bdinfo", CONSOLE_QUIET_MS, &reply, err);
	if (code == 0 && reply_ram(reply, &start)) {
		b->load = start + LOAD_BEHIND;
		*is_found = true;
	}
	return code;
}

/* Is there RAM? What is written must come back, and tells how words are stored. */
static int try_memory(struct board *b, struct fp_error *err)
{
	static const uint8_t big[4] = { 0x12, 0x34, 0x56, 0x78 };
	static const uint8_t little[4] = { 0x78, 0x56, 0x34, 0x12 };
	char command[64];
	const char *reply;
	uint8_t bytes[4] = { 0 };
	bool is_whole = false;
	int code;

	b->width = 1;
	if (!b->has_mw || !b->has_md)
		return 0;
	snprintf(command, sizeof command, "mw.l %" PRIx64 " 12345678 1", b->load);
	code = console_ask(&b->console, command, CONSOLE_QUIET_MS, &reply, err);
	for (int i = 0; i < TRIES && code == 0 && !is_whole; i++)
		code = board_show(b, 0, bytes, sizeof bytes, &is_whole, err);
	if (code < 0)
		return code;
	b->is_big_endian = memcmp(bytes, big, sizeof big) == 0;
	if (!b->is_big_endian && memcmp(bytes, little, sizeof little) != 0) {
		fp_fail(err, FP_CHIP,
			"uboot: at 0x%" PRIx64
			" there is no RAM, or its bytes do not come back as they are",
			b->load);
		fp_hint(err, "name a place in RAM that nothing uses: load=0x80600000");
		return -FP_CHIP;
	}
	b->width = 4;
	return 0;
}

int learn_memory(struct board *b, struct fp_error *err)
{
	bool is_found = b->params.has_load;
	int code = 0;

	b->load = b->params.load;
	if (!is_found)
		code = find_load(b, &is_found, err);
	if (code < 0)
		return code;
	if (!is_found || b->load % 4) {
		fp_fail(err, FP_REFUSED, "uboot: where is room in the device's RAM? %s",
			is_found ? "That place is no multiple of 4"
				 : "Neither loadaddr nor bdinfo tells it");
		fp_hint(err, "name a place in RAM that nothing uses: load=0x80600000");
		return -FP_REFUSED;
	}
	return try_memory(b, err);
}

/* From 2012.10 on what lies behind the end is refused: the first power of two that is. */
static int find_size(struct board *b, uint64_t *size, struct fp_error *err)
{
	char command[96], line[REPLY_LINE_MAX];
	const char *reply;
	int code;

	for (uint64_t n = SIZE_MIN; n <= SIZE_MAX_TRIED; n *= 2) {
		snprintf(command, sizeof command, "sf read %" PRIx64 " %" PRIx64 " 10", b->load, n);
		code = console_ask(&b->console, command, CONSOLE_SLOW_MS, &reply, err);
		if (code < 0)
			return code;
		if (reply_error(reply, line) && reply_is_refusal(line)) {
			*size = n == SIZE_MIN ? 0 : n;
			return 0;
		}
	}
	return 0;
}

int learn_flash(struct board *b, struct fp_error *err)
{
	int code = board_probe(b, &b->flash, err);

	if (code == 0 && b->params.size)
		b->flash.size = b->params.size;
	if (code == 0 && !b->flash.size)
		code = find_size(b, &b->flash.size, err);
	if (code < 0 || b->flash.size)
		return code;
	fp_fail(err, FP_REFUSED, "uboot: \"sf probe\" finds %s, but does not tell its size",
		b->flash.name);
	fp_hint(err, "state it: size=16M");
	return -FP_REFUSED;
}

/* Its own variable, or what it hands to the kernel; not where it refers to others, or is cut. */
static int find_mtdparts(struct board *b, char *text, size_t size, struct fp_error *err)
{
	static const char *const names[] = { "mtdparts", "bootargs" };
	int code = 0;

	*text = 0;
	for (size_t i = 0; i < 2 && code == 0; i++) {
		const char *start;

		code = learn_variable(b, names[i], text, size, err);
		start = strstr(text, "mtdparts=");
		if (start && !strstr(start, "${") && strlen(text) + 1 < size) {
			memmove(text, start, strlen(start) + 1);
			text[strcspn(text, " ")] = 0;
			return code;
		}
		*text = 0;
	}
	return code;
}

static void say_fact(const struct board *b, const char *name, const char *value)
{
	char line[FACT_MAX + 32];

	snprintf(line, sizeof line, "%s: %s", name, value);
	b->console.host->log(b->console.host->ctx, FP_LOG_FACT, line);
}

int learn_facts(struct board *b, struct fp_error *err)
{
	char text[FACT_MAX];
	const int code = find_mtdparts(b, text, sizeof text, err);

	if (code < 0)
		return code;
	say_fact(b, "version", b->version);
	say_fact(b, "prompt", b->console.prompt);
	if (*text)
		say_fact(b, "mtdparts", text);
	snprintf(text, sizeof text, "0x%" PRIx64, b->load);
	say_fact(b, "load", text);
	return 0;
}
