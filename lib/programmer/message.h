/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the payloads of wire.h: targets, chips, errors, as bytes. Nothing that was
 * received is trusted: sizes, ends of strings, ranges and control characters are checked. */
#ifndef FP_PROGRAMMER_MESSAGE_H
#define FP_PROGRAMMER_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "programmer/driver.h"

#define FP_MESSAGE_TARGET_MAX 65536 /* bytes */
#define FP_MESSAGE_NAMES_MAX  256 /* chip names in a target */
#define FP_MESSAGE_PLACES_MAX 1024 /* partitions in a target */

/* bytes, always */
#define FP_MESSAGE_CHIP_SIZE	   (96 + FP_WINDOWS_MAX * (24 + 96) + 4 + FP_CANDIDATES_MAX)
#define FP_MESSAGE_PROTECTION_SIZE (8 + 8 + 16 + 4)
#define FP_MESSAGE_ERROR_MAX	   1536 /* bytes: text, hint, each with its end */

/* What a driver can do beyond the operations that all have. */
enum fp_ability {
	FP_HAS_CRC32 = 1,
	FP_HAS_GET_PROTECTION = 2,
	FP_HAS_IDENTIFY = 4,
	FP_HAS_BLOCK = 8,
	FP_HAS_SET_PROTECTION = 16,
};

/* Writes up to FP_MESSAGE_TARGET_MAX bytes and returns how many; 0: it does not fit. */
size_t fp_target_pack(const struct fp_target *target, uint8_t *buf);

/* The strings stay in buf; names has room for FP_MESSAGE_NAMES_MAX, places for
 * FP_MESSAGE_PLACES_MAX. */
bool fp_target_unpack(const uint8_t *buf, size_t n, struct fp_target *target, const char **names,
		      struct fp_place *places);

/* Exactly FP_MESSAGE_CHIP_SIZE bytes; abilities is a set of enum fp_ability. */
void fp_chip_pack(const struct fp_chip *chip, unsigned abilities, uint8_t *buf);
bool fp_chip_unpack(const uint8_t *buf, struct fp_chip *chip, unsigned *abilities);

/* Exactly FP_MESSAGE_PROTECTION_SIZE bytes. False: no such range can be protected on a chip of that
 * size. */
void fp_protection_pack(const struct fp_protection *protection, uint8_t *buf);
FP_MUST_CHECK bool fp_protection_unpack(const uint8_t *buf, uint64_t chip_size,
					struct fp_protection *protection);

/* Writes up to FP_MESSAGE_ERROR_MAX bytes and returns how many. */
size_t fp_error_pack(const struct fp_error *err, uint8_t *buf);

/* Fills in err, which must hold no error. False for a code that is no driver's to choose (FP_CHIP
 * and FP_REFUSED are), and for an error without a word. */
bool fp_error_unpack(const uint8_t *buf, size_t n, uint32_t code, struct fp_error *err);

#endif
