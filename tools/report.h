/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How errors and faults look, and where plans and programmers are found. */
#ifndef FP_REPORT_H
#define FP_REPORT_H

#include <stdio.h>

#include "base/error.h"
#include "plan/plan.h"

/* To standard error: "flashplan: file:line:column: what" and "hint: how", for each line of it. */
void report_error(const struct fp_error *err);

/* To standard error: "note: what"; and into the result. */
void report_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One line: "file:line:column: /json/pointer: what (hint: how)", with "warning:" or "note:" before
 * the pointer. */
void report_fault(FILE *out, const struct fp_error *fault);

/* The same as a workflow command of GitHub Actions, which shows it at the line of the file:
 * docs.github.com, "Workflow commands", setting an error message. */
void report_annotation(FILE *out, const struct fp_error *fault);

/* Notes that a file here has the name of an installed layout. load_plan() does so too. */
void report_shadow(const char *name);

/* Loads a plan; its errors go to standard error, and it or they into the result. The caller frees
 * *plan with fp_plan_free(). */
FP_MUST_CHECK int load_plan(const char *name, struct fp_plan **plan);

/* The same for one of many: it is not the run's plan. */
FP_MUST_CHECK int load_layout(const char *file, struct fp_plan **plan);

/* Directories of this installation, beside the command: ../share/flashplan/layouts and
 * ../libexec/flashplan. NULL where /proc does not tell. */
const char *layout_dir(void);
const char *programmer_dir(void);

#endif
