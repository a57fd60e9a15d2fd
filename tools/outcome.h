/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run came to: one JSON object for every exit status, and the same as text for people. There
 * is one in a process, begun and ended by main(); commands add to it. Integers in it are bytes or
 * counts, keys are words with `_` between them (layouts/schema/outcome-1.schema.json). */
#ifndef FP_OUTCOME_H
#define FP_OUTCOME_H

#include <jansson.h>

#include "options.h"
#include "plan/plan.h"
#include "programmer/driver.h"
#include "selection/select.h"

/* Once the options are known, as far as they are. */
void outcome_begin(const struct options *o);

/* Text that may be any bytes, such as the name of a file, as JSON takes it: where it is not UTF-8,
 * what is not ASCII becomes '?'. NULL when out of memory. */
json_t *outcome_text(const char *text);

/* "result" for programs, one of the words in the schema, and its sentence for people, which becomes
 * the text's last line (NULL: that says nothing). The last call counts; a failure goes before it.
 */
void outcome_result(const char *word, const char *sentence, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds or replaces a member, and takes the value. The text shows it; outcome_fact() is for JSON
 * only. NULL is out of memory. */
void outcome_set(const char *key, json_t *value);
void outcome_fact(const char *key, json_t *value);

/* One more object in a member that is an array, for JSON only. Takes the row. */
void outcome_fact_row(const char *key, json_t *row);

/* All members of an object, which is taken; the text shows them. */
void outcome_members(json_t *object);

/* One more object in a member that is an array; the text shows it as a table. Takes the row. */
void outcome_row(const char *key, json_t *row);

/* One more line for people only, behind the tables. */
void outcome_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "notes" and "faults"; the caller says them to people. The first fault that is an error is the
 * run's where it has no other. plan: as the command line names it; NULL: there is only one. */
void outcome_note(const char *text);
void outcome_fault(const struct fp_error *fault, const char *plan);

/* "plan", "programmer" and "chip". */
void outcome_plan(const struct fp_plan *plan);
void outcome_chip(const char *programmer, const struct fp_chip *chip);

/* The block of a job, bytes, once it is known. */
void outcome_block(uint32_t block);

/* "backup"; digest: its SHA-256, NULL: not known. */
void outcome_backup(const char *path, const char *digest);

/* "kept" and "skipped", which the text's last line counts. */
void outcome_left(const struct fp_selection *selection);

/* Standard output is a product, such as an image: the text goes to standard error, and --json is
 * refused. */
FP_MUST_CHECK int outcome_give_stdout(const struct options *o, struct fp_error *err);

/* Says the error on standard error and prints the object. code: what the run returned. Returns the
 * exit status: the same, but where an answer could not be printed. A result that is proven keeps
 * its own. */
int outcome_end(const struct options *o, int code, struct fp_error *err);

#endif
