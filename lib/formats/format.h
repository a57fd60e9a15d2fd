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

/* A size for readers: up to the chip's end, whatever else lies there. */
#define FP_SIZE_END (UINT64_MAX - 2)

/* What a format may hold beyond names, offsets and sizes. */
enum fp_carry {
	FP_CARRY_FLASH_SIZE = 1,
	FP_CARRY_ERASE_SIZE = 2,
	FP_CARRY_SPANS = 4,
	FP_CARRY_LABELS = 8,
	FP_CARRY_READ_ONLY = 16,
	FP_CARRY_CONTENT = 32,
	FP_CARRY_PER_DEVICE = 64,
	FP_CARRY_FIELDS = 128,
	FP_CARRY_OVERLAPS = 256, /* partitions inside of others */
	FP_CARRY_REST = 512, /* types, notes, chips: everything that only a plan has */
	FP_CARRY_ALL = 1023,
};

/* What is read: bytes, and what is known about them beside. */
struct fp_input {
	const uint8_t *data;
	size_t n;
	const char
		*file; /* as messages name it; a plan without a name is named after it; or NULL */
	const char *dir; /* of a JSON plan, as in struct fp_text; NULL: the current one */
	const struct fp_plan_paths *paths; /* for what a JSON plan extends; may be NULL */
	const char *table; /* which one of several: an mtd-id, a path, an offset; or NULL */
	const char *mtd_id; /* of the chip; NULL: not stated */
	uint64_t size; /* of the chip, bytes; 0: not stated */
};

/* How sure a probe is. Of several that say yes the surest is taken. */
enum fp_certainty {
	FP_ANYWHERE, /* may stand somewhere in a dump or a text */
	FP_BY_LINES, /* text, by its lines */
	FP_BY_SYNTAX, /* text, by its grammar: lines of others may be quoted in it */
	FP_BY_SIGNATURE, /* bytes at a fixed place */
};

/* Rows of const data; name and summary are for users. read or write may be NULL: cannot be. */
struct fp_format {
	const char *name, *summary;
	unsigned carries; /* a set of enum fp_carry */
	enum fp_certainty certainty; /* of probe() */
	bool is_whole_chip; /* of a size not stated: the power of two where the last one ends, or
			       the next */

	/* Do these bytes look like this format? NULL: it is not recognised. */
	bool (*probe)(const struct fp_input *in);

	/* Fills in a new plan: adds every entry, foreign names as they are, overlapping ones too
	 * (fp_import() makes names and spans of them). Sets the plan's size and erase size where
	 * the format states them. An error has its line where there are lines; or there are errors
	 * in notes. A format that carries all (a plan) makes a finished one. */
	int (*read)(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		    struct fp_error *err);

	/* Writes the plan as this format. What it cannot say is an error, or a note in notes. The
	 * caller checks the stream for errors. */
	int (*write)(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
		     struct fp_error *err);
};

/* NULL if there is none of that name. */
const struct fp_format *fp_format_by_name(const char *name);

/* The i-th format; NULL past the end. */
const struct fp_format *fp_format_at(size_t i);

/* Makes a plan of any format that can be read; *format NULL: recognised by the content, and then
 * what it was. Texts in UTF-16 and with a byte order mark are taken too. Foreign names are renamed
 * to fit the rule and kept as labels; entries that contain others become spans, and so do those
 * that overlap an earlier one. Faults as in fp_plan_load(). The caller frees *plan. */
int fp_import(const struct fp_input *in, const struct fp_format **format, struct fp_plan **plan,
	      struct fp_faults *faults);

/* Makes names, sizes and spans of what a reader added; then fp_plan_finish(). */
int fp_import_settle(struct fp_plan *plan, const struct fp_input *in,
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
