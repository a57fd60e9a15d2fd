/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Formats of partition tables: one file each, one row each in format.c. */
#ifndef FP_FORMATS_FORMAT_H
#define FP_FORMATS_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "plan/plan.h"

/* What a format may hold beyond names, offsets and sizes. */
enum fp_carry {
	FP_CARRY_FLASH_SIZE = 1,
	FP_CARRY_ERASE_SIZE = 2,
	FP_CARRY_SPANS = 4,
	FP_CARRY_LABELS = 8,
	FP_CARRY_READ_ONLY = 16,
	FP_CARRY_CONTENT = 32,
	FP_CARRY_REST = 64, /* types, marks, notes, chips: everything that only a plan has */
	FP_CARRY_ALL = 127,
};

/* Rows of const data; name and summary are for users. read or write may be NULL: cannot be. */
struct fp_format {
	const char *name, *summary;
	unsigned carries; /* a set of enum fp_carry */

	/* Do these bytes look like this format? NULL: it is not recognised. */
	bool (*probe)(const uint8_t *data, size_t n);

	/* Fills in a new plan: adds every entry, foreign names as they are, overlapping ones too
	 * (fp_import() makes names and spans of them). Sets the plan's size and erase size where
	 * the format states them. table says which one where the data hold several; NULL: the only
	 * one. An error has its line where there are lines. */
	int (*read)(const uint8_t *data, size_t n, const char *table, struct fp_plan *plan,
		    struct fp_faults *notes, struct fp_error *err);

	/* Writes the plan as this format. What it cannot say is an error, or a note in notes. The
	 * caller checks the stream for errors. */
	int (*write)(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
		     struct fp_error *err);
};

/* Can fp_import() read it? JSON has no read() of its own. */
bool fp_format_can_read(const struct fp_format *format);

/* NULL if there is none of that name. */
const struct fp_format *fp_format_by_name(const char *name);

/* The i-th format; NULL past the end. They stand in the order in which they are recognised. */
const struct fp_format *fp_format_at(size_t i);

struct fp_import_options {
	const struct fp_format *format; /* NULL: recognised by the content */
	const char *file; /* as messages name it; a plan without a name is named after it */
	const char *dir; /* of a JSON plan, as in struct fp_text */
	const struct fp_plan_paths *paths; /* for what a JSON plan extends; may be NULL */
	const char *table; /* which one of several: an mtd-id, a path, an offset; or NULL */
	uint64_t size; /* of the chip; 0: not stated */
};

/* Makes a plan of any format that can be read. Foreign names are renamed to fit the rule and kept
 * as labels; entries that contain others become spans, and so do those that overlap an earlier one.
 * *format is what it was. Faults as in fp_plan_load(). The caller frees *plan. */
int fp_import(const uint8_t *data, size_t n, const struct fp_import_options *options,
	      struct fp_plan **plan, const struct fp_format **format, struct fp_faults *faults);

/* Makes names, sizes and spans of what a reader added; then fp_plan_finish(). */
int fp_import_settle(struct fp_plan *plan, const struct fp_import_options *options,
		     const struct fp_format *format, struct fp_faults *faults);

/* Says in a note what a plan from this format lacks. */
void fp_import_note_missing(const struct fp_format *format, struct fp_faults *notes);

/* Writes a plan to a file ("-" is standard output), whole or not at all, and says in notes what had
 * to be left out. with_spans: formats without spans get them as partitions, in plan too. */
FP_MUST_CHECK int fp_export(const struct fp_format *format, struct fp_plan *plan, bool with_spans,
			    const char *path, struct fp_faults *notes, struct fp_error *err);

/* The partitions in offset order; the caller frees with free(). NULL when out of memory. */
const struct fp_partition **fp_export_sort(const struct fp_plan *plan);

extern const struct fp_format fp_format_bootlog, fp_format_dtb, fp_format_dts, fp_format_flashrom,
	fp_format_fmap, fp_format_genimage, fp_format_ifd, fp_format_json, fp_format_mtdparts,
	fp_format_proc_mtd, fp_format_sh;

#endif
