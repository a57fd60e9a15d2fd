/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens to a partition that a command comes upon: the table of the manual's "SELECTION" as
 * one function. */
#ifndef FP_SELECTION_DECIDE_H
#define FP_SELECTION_DECIDE_H

#include <stdbool.h>

#include "base/error.h"

/* What the selection is for. */
enum fp_purpose {
	FP_FOR_IMAGE, /* a whole image; nothing selected means every partition; keeps do not apply
		       */
	FP_FOR_REPLACE, /* a change of an image */
	FP_FOR_WRITE, /* a chip, also by a script */
	FP_FOR_VERIFY,
	FP_FOR_ERASE, /* without content, also the user's: erased is what is wanted */
};

/* How the command comes upon the partition. */
enum fp_selector {
	FP_BY_NAME, /* it is named itself, or it is a span that is */
	FP_BY_SPAN, /* it lies in a span that is named */
	FP_BY_ALL, /* --all, or an image's default */
};

/* What it would hold. */
enum fp_statement {
	FP_CONTENT_NONE,
	FP_CONTENT_OFFERED, /* by an image or dump that has some for every partition */
	FP_CONTENT_STATED, /* by the plan, or by the user for this partition */
};

/* Why something is left as it is. */
enum fp_left_why {
	FP_LEFT_KEEP, /* a range that the plan keeps */
	FP_LEFT_FIELD, /* a field, whose value is this unit's */
	FP_LEFT_PER_DEVICE,
	FP_LEFT_READ_ONLY,
	FP_LEFT_NO_CONTENT,
	FP_LEFT_ASKED, /* the user leaves it out */
};

enum fp_decision {
	FP_TAKE, /* it is written, compared, put in, erased */
	FP_KEEP, /* left in the middle of what is taken; erased in an image */
	FP_SKIP, /* left */
	FP_REFUSE,
};

struct fp_coming {
	enum fp_purpose purpose;
	enum fp_selector selector;
	enum fp_statement content;
	/* Of that class, and the command was not told that it may touch it. */
	bool is_per_device, is_read_only;
};

/* As errors have it; FP_REASON_NONE for what the user or the plan asks for. */
enum fp_reason fp_left_reason(enum fp_left_why why);

/* *why says for what reason all but FP_TAKE. */
enum fp_decision fp_decide(const struct fp_coming *coming, enum fp_left_why *why);

#endif
