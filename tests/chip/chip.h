/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of a SPI-NOR chip: takes a transaction, gives bytes back; no input or output of its
 * own. */
#ifndef CHIP_CHIP_H
#define CHIP_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counters.h"
#include "fault.h"
#include "timing.h"

#define CHIP_SECTOR 4096u /* the smallest erase, and the unit of wear */
#define CHIP_PAGE   256u

#define CHIP_SR1_BUSY 0x01
#define CHIP_SR1_WEL  0x02
#define CHIP_SR1_SRP0 0x80
#define CHIP_SR2_QE   0x02

struct chip_type {
	const char *name;
	uint8_t id[4];
	uint8_t n_id; /* bytes of it */
	uint32_t size; /* bytes */
	uint8_t bp_bits; /* block protection: that many bits of SR1 from bit 2 up */
	uint8_t tb, sec; /* masks in SR1; 0: not there */
	uint8_t cmp, srp1; /* masks in SR2; 0: not there */
	uint8_t sr2_writable; /* mask */
	uint8_t wrsr_bytes; /* at most so many with opcode 01 */
	bool four_byte; /* has 4-byte addresses */
	bool is_coarse; /* knows neither 4K nor 32K erases */
	bool has_boot_sectors; /* the first 64K are 4K, 4K, 8K, 16K, 32K */
	uint32_t block; /* what opcode d8 erases elsewhere */
};

struct chip {
	const struct chip_type *type;
	uint8_t *cells; /* type->size bytes; the caller's */
	uint32_t wear[(32u << 20) / CHIP_SECTOR]; /* erases of each sector */
	uint8_t sr[3]; /* non-volatile bits only */
	bool is_wp_low; /* the WP# pin */
	bool is_enabled; /* WEL */
	bool is_four_byte; /* address mode */
	bool is_hung; /* busy for ever */
	uint8_t ear; /* extended address register: bits 24 and up */
	uint64_t now, busy_until; /* virtual nanoseconds */
	struct chip_timing timing;
	struct chip_faults faults;
	struct chip_counters counters;
};

enum chip_result { CHIP_OK, CHIP_POWER_LOST };

/* The type of this name; NULL if there is none. Names: gd25q64, gd25q128, gd25q256,
 * m25p64, m25p128, a25l80p. */
const struct chip_type *chip_type_find(const char *name);

/* Powers a chip up over cells, without faults and with the profile "ch341a". Set faults afterwards,
 * and call chip_settle() if there are stuck bits. */
void chip_init(struct chip *chip, const struct chip_type *type, uint8_t *cells);

/* What power off and on again does: the volatile state is gone. */
void chip_power_up(struct chip *chip);

/* One transaction: chip select low, n_out bytes to the chip, n_in bytes from it, chip select high.
 * After CHIP_POWER_LOST the chip is as after power-up, and what `in` holds is not to be delivered.
 */
enum chip_result chip_transact(struct chip *chip, const uint8_t *out, size_t n_out, uint8_t *in,
			       size_t n_in);

/* Lets virtual time pass. */
void chip_delay(struct chip *chip, uint64_t us);

bool chip_is_busy(const struct chip *chip);

/* The erases of the most worn sector, and where it begins. */
uint32_t chip_max_wear(const struct chip *chip, uint32_t *offset);

/* commands.c: obeys, ignores or refuses what was sent; `in` is 0xff where the chip does not drive
 * the line. */
enum chip_result chip_execute(struct chip *chip, const uint8_t *out, size_t n_out, uint8_t *in,
			      size_t n_in);

/* cells.c: the memory array. */

/* Gives every stuck bit in the range its value. */
void chip_settle(struct chip *chip, uint32_t offset, uint32_t size);

/* What an erase of that nominal size (0: all of the chip) takes at an offset: *size of it. */
uint32_t chip_erase_start(const struct chip_type *type, uint32_t offset, uint32_t *size);

void chip_read(struct chip *chip, uint32_t offset, uint8_t *in, size_t n);
enum chip_result chip_program(struct chip *chip, uint32_t offset, const uint8_t *data, size_t n);
enum chip_result chip_erase(struct chip *chip, uint32_t offset, uint32_t size);

/* protect.c: what the status registers protect; *size 0 is nothing. */
void chip_protected_range(const struct chip *chip, uint32_t *offset, uint32_t *size);
bool chip_is_protected(const struct chip *chip, uint32_t offset, uint32_t size);
bool chip_is_status_locked(const struct chip *chip);

#endif
