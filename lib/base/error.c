// SPDX-License-Identifier: GPL-2.0-or-later
// Recording of errors and faults.

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

int fp_fail(struct fp_error *err, enum fp_code code, const char *format, ...)
{
	va_list ap;

	err->has_lost = err->code != FP_OK;
	if (!err->has_lost) {
		err->code = code;
		va_start(ap, format);
		vsnprintf(err->text, sizeof err->text, format, ap);
		va_end(ap);
	}
	return -(int)code;
}

static enum fp_reason reason_of(int errno_value)
{
	switch (errno_value) {
	case EEXIST:
		return FP_REASON_EXISTS;
	case ENOSPC:
	case EDQUOT:
		return FP_REASON_NO_SPACE;
	default:
		return FP_REASON_NONE;
	}
}

int fp_fail_errno(struct fp_error *err, enum fp_code code, const char *format, ...)
{
	const int saved = errno;
	va_list ap;
	size_t n;

	err->has_lost = err->code != FP_OK;
	if (!err->has_lost) {
		err->code = code;
		err->reason = reason_of(saved);
		va_start(ap, format);
		vsnprintf(err->text, sizeof err->text, format, ap);
		va_end(ap);
		n = strlen(err->text);
		snprintf(err->text + n, sizeof err->text - n, ": %s", strerror(saved));
	}
	errno = saved;
	return -(int)code;
}

void fp_hint(struct fp_error *err, const char *format, ...)
{
	va_list ap;

	if (err->has_lost || err->hint[0])
		return;
	va_start(ap, format);
	vsnprintf(err->hint, sizeof err->hint, format, ap);
	va_end(ap);
}

void fp_reason(struct fp_error *err, enum fp_reason reason, const char *names)
{
	int n;

	if (err->has_lost || err->reason)
		return;
	err->reason = reason;
	n = snprintf(err->names, sizeof err->names, "%s", names ? names : "");
	if (n >= (int)sizeof err->names)
		strcpy(err->names + sizeof err->names - sizeof "...", "...");
}

const char *fp_reason_name(enum fp_reason reason)
{
	static const char *const names[] = {
		[FP_REASON_PER_DEVICE] = "per_device", [FP_REASON_READ_ONLY] = "read_only",
		[FP_REASON_NO_CONTENT] = "no_content", [FP_REASON_WRONG_CONTENT] = "wrong_content",
		[FP_REASON_TABLE] = "table",	       [FP_REASON_PROTECTED] = "protected",
		[FP_REASON_UNFINISHED] = "unfinished", [FP_REASON_EXISTS] = "exists",
		[FP_REASON_NO_SPACE] = "no_space",
	};

	return names[reason];
}

struct fp_error *fp_faults_next(struct fp_faults *faults, enum fp_severity severity)
{
	struct fp_error *err = &faults->spare;

	if (severity == FP_ERROR)
		faults->n_errors++;
	if (faults->n < FP_FAULTS_MAX)
		err = &faults->item[faults->n++];
	else
		faults->n_lost++;
	memset(err, 0, sizeof *err);
	err->severity = severity;
	return err;
}

/* The first fault of a file tells where the file's faults stand. */
static size_t file_rank(const struct fp_faults *faults, const char *file)
{
	size_t i = 0;

	while (strcmp(faults->item[i].file, file) != 0)
		i++;
	return i;
}

static bool is_before(const struct fp_error *a, const struct fp_error *b)
{
	return a->line < b->line || (a->line == b->line && a->column < b->column);
}

void fp_faults_sort(struct fp_faults *faults)
{
	size_t ranks[FP_FAULTS_MAX];

	for (size_t i = 0; i < faults->n; i++)
		ranks[i] = file_rank(faults, faults->item[i].file);
	for (size_t i = 1; i < faults->n; i++) {
		const struct fp_error fault = faults->item[i];
		const size_t rank = ranks[i];
		size_t k = i;

		for (; k && (ranks[k - 1] > rank ||
			     (ranks[k - 1] == rank && is_before(&fault, &faults->item[k - 1])));
		     k--) {
			faults->item[k] = faults->item[k - 1];
			ranks[k] = ranks[k - 1];
		}
		faults->item[k] = fault;
		ranks[k] = rank;
	}
}
