/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device at the prompt of its boot loader: what it can do, and how it is asked to. A flash chip's
 * bytes go through a place in its RAM. */
#ifndef FP_UBOOT_BOARD_H
#define FP_UBOOT_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/range.h"
#include "console.h"
#include "params.h"
#include "replies.h"
#include "transfer.h"

struct board {
	struct console console;
	struct params params;
	char version[REPLY_LINE_MAX];
	struct reply_flash flash;
	bool has_crc32, has_md, has_mw, has_printenv;
	enum transfer transfer; /* what the boot loader takes */
	uint64_t load; /* where in RAM; a multiple of 4 */
	unsigned
		width; /* bytes of an item that md shows: 4 where the order of its bytes is known */
	bool is_big_endian;
	bool is_sped_up; /* the line is faster than it was found */
	bool is_transfer_sped_up; /* only loady can be asked to be */
};

/* Opens the line, finds the prompt, learns what the boot loader can do, and probes the chip. host
 * stays in use. After a failure nothing is left to close. */
int board_open(struct board *b, const struct params *p, const struct fp_host *host,
	       struct fp_error *err);
int board_close(struct board *b, struct fp_error *err);

/* sf probe. */
int board_probe(struct board *b, struct reply_flash *flash, struct fp_error *err);

/* A range of the chip into RAM, and its CRC-32 there where the boot loader computes one. What stood
 * in RAM before is overwritten first: a read that fails without a word must not leave the bytes
 * that were just sent. */
int board_fetch(struct board *b, struct fp_range range, uint32_t *crc, struct fp_error *err);

/* Is that what RAM was overwritten with, so that nothing was read? */
bool board_is_untouched(const uint8_t *buf, size_t n);
int board_fail_fetch(struct fp_range range, struct fp_error *err);

void board_hint_locked(const struct board *b, struct fp_error *err);

/* The CRC-32 of n bytes of RAM at b->load + offset. */
int board_sum(struct board *b, uint64_t offset, uint64_t n, uint32_t *crc, struct fp_error *err);

/* Their contents, as they came over the line once. *is_whole false: something was missing. */
int board_show(struct board *b, uint64_t offset, uint8_t *buf, size_t n, bool *is_whole,
	       struct fp_error *err);

/* n bytes to b->load, proven there as far as the boot loader can, and 0xff from there up to size.
 * Both are multiples of 4; data has size bytes. */
int board_send(struct board *b, const uint8_t *data, size_t n, size_t size, struct fp_error *err);

/* A command of the chip: "sf erase" and the like. -FP_REFUSED: it was not begun. */
int board_flash(struct board *b, const char *command, struct fp_error *err);

#endif
