/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the suites of the formats share: reading from text, and writing to text. */
#ifndef FP_FORMAT_BENCH_H
#define FP_FORMAT_BENCH_H

#include "formats/format.h"
#include "support/test.h"

/* Imports with a given size (0: none) and table (NULL: the only one). The plan is the caller's to
 * free, NULL after an error. The faults are valid until the next import. */
struct fp_plan *format_import(const struct fp_format *format, const void *data, size_t n,
			      uint64_t size, const char *table, struct fp_faults **faults);

/* The same; must not fail. Prints the faults if it does. */
struct fp_plan *format_read(const struct fp_format *format, const void *data, size_t n,
			    uint64_t size, const char *table);
struct fp_plan *format_read_text(const struct fp_format *format, const char *text, uint64_t size);

/* Must fail with this one error at this line (0: none), whose text contains this. */
void format_refuse(const struct fp_format *format, const void *data, size_t n, uint64_t size,
		   unsigned line, const char *text);
void format_refuse_text(const struct fp_format *format, const char *text, unsigned line,
			const char *why);

/* Does the format recognise it? */
bool format_probe(const struct fp_format *format, const void *data, size_t n);

/* "name offset size[ ro][ "label"]" in hexadecimal, one per line: partitions, and then spans behind
 * "+ ". The caller frees. */
char *format_list(const struct fp_plan *plan);
void format_assert_list(const struct fp_plan *plan, const char *expected);

/* What a writer makes; the caller frees. length may be NULL. Must not fail. */
char *format_write(const struct fp_format *format, const struct fp_plan *plan, size_t *length);

/* Must write exactly this. */
void format_assert_written(const struct fp_format *format, const struct fp_plan *plan,
			   const char *expected);

/* Must fail with this text. */
void format_refuse_write(const struct fp_format *format, const struct fp_plan *plan,
			 const char *text);

/* Does a note or warning contain this? */
bool format_has_note(const struct fp_faults *faults, const char *text);

/* A plan from JSON members "flash" and "partitions" in text. Must be good. */
struct fp_plan *format_plan(const char *json);

#endif
