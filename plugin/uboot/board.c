// SPDX-License-Identifier: GPL-2.0-or-later
// What a device at the prompt can be asked to do.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/text.h"
#include "board.h"
#include "learn.h"
#include "speed.h"
#include "wake.h"

#define TRIES	   3
#define POISON	   0x5ea1a15eu /* what no chip holds as a whole; alike in both byte orders */
#define REPLY_WAIT CONSOLE_QUIET_MS

static int fail_said(const char *command, const char *line, enum fp_code code, struct fp_error *err)
{
	char said[REPLY_LINE_MAX];

	snprintf(said, sizeof said, "%s", line);
	fp_text_clean(said);
	return fp_fail(err, code, "uboot: \"%s\": it says \"%s\"", command, said);
}

static int fail_garbled(const char *command, struct fp_error *err)
{
	fp_fail(err, FP_CHIP, "uboot: the line garbles the answers to \"%s\"", command);
	fp_hint(err,
		"check the ground wire, and that nothing else writes to the console; a lower speed may help");
	return -FP_CHIP;
}

void board_hint_locked(const struct board *b, struct fp_error *err)
{
	fp_hint(err,
		"unlock it at its prompt: \"sf protect unlock 0 %" PRIx64
		"\" or \"sf lock 0\"; where that changes nothing, the chip has locked its blocks one by one (WPS)",
		b->flash.size);
}

int board_flash(struct board *b, const char *command, struct fp_error *err)
{
	char line[REPLY_LINE_MAX];
	const char *reply;
	const int code = console_ask(&b->console, command, CONSOLE_SLOW_MS, &reply, err);

	if (code < 0 || !reply_error(reply, line))
		return code;
	fail_said(command, line, reply_is_refusal(line) ? FP_REFUSED : FP_CHIP, err);
	if (reply_is_locked(line))
		board_hint_locked(b, err);
	return -(int)err->code;
}

int board_probe(struct board *b, struct reply_flash *flash, struct fp_error *err)
{
	/* 2010 wants the bus to be named, and later ones have a default for it. */
	static const char *const ways[] = { "sf probe", "sf probe 0", "sf probe" };
	char command[PARAM_MAX + 16], line[REPLY_LINE_MAX] = "nothing of a chip";
	const char *reply;
	int code;

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		snprintf(command, sizeof command, "%s", ways[i]);
		if (*b->params.flash)
			snprintf(command, sizeof command, "sf probe %s", b->params.flash);
		code = console_ask(&b->console, command, CONSOLE_SLOW_MS, &reply, err);
		if (code < 0)
			return code;
		if (reply_flash(reply, flash))
			return 0;
		reply_error(reply, line);
	}
	fail_said(command, line, FP_CHIP, err);
	fp_hint(err, "the chip may be on another bus or chip select: flash=BUS:CS");
	return -FP_CHIP;
}

static void fill(char *command, size_t size, uint64_t address, uint32_t value, uint64_t n)
{
	snprintf(command, size, "mw.l %" PRIx64 " %" PRIx32 " %" PRIx64, address, value,
		 (n + 3) / 4);
}

bool board_is_untouched(const uint8_t *buf, size_t n)
{
	static const uint8_t poison[4] = { 0x5e, 0xa1, 0xa1, 0x5e };

	for (size_t i = 0; i < n; i++)
		if (buf[i] != poison[i % 4])
			return false;
	return n >= sizeof poison;
}

static bool is_poison_sum(uint64_t n, uint32_t crc)
{
	static const uint8_t poison[4] = { 0x5e, 0xa1, 0xa1, 0x5e };
	uint32_t sum = 0;

	for (uint64_t i = 0; i < n; i += 4)
		sum = (uint32_t)crc32(sum, poison, n - i < 4 ? (uInt)(n - i) : 4);
	return sum == crc;
}

int board_fail_fetch(struct fp_range range, struct fp_error *err)
{
	return fp_fail(err, FP_CHIP,
		       "uboot: \"sf read\" of 0x%" PRIx64 "+0x%" PRIx64
		       " reports no error, but has brought nothing",
		       range.offset, range.size);
}

int board_fetch(struct board *b, struct fp_range range, uint32_t *crc, struct fp_error *err)
{
	char command[CONSOLE_LINE_MAX], sum[48] = "", line[REPLY_LINE_MAX];
	const char *reply;
	size_t n = 0;
	int code;

	if (b->has_mw) {
		fill(command, sizeof command, b->load, POISON, range.size);
		n = strlen(strcat(command, ";"));
	}
	if (b->has_crc32)
		snprintf(sum, sizeof sum, ";crc32 %" PRIx64 " %" PRIx64, b->load, range.size);
	snprintf(command + n, sizeof command - n, "sf read %" PRIx64 " %" PRIx64 " %" PRIx64 "%s",
		 b->load, range.offset, range.size, sum);
	for (int i = 0; i < TRIES; i++) {
		code = console_ask(&b->console, command, CONSOLE_READ_MS, &reply, err);
		if (code < 0)
			return code;
		if (reply_error(reply, line))
			return fail_said(command + n, line, FP_CHIP, err);
		if (!b->has_crc32)
			return 0;
		if (reply_crc32(reply, b->load, range.size, crc))
			return b->has_mw && is_poison_sum(range.size, *crc)
				       ? board_fail_fetch(range, err)
				       : 0;
	}
	return fail_garbled(command + n, err);
}

int board_sum(struct board *b, uint64_t offset, uint64_t n, uint32_t *crc, struct fp_error *err)
{
	char command[64];
	const char *reply;
	int code;

	snprintf(command, sizeof command, "crc32 %" PRIx64 " %" PRIx64, b->load + offset, n);
	for (int i = 0; i < TRIES; i++) {
		code = console_ask(&b->console, command, REPLY_WAIT, &reply, err);
		if (code < 0 || reply_crc32(reply, b->load + offset, n, crc))
			return code;
	}
	return fail_garbled(command, err);
}

int board_show(struct board *b, uint64_t offset, uint8_t *buf, size_t n, bool *is_whole,
	       struct fp_error *err)
{
	char command[64];
	const char *reply;
	int code;

	snprintf(command, sizeof command, "md.%c %" PRIx64 " %zx", b->width == 4 ? 'l' : 'b',
		 b->load + offset, n / b->width);
	code = console_ask(&b->console, command, REPLY_WAIT, &reply, err);
	*is_whole = code == 0 &&
		    reply_memory(reply, b->load + offset, b->width, b->is_big_endian, buf, n) == n;
	return code;
}

/* Whatever the transfer said: is it there? */
static int check_sent(struct board *b, const uint8_t *data, size_t n, const char *reply,
		      bool *is_right, struct fp_error *err)
{
	uint64_t total;
	uint32_t crc;
	int code;

	*is_right = reply_total(reply, &total) && total == n;
	if (!*is_right || !b->has_crc32)
		return 0;
	code = board_sum(b, 0, n, &crc, err);
	*is_right = code == 0 && crc == crc32(0, data, (uInt)n);
	return code;
}

static int transfer(struct board *b, const uint8_t *data, size_t n, struct fp_error *err)
{
	char command[64], speed[16] = "";
	const char *reply;
	bool is_right;
	int code;

	if (b->is_transfer_sped_up)
		snprintf(speed, sizeof speed, " %u", (unsigned)b->params.fast);
	snprintf(command, sizeof command, "%s %" PRIx64 "%s",
		 b->transfer == TRANSFER_YMODEM ? "loady" : "loadb", b->load, speed);
	for (int i = 0; i < TRIES; i++) {
		code = transfer_send(&b->console, b->transfer, command, data, n, &reply, err);
		if (code == 0)
			code = check_sent(b, data, n, reply, &is_right, err);
		if (code < 0 || is_right)
			return code;
	}
	fp_fail(err, FP_CHIP, "uboot: %zu bytes did not arrive whole by \"%s\" in %d times", n,
		command, TRIES);
	fp_hint(err, "nothing was erased for them; check the ground wire and the speed");
	return -FP_CHIP;
}

int board_send(struct board *b, const uint8_t *data, size_t n, size_t size, struct fp_error *err)
{
	char command[64];
	const char *reply;
	int code = 0;

	if (b->transfer == TRANSFER_NONE)
		return fp_fail(err, FP_REFUSED,
			       "uboot: %s has neither loady nor loadb: nothing can be sent to it",
			       b->version);
	if (!b->has_mw)
		n = size;
	if (n)
		code = transfer(b, data, n, err);
	if (code < 0 || n == size)
		return code;
	fill(command, sizeof command, b->load + n, UINT32_MAX, size - n);
	return console_ask(&b->console, command, REPLY_WAIT, &reply, err);
}

static int set_up(struct board *b, struct fp_error *err)
{
	int code = wake(&b->console, &b->params, b->version, err);

	if (code == 0)
		code = learn_commands(b, err);
	if (code == 0 && b->params.fast)
		code = speed_set(&b->console, (unsigned)b->params.fast, &b->is_sped_up, err);
	b->is_transfer_sped_up = b->params.fast && !b->is_sped_up;
	if (code == 0)
		code = learn_memory(b, err);
	if (code == 0)
		code = learn_flash(b, err);
	if (code == 0)
		code = learn_facts(b, err);
	return code;
}

int board_open(struct board *b, const struct params *p, const struct fp_host *host,
	       struct fp_error *err)
{
	struct fp_error ignored = { 0 };
	int code;

	*b = (struct board){ .params = *p, .console.host = host };
	code = line_open(&b->console.line, b->params.dev, (unsigned)p->baud, p->log, err);
	if (code < 0)
		return code;
	code = set_up(b, err);
	if (code < 0)
		board_close(b, &ignored);
	return code;
}

int board_close(struct board *b, struct fp_error *err)
{
	bool is_done;
	int code = 0;

	/* Else the next session finds noise. */
	if (b->is_sped_up)
		code = speed_set(&b->console, (unsigned)b->params.baud, &is_done, err);
	line_close(&b->console.line);
	console_free(&b->console);
	return code;
}
