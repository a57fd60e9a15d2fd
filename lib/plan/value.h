/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of fields in the bytes of a chip. */
#ifndef FP_PLAN_VALUE_H
#define FP_PLAN_VALUE_H

#include <stdint.h>

#include "base/error.h"
#include "plan/plan.h"

/* Can a field's bytes be told without those around it? Not with a checksum, and not in an
 * environment: then all of its extent has to be read before anything in there can be changed. */
bool fp_field_is_plain(const struct fp_field *field);

/* What of the chip a field's value depends on: from its first copy to its last one, checksums
 * included; the whole partition where it is a variable. The plan must be one that fp_plan_finish()
 * accepted, here and below. */
struct fp_range fp_field_extent(const struct fp_plan *plan, const struct fp_field *field);

/* What was found. */
struct fp_value {
	char *text; /* the caller's to free(); NULL: there is no such variable, or no environment */
	size_t n_copies, n_valid; /* of them with a right checksum; all where there is none */
	bool is_same; /* do all valid copies, or without any all, hold this? */
};

/* Reads a field out of the bytes of its extent. Of several copies the first valid one counts, as
 * it does for the device. -FP_REFUSED: out of memory. */
FP_MUST_CHECK int fp_value_read(const struct fp_plan *plan, const struct fp_field *field,
				const uint8_t *bytes, struct fp_value *value, struct fp_error *err);

/* Changes all valid copies, and their checksums. text NULL: removes a variable. Refuses texts that
 * are none of the format's (-FP_USAGE), structures of which no copy is valid, and environments that
 * cannot be found or are only one half of a pair. */
FP_MUST_CHECK int fp_value_write(const struct fp_plan *plan, const struct fp_field *field,
				 const char *text, uint8_t *bytes, struct fp_error *err);

/* For a plain field: its bytes, field->size of them. */
FP_MUST_CHECK int fp_value_encode(const struct fp_field *field, const char *text, uint8_t *bytes,
				  struct fp_error *err);

#endif
