/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with a dump: in words, and as data from which a command that mends it is made. */
#ifndef FP_DUMP_FINDING_H
#define FP_DUMP_FINDING_H

#include "base/error.h"
#include "base/range.h"
#include "plan/plan.h"

enum fp_gravity {
	FP_SERIOUS, /* it would not boot, or this unit's data is lost or cloned */
	FP_DOUBTFUL, /* it may be meant so */
	FP_REMARK, /* harmless, and good to know */
};

/* What mends it. The caller makes a command of it: this room knows none. */
enum fp_remedy {
	FP_REMEDY_NONE,
	FP_REMEDY_WRITE, /* the partition's right content */
	FP_REMEDY_WRITE_OWN, /* the partition, out of an older dump of the same unit */
	FP_REMEDY_ERASE, /* the partition */
	FP_REMEDY_READ_AGAIN, /* the chip */
	FP_REMEDY_MERGE, /* several dumps */
	FP_REMEDY_UNWRAP, /* the file is not a dump */
	FP_REMEDY_TABLE, /* the plan's table, from what the dump says */
	FP_REMEDY_SET_FIELD, /* of the plan, that detail names */
	FP_REMEDY_SET_VARIABLE, /* of the environment, that detail names */
};

#define FP_FINDING_TEXT 400

struct fp_finding {
	const char *rule; /* a name for programs: "boot_misplaced" */
	enum fp_gravity gravity;
	bool is_brick; /* the device would not start with it */
	const struct fp_partition *part; /* NULL: all of the dump */
	struct fp_range range;
	char text[FP_FINDING_TEXT]; /* what it is, and what it means for the person */
	enum fp_remedy remedy;
	char detail[64];
};

/* Zeroed at the start; most serious first after fp_findings_sort(). */
#define FP_FINDINGS_MAX 64

struct fp_findings {
	size_t n, n_lost; /* kept, and found but not kept */
	struct fp_finding item[FP_FINDINGS_MAX];
};

/* The place for one more; never NULL. The caller sets what else it knows. */
struct fp_finding *fp_findings_add(struct fp_findings *findings, const char *rule,
				   enum fp_gravity gravity, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

void fp_findings_sort(struct fp_findings *findings);

/* How many of that gravity there are. */
size_t fp_findings_count(const struct fp_findings *findings, enum fp_gravity gravity);

#endif
