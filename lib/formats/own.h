/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The partition table that a chip holds itself: where it stands, and whether it agrees with what is
 * to be touched. Pure: the caller reads the bytes. */
#ifndef FP_FORMATS_OWN_H
#define FP_FORMATS_OWN_H

#include "plan/plan.h"

struct fp_own {
	enum fp_table_kind kind;
	const char *title; /* "Intel flash descriptor" */
	struct fp_range place; /* on the chip: the bytes to read; size 0: nothing is looked for */
	bool is_stated; /* by the plan: then it is a surprise if there is none */
};

/* Where to look. plan: NULL where there is none; size: of the chip. */
struct fp_own fp_own_find(const struct fp_plan *plan, uint64_t size);

/* What stands in these bytes, place.size of them. *table is NULL where there is no table, or where
 * it cannot be read: then err, whose code is set, says which if that is worth a note. The caller
 * frees *table with fp_plan_free(). */
void fp_own_read(const struct fp_own *own, const uint8_t *bytes, uint64_t size,
		 struct fp_plan **table, struct fp_error *err);

/* Each region of the table that overlaps the selected range must contain it, or be one of the known
 * ranges; what lies in such a one and is selected whole needs no range of its own. Returns the
 * one that does neither, of several the first on the chip; NULL: they agree. */
const struct fp_partition *fp_own_judge(const struct fp_plan *table, struct fp_range selected,
					const struct fp_range *known, size_t n_known);

#endif
