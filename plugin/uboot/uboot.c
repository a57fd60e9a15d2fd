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
#define PIECE_MIN 64u
#define PAGE	  256u
#define TRIES	  3

struct uboot {
	struct board board;
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

static int fail_shown(const struct board *b, uint64_t offset, struct fp_error *err)
{
	fp_fail(err, FP_CHIP, "uboot: the line garbles what md shows at 0x%" PRIx64,
		b->load + offset);
	fp_hint(err,
		"check the ground wire, and that nothing else writes to the console; a lower speed may help");
	return -FP_CHIP;
}

/* A piece over the line until it fits its checksum, or came twice alike where there is none. */
static int show_piece(struct board *b, uint64_t offset, uint8_t *buf, size_t n, uint32_t crc,
		      bool *is_right, struct fp_error *err)
{
	uint8_t before[PIECE];
	bool is_whole, was_whole = false;
	int code = 0;

	*is_right = false;
	for (int i = 0; i < TRIES && code == 0 && !*is_right; i++) {
		code = board_show(b, offset, buf, n, &is_whole, err);
		*is_right = is_whole && (b->has_crc32 ? sum(buf, n) == crc
						      : was_whole && memcmp(before, buf, n) == 0);
		was_whole = is_whole;
		memcpy(before, buf, n);
	}
	return code;
}

/* Is it all of one value? That its checksum tells costs next to nothing, and much of most chips is
 * erased. */
static bool is_filled_by(uint8_t value, uint8_t *buf, size_t n, uint32_t crc)
{
	memset(buf, value, n);
	return sum(buf, n) == crc;
}

static int read_piece(struct board *b, uint64_t offset, uint8_t *buf, size_t n, bool *is_right,
		      struct fp_error *err)
{
	uint32_t crc = 0;
	int code = 0;

	if (b->has_crc32)
		code = board_sum(b, offset, n, &crc, err);
	*is_right = code == 0 && b->has_crc32 &&
		    (is_filled_by(0xff, buf, n, crc) || is_filled_by(0, buf, n, crc));
	return code < 0 || *is_right ? code : show_piece(b, offset, buf, n, crc, is_right, err);
}

/* On a line that garbles much, the less is shown at once the more comes through. */
static int read_ram(struct board *b, uint64_t offset, uint8_t *buf, size_t n, size_t piece,
		    struct fp_error *err)
{
	bool is_right = true;
	size_t m;
	int code = 0;

	for (size_t at = 0; at < n && code == 0; at += m) {
		m = n - at < piece ? n - at : piece;
		code = read_piece(b, offset + at, buf + at, m, &is_right, err);
		if (code == 0 && !is_right && piece > PIECE_MIN)
			code = read_ram(b, offset + at, buf + at, m, piece / 8, err);
		else if (code == 0 && !is_right)
			return fail_shown(b, offset + at, err);
	}
	return code;
}

static int read_chip(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	struct uboot *u = ctx;
	struct board *const b = &u->board;
	/* md shows whole words. */
	const struct fp_range wide = fp_range_widen(range, 4);
	uint8_t *whole;
	uint32_t crc;
	int code;

	if (range.size == 0)
		return 0;
	if (!b->has_md)
		return fp_fail(err, FP_REFUSED, "uboot: %s has no md: its chip cannot be read",
			       b->version);
	if (board_fetch(b, wide, &crc, err) < 0)
		return -(int)err->code;
	whole = malloc((size_t)wide.size);
	if (!whole)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = read_ram(b, 0, whole, (size_t)wide.size, PIECE, err);
	if (code == 0 && b->has_mw && board_is_untouched(whole, (size_t)wide.size))
		code = board_fail_fetch(wide, err);
	if (code == 0)
		memcpy(buf, whole + (range.offset - wide.offset), (size_t)range.size);
	free(whole);
	return code;
}

static int crc32_chip(void *ctx, struct fp_range range, uint32_t *crc, struct fp_error *err)
{
	struct uboot *u = ctx;

	return board_fetch(&u->board, range, crc, err);
}

/* The bytes from the start that are not erased, to the end of a page. */
static size_t used(const uint8_t *want, size_t n)
{
	size_t end = n;

	while (end && want[end - 1] == 0xff)
		end--;
	end = (end + PAGE - 1) & ~(size_t)(PAGE - 1);
	return end < n ? end : n;
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
		board_hint_locked(&u->board, err);
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
	code = board_send(&u->board, want, n, (size_t)range.size, err);
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
	if (u->board.params.size || !now.flash.size)
		now.flash.size = u->board.flash.size;
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
