/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a recovery script has to do: which files the device gets, and which ranges are written from
 * them. Nothing here knows what runs the script. */
#ifndef FP_SCRIPT_SCRIPT_H
#define FP_SCRIPT_SCRIPT_H

#include "base/arena.h"
#include "base/error.h"
#include "plan/plan.h"
#include "selection/contents.h"
#include "selection/select.h"

/* Bytes before those that are used, up to which a file goes to the device as it is (the header of
 * an update). What lies further inside of a dump gets a file of its own. */
#define FP_SCRIPT_SKIP_MAX 4096

/* A file that the device needs: beside the script, or on the card. */
struct fp_script_file {
	const char
		*name; /* there: as fp_name_is_valid() has it, so that no shell sees more in it */
	const char *path; /* whose bytes it has; NULL: they are data, up to length */
	const struct fp_partition *part; /* partition or span whose content it is */
	uint64_t skip, length; /* bytes before those that are used, and used */
	const uint8_t *data; /* part->range.size bytes, filled up with the erased value */
};

/* A range of the chip that is written. */
struct fp_script_step {
	const struct fp_script_file *file;
	struct fp_range range; /* absolute, inside of file->part->range */
};

/* Memory belongs to the arena given to fp_script_make(). */
struct fp_script {
	const struct fp_plan *plan;
	struct fp_script_file *files;
	size_t n_files;
	struct fp_script_step *steps; /* in offset order, disjoint */
	size_t n_steps;
};

/* From a selection for the chip and its contents, which must outlive the script. No file is called
 * `own`, which is the script's own name (FAT: without regard to case); NULL: it has none. Refuses
 * a selection in which nothing is left to write. */
FP_MUST_CHECK int fp_script_make(const struct fp_plan *plan, const struct fp_selection *selection,
				 const struct fp_contents *contents, const char *own,
				 struct fp_arena *arena, struct fp_script *script,
				 struct fp_error *err);

/* The bytes that belong to a range of a step's file. */
const uint8_t *fp_script_data(const struct fp_script_file *file, struct fp_range range);

#endif
