/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One error, and a list of faults: what was expected, what was found, where, and how to mend it. */
#ifndef FP_BASE_ERROR_H
#define FP_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

/* Stands before every function that can fail, but for those that close: they are called after a
 * failure too, which then is the one to report. */
#define FP_MUST_CHECK __attribute__((warn_unused_result))

/* The exit status of the command and, negated, what functions return. The only such list. */
enum fp_code {
	FP_OK, /* done, or already so */
	FP_NO, /* the answer is no: differs, faults found */
	FP_USAGE, /* the command line is wrong */
	FP_REFUSED, /* refused or impossible (input, disk, permission): nothing was done */
	FP_CHIP, /* programmer or chip trouble: the chip is unchanged */
	FP_CHANGED, /* an erase or program was issued and the result is not proven */
};

enum fp_severity { FP_ERROR, FP_WARNING, FP_NOTE };

/* Why, where a program would branch. */
enum fp_reason {
	FP_REASON_NONE,
	FP_REASON_PER_DEVICE, /* what belongs to the unit was to be touched; `names` has it */
	FP_REASON_READ_ONLY,
	FP_REASON_NO_CONTENT, /* nothing says what `names` shall hold */
	FP_REASON_WRONG_CONTENT, /* not what must be there */
	FP_REASON_TABLE, /* the chip's own table contradicts */
	FP_REASON_PROTECTED, /* by the chip */
	FP_REASON_UNFINISHED, /* a job before this one was interrupted */
	FP_REASON_EXISTS, /* an output that is there already */
	FP_REASON_NO_SPACE,
};

/* Flat, no ownership. All zero: no error. */
struct fp_error {
	enum fp_code code;
	enum fp_severity severity;
	enum fp_reason reason;
	unsigned line, column; /* from 1; 0: not known */
	bool has_lost; /* the last fp_fail() came too late: a hint to it belongs to another error */
	char file[1024], pointer[192], text[512], hint[1024];
	char names[192]; /* the partitions that it is about: "a, b"; what has no room, as "..." */
};

#define FP_FAULTS_MAX 50

/* What `check` collects. Zeroed: empty. About 100 KiB: keep it off small stacks. */
struct fp_faults {
	size_t n; /* kept in item[] */
	size_t n_errors; /* found, kept or not */
	size_t n_lost; /* found and not kept */
	struct fp_error item[FP_FAULTS_MAX], spare;
};

/* Records an error and returns -code. Where one is recorded already, that one stays: the first
 * wins. */
int fp_fail(struct fp_error *err, enum fp_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds how to mend it; for use right after fp_fail(). Where a hint is recorded already, it stays;
 * that of an error which was not recorded is left out with it. */
void fp_hint(struct fp_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds the reason, and whom it is about; for use as fp_hint(). names may be NULL. */
void fp_reason(struct fp_error *err, enum fp_reason reason, const char *names);

/* "per_device", as in results; NULL for FP_REASON_NONE. */
const char *fp_reason_name(enum fp_reason reason);

/* Like fp_fail(), which finds the reason where errno tells it, with ": " and the text of errno,
 * which stays as it is. */
int fp_fail_errno(struct fp_error *err, enum fp_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The place for one more fault: the next item, or a spare one that is not kept when the list is
 * full. The severity is set; the caller fills in the rest with fp_fail(). Never NULL. */
struct fp_error *fp_faults_next(struct fp_faults *faults, enum fp_severity severity);

/* Puts the kept ones in the order of their lines, file by file as the files come up; what has no
 * line stays in front. */
void fp_faults_sort(struct fp_faults *faults);

#endif
