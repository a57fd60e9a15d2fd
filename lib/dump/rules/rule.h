/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules by which dumps are judged: one file and one row each. What only one device knows stands
 * in its plan's `expect`. */
#ifndef FP_DUMP_RULES_RULE_H
#define FP_DUMP_RULES_RULE_H

#include "dump/inspect.h"

/* Adds what it finds. False: nothing else can be judged. */
typedef bool fp_rule(const struct fp_inspection *in, struct fp_findings *findings);

/* The i-th rule; NULL past the end. */
fp_rule *fp_rule_at(size_t i);

/* What a partition is for, by its types, or by its name where it has none: FP_ROLE_BOOT, _KERNEL or
 * _FILES; FP_ROLE_DATA for all others. */
enum fp_role fp_rule_role(const struct fp_partition *part);

/* May it be blank, by its types? */
bool fp_rule_may_be_blank(const struct fp_partition *part);

/* Is it for an environment, by its types or its name? */
bool fp_rule_is_env(const struct fp_partition *part);

/* The family of processors that a content is for, "mips", "arm"; NULL: it does not tell. */
const char *fp_rule_arch(const struct fp_kind *kind, enum fp_verdict verdict,
			 const struct fp_found *found);

/* The same of the boot loader that the plan wants. */
const char *fp_rule_plan_arch(const struct fp_plan *plan);

/* "erased" or "all zeros", of a blank look. */
const char *fp_rule_blank(const struct fp_look *look);

/* The same as fp_findings_add(), for a partition. */
struct fp_finding *fp_rule_add(struct fp_findings *findings, const struct fp_look *look,
			       const char *rule, enum fp_gravity gravity, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

fp_rule fp_rule_boot, fp_rule_dump, fp_rule_env, fp_rule_expect, fp_rule_fields, fp_rule_flips,
	fp_rule_machine, fp_rule_mirror, fp_rule_padding, fp_rule_type, fp_rule_unit;

#endif
