/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A NOR chip in memory behind a struct fp_driver, with the faults that real ones have. The same
 * settings give the same run. */
#ifndef FP_FAKE_CHIP_H
#define FP_FAKE_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "programmer/programmer.h"

#define FAKE_PAGE      256 /* bytes programmed at once */
#define FAKE_ALL       UINT64_MAX /* every one, where a number of an operation is asked for */
#define FAKE_STUCK_MAX 4
#define FAKE_LOG_MAX   512

enum fake_cut { FAKE_BEFORE, FAKE_IN, FAKE_AFTER };

/* Zero is a good chip; only data, size and erase_size must be set. Operations are erases of one
 * block and programs of one page, counted from 1; 0 means never. */
struct fake_chip {
	uint8_t *data; /* size bytes, the test's own */
	uint64_t size;
	uint32_t erase_size; /* bytes, a power of two, at least FAKE_PAGE */
	bool has_crc32, has_identify; /* offers the optional functions */

	uint64_t cut_at; /* the programmer vanishes at this operation */
	enum fake_cut cut; /* before it, half-way through it, right after it */
	bool has_marginal; /* a block whose erase was cut reads as erased until it is worked on */
	bool is_deadly; /* the cut takes the process with it (SIGKILL) */
	uint64_t lost_erase, lost_program; /* the n-th one is reported as done, but is not */
	uint64_t failing_read; /* the n-th call of read() fails */
	enum fp_code failing_code; /* with that; FP_OK: with FP_CHIP */
	uint64_t failing_write; /* the n-th call of write() fails, before any operation */
	uint64_t noise; /* about every so many bytes read, one bit is wrong */
	uint32_t seed; /* of the noise */
	uint64_t
		absent_at; /* from the n-th call on the clip has no contact: all bits read as 1,
			    * writes are reported as done, and another chip answers to identify() */
	uint64_t wrong_at; /* every reading of this byte has one wrong bit; 0: none */
	struct fake_stuck {
		uint64_t offset;
		uint8_t mask; /* these bits never change */
	} stuck[FAKE_STUCK_MAX];

	/* What happened. */
	struct fp_range marginal; /* reads as erased, and is not; size 0: none */
	bool is_gone; /* every call fails */
	uint64_t n_reads, n_writes, n_crcs; /* calls */
	uint64_t n_calls; /* of all functions */
	uint64_t n_erases, n_programs; /* operations, also lost and cut ones */
	uint64_t bytes_read, bytes_written; /* bytes_written: as given to write() */
	struct fp_range longest; /* of all reads and writes */
	struct fp_range
		log[FAKE_LOG_MAX]; /* ranges erased or programmed, joined where they touch */
	size_t n_log;

	uint64_t noise_left; /* bytes up to the next wrong one */
	uint32_t noise_state;
};

/* A programmer that is this chip; valid as long as the chip. */
struct fp_programmer fake_chip_programmer(struct fake_chip *chip);

/* Power is back: no faults any more, counts at 0; contents as they are. */
void fake_chip_repair(struct fake_chip *chip);

#endif
