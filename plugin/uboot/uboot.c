// SPDX-License-Identifier: GPL-2.0-or-later
// The programmer "uboot": a flash chip, through the boot loader that is there. Nothing is believed
// that U-Boot says of a success: before 2013.07 it says nothing, before 2022.10 it says OK of a
// chip that is write-protected. The caller computes checksums or reads back.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "board.h"
#include "params.h"
#include "programmer/serve.h"

#define PIECE                                                                                      \
	4096u /* bytes that are shown at once: what is read again where the line garbled them */
#define PAGE  256u
#define TRIES 4

struct uboot {
	struct board board;
	const struct fp_host *host;
	bool is_proven; /* a block was written, and the chip has changed */
};

/* Not constant: what a boot loader cannot do is taken out before the parent learns of it. */
static struct fp_driver driver;

static void describe(const struct board *b, struct fp_chip *chip)
{
	snprintf(chip->name, sizeof chip->name, "%s", b->flash.name);
	chip->size = b->flash.size;
	chip->n_windows = 1;
	chip->window[0].range.size = b->flash.size;
	chip->window[0].erase_size = b->flash.erase_size;
	chip->window[0].writable = true;
}

static int open_board(const struct fp_target *target, const struct fp_host *host,
		      struct fp_chip *chip, void **ctx, struct fp_error *err)
{
	struct uboot *u = calloc(1, sizeof *u);
	struct params params;
	int code;

	if (!u)
		return fp_fail(err, FP_REFUSED, "out of memory");
	u->host = host;
	code = params_parse(target->params, &params, err);
	if (code == 0)
		code = board_open(&u->board, &params, host, err);
	if (code < 0) {
		free(u);
		return code;
	}
	describe(&u->board, chip);
	if (!u->board.has_crc32)
		driver.crc32 = NULL;
	*ctx = u;
	return 0;
}

static uint32_t sum(const uint8_t *data, uint64_t n)
{
	return (uint32_t)crc32(0, data, (uInt)n);
}

/* A piece over the line until it fits its checksum, or came twice alike where there is none. */
static int show_piece(struct board *b, uint64_t offset, uint8_t *buf, size_t n, uint32_t crc,
		      struct fp_error *err)
{
	uint8_t before[PIECE];
	bool is_whole, was_whole = false;
	int code;

	for (int i = 0; i < TRIES; i++) {
		code = board_show(b, offset, buf, n, &is_whole, err);
		if (code < 0)
			return code;
		if (is_whole &&
		    (b->has_crc32 ? sum(buf, n) == crc : was_whole && memcmp(before, buf, n) == 0))
			return 0;
		was_whole = is_whole;
		memcpy(before, buf, n);
	}
	fp_fail(err, FP_CHIP, "uboot: the line garbles what md shows at 0x%" PRIx64,
		b->load + offset);
	fp_hint(err,
		"check the ground wire, and that nothing else writes to the console; a lower speed may help");
	return -FP_CHIP;
}

/* Is it all of one value? That its checksum tells costs next to nothing, and much of most chips is
 * erased. */
static bool is_filled_by(uint8_t value, uint8_t *buf, size_t n, uint32_t crc)
{
	memset(buf, value, n);
	return sum(buf, n) == crc;
}

static int read_piece(struct board *b, uint64_t offset, uint8_t *buf, size_t n,
		      struct fp_error *err)
{
	uint32_t crc = 0;
	int code = 0;

	if (b->has_crc32)
		code = board_sum(b, offset, n, &crc, err);
	if (code < 0 ||
	    (b->has_crc32 && (is_filled_by(0xff, buf, n, crc) || is_filled_by(0, buf, n, crc))))
		return code;
	return show_piece(b, offset, buf, n, crc, err);
}

static int read_pieces(struct board *b, struct fp_range wide, struct fp_range range, uint8_t *buf,
		       struct fp_error *err)
{
	uint8_t piece[PIECE];
	int code = 0;

	for (uint64_t at = 0; at < wide.size && code == 0; at += PIECE) {
		const size_t n = wide.size - at < PIECE ? (size_t)(wide.size - at) : PIECE;
		const struct fp_range here = { wide.offset + at, n };
		const struct fp_range part = fp_range_intersect(here, range);

		code = read_piece(b, at, piece, n, err);
		memcpy(buf + (part.offset - range.offset), piece + (part.offset - here.offset),
		       (size_t)part.size);
	}
	return code;
}

static int read_chip(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	struct uboot *u = ctx;
	struct board *const b = &u->board;
	/* md shows whole words. */
	const struct fp_range wide = fp_range_widen(range, 4);

	if (range.size == 0)
		return 0;
	if (!b->has_md)
		return fp_fail(err, FP_REFUSED, "uboot: %s has no md: its chip cannot be read",
			       b->version);
	if (board_fetch(b, wide, NULL, err) < 0)
		return -(int)err->code;
	return read_pieces(b, wide, range, buf, err);
}

static int crc32_chip(void *ctx, struct fp_range range, uint32_t *crc, struct fp_error *err)
{
	struct uboot *u = ctx;

	return board_fetch(&u->board, range, crc, err);
}

/* The bytes from the start that are not erased, to the end of a page. */
static size_t used(const uint8_t *want, size_t n)
{
	while (n && want[n - 1] == 0xff)
		n--;
	return (n + PAGE - 1) & ~(size_t)(PAGE - 1);
}

/* After the first block: has it changed at all? A protected chip is told apart from a bad one here,
 * where both contents are known. */
static int prove(struct uboot *u, struct fp_range range, const uint8_t *old, const uint8_t *want,
		 struct fp_error *err)
{
	uint32_t crc;
	int code;

	if (u->is_proven || !u->board.has_crc32 || memcmp(old, want, (size_t)range.size) == 0)
		return 0;
	code = board_fetch(&u->board, range, &crc, err);
	if (code < 0)
		return code;
	if (crc == sum(old, range.size)) {
		fp_fail(err, FP_CHIP,
			"uboot: the boot loader reports no error, but 0x%" PRIx64 "+0x%" PRIx64
			" holds what it held before: the chip is write-protected",
			range.offset, range.size);
		fp_hint(err,
			"lift it at its prompt: \"sf protect unlock 0 %" PRIx64
			"\" or \"sf lock 0\"; where that changes nothing, the chip has locked its blocks one by one (WPS)",
			u->board.flash.size);
		return -FP_CHIP;
	}
	u->is_proven = true;
	return 0;
}

static int program(struct uboot *u, struct fp_range range, const uint8_t *old, size_t n,
		   struct fp_error *err)
{
	char command[96];
	int code = 0;

	if (!fp_is_filled(old, (size_t)range.size, 0xff)) {
		snprintf(command, sizeof command, "sf erase %" PRIx64 " %" PRIx64, range.offset,
			 range.size);
		code = board_flash(&u->board, command, err);
	}
	if (code < 0 || !n)
		return code;
	snprintf(command, sizeof command, "sf write %" PRIx64 " %" PRIx64 " %zx", u->board.load,
		 range.offset, n);
	code = board_flash(&u->board, command, err);
	/* The erase was issued. */
	if (code == -FP_REFUSED)
		err->code = FP_CHIP;
	return code < 0 ? -(int)err->code : 0;
}

/* What is sent is proven in RAM before anything is erased. */
static int write_chip(void *ctx, struct fp_range range, const uint8_t *old, const uint8_t *want,
		      struct fp_error *err)
{
	struct uboot *u = ctx;
	const size_t n = used(want, (size_t)range.size);
	int code;

	if (range.size == 0)
		return 0;
	code = board_send(&u->board, want, n < range.size ? n : (size_t)range.size,
			  (size_t)range.size, err);
	if (code < 0) {
		err->code = FP_REFUSED;
		return -FP_REFUSED;
	}
	code = program(u, range, old, n, err);
	return code < 0 ? code : prove(u, range, old, want, err);
}

static int identify_chip(void *ctx, struct fp_chip *chip, struct fp_error *err)
{
	struct uboot *u = ctx;
	struct board now = u->board;
	int code;

	code = board_probe(&u->board, &now.flash, err);
	if (code < 0)
		return code;
	if (u->board.params.size)
		now.flash.size = u->board.params.size;
	describe(&now, chip);
	return 0;
}

static int list(const struct fp_host *host, struct fp_error *err)
{
	(void)err;
	host->log(host->ctx, FP_LOG_INFO, "uboot");
	return 0;
}

static int close_board(void *ctx, struct fp_error *err)
{
	struct uboot *u = ctx;
	const int code = board_close(&u->board, err);

	free(u);
	return code;
}

static struct fp_driver driver = {
	.name = "uboot",
	.list = list,
	.open = open_board,
	.read = read_chip,
	.write = write_chip,
	.crc32 = crc32_chip,
	.identify = identify_chip,
	.close = close_board,
};

int main(void)
{
	return fp_driver_serve(&driver);
}
