/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a field's value stands in the bytes of a partition, or in a variable of an environment. */
#ifndef FP_CONTENT_FIELD_H
#define FP_CONTENT_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Rows of const data. */
struct fp_field_format {
	const char *name;
	size_t size; /* bytes; 0: the plan states it */
	bool is_env; /* can it be a variable's value? Those are text, of any length */
	bool is_mac; /* fp_field_judge() has something to say */

	/* Writes the size bytes of a value. -FP_USAGE: the text is none. */
	int (*encode)(const char *text, uint8_t *bytes, size_t size, struct fp_error *err);
	/* Writes the text of size bytes, at most FP_FIELD_TEXT(size) with its end; what was never
	 * written reads as nothing, where the format can tell. */
	void (*decode)(const uint8_t *bytes, size_t size, char *text);
};

#define FP_FIELD_TEXT(size) (2 * (size) + 24)

#define FP_FIELD_SIZE_MAX (1 << 20) /* bytes of one copy: a radio's calibration has 100 KiB */

/* The i-th format; NULL past the end. */
const struct fp_field_format *fp_field_format_at(size_t i);

/* NULL if there is none of that name. */
const struct fp_field_format *fp_field_format_by_name(const char *name);

/* What makes the bytes around a field valid. intel-gbe: from the field's offset on 64 words of 16
 * bits, little-endian, that add up to 0xBABA (Intel, "I/O Control Hub GbE NVM Map and
 * Information Guide": word 0x3f is the checksum). */
enum fp_field_checksum { FP_CHECKSUM_NONE, FP_CHECKSUM_INTEL_GBE };

/* Names of enum fp_field_checksum, in its order; NULL for FP_CHECKSUM_NONE and past the end. */
const char *fp_field_checksum_name(size_t checksum);

/* Bytes that the checksum covers, from the field's offset on; 0 for none. */
size_t fp_field_checksum_size(enum fp_field_checksum checksum);

/* Is this value no address that a unit can have? Refuses (-FP_REFUSED, with a reason) multicast
 * addresses, all 0 and all ff. *doubt: what speaks against it otherwise, as a part of a sentence;
 * NULL: nothing. Values of other formats are never judged. */
FP_MUST_CHECK int fp_field_judge(const struct fp_field_format *format, const char *text,
				 const char **doubt, struct fp_error *err);

/* Over fp_field_checksum_size() bytes. Without a checksum all are valid. */
bool fp_field_checksum_is_valid(enum fp_field_checksum checksum, const uint8_t *bytes);

/* Makes them valid. */
void fp_field_checksum_seal(enum fp_field_checksum checksum, uint8_t *bytes);

#endif
