/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chip's own partition table, beside the plan's. */
#ifndef FP_OWN_TABLE_H
#define FP_OWN_TABLE_H

#include "job/backup.h"
#include "job/outcome.h"
#include "job/plan.h"
#include "job/reading.h"
#include "options.h"
#include "plan/plan.h"

/* What is to be touched, and what ranges are known. All of it is the caller's. */
struct own_table {
	const struct options *o;
	const struct fp_plan *plan; /* NULL: there is none */
	const struct fp_backup_part *parts; /* in its place; n_parts of them */
	size_t n_parts;
	const struct fp_item *items; /* what is selected, n_items of them */
	size_t n_items;
	const struct fp_job_target
		*targets; /* the new contents, n_targets; NULL: none are put in */
	size_t n_targets;
};

/* For struct fp_course: reads the chip's table, or takes it from the new contents where they cover
 * it, and refuses what it contradicts, with both tables side by side. ctx is a struct own_table. */
FP_MUST_CHECK int own_table_judge(void *ctx, const struct fp_work *work, struct fp_error *err);

/* The same for what only reads: a contradiction is a note. */
FP_MUST_CHECK int own_table_note(const struct own_table *own, const struct fp_work *work,
				 struct fp_error *err);

#endif
