// SPDX-License-Identifier: GPL-2.0-or-later
// The table of rules, and what they share.

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "dump/rules/rule.h"

/* Whether it is a dump at all comes first: without one nothing else can be judged. */
static fp_rule *const rules[] = {
	fp_rule_dump,	 fp_rule_mirror, fp_rule_boot,	  fp_rule_type,
	fp_rule_machine, fp_rule_env,	 fp_rule_padding, fp_rule_unit,
	fp_rule_fields,	 fp_rule_flips,	 fp_rule_expect,
};

fp_rule *fp_rule_at(size_t i)
{
	return i < sizeof rules / sizeof *rules ? rules[i] : NULL;
}

static bool is_named(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcasecmp(name, *names) == 0)
			return true;
	return false;
}

static enum fp_role role_of_types(const char *const *types)
{
	for (; *types; types++) {
		const struct fp_kind *const kind = fp_kind_by_name(*types);

		if (kind && (kind->role == FP_ROLE_BOOT || kind->role == FP_ROLE_KERNEL ||
			     kind->role == FP_ROLE_FILES))
			return kind->role;
	}
	return FP_ROLE_DATA;
}

/* Names that everybody uses for one thing. A boot loader lies first on the chip: there the
 * processor looks for it. */
enum fp_role fp_rule_role(const struct fp_partition *part)
{
	static const char *const boot[] = { "boot",   "u-boot", "uboot", "bootloader",
					    "loader", "ipl",	"spl",	 NULL };
	static const char *const kernel[] = { "kernel", "linux", "firmware", NULL };
	static const char *const files[] = { "root", "rootfs", NULL };

	if (part->types)
		return role_of_types(part->types);
	if (!part->range.offset && is_named(part->name, boot))
		return FP_ROLE_BOOT;
	if (is_named(part->name, kernel))
		return FP_ROLE_KERNEL;
	return is_named(part->name, files) ? FP_ROLE_FILES : FP_ROLE_DATA;
}

bool fp_rule_may_be_blank(const struct fp_partition *part)
{
	return part->types && (fp_kind_is_among(&fp_kind_erased, part->types) ||
			       fp_kind_is_among(&fp_kind_zeros, part->types));
}

bool fp_rule_is_env(const struct fp_partition *part)
{
	static const char *const names[] = { "env",	 "u-boot-env", "uboot-env", "u-bootenv",
					     "ubootenv", "env2",       NULL };

	return part->types ? fp_kind_is_among(&fp_kind_env, part->types)
			   : is_named(part->name, names);
}

const char *fp_rule_blank(const struct fp_look *look)
{
	return look->kind == &fp_kind_zeros ? "all zeros" : "erased";
}

struct fp_finding *fp_rule_add(struct fp_findings *findings, const struct fp_look *look,
			       const char *rule, enum fp_gravity gravity, const char *format, ...)
{
	struct fp_finding *finding;
	char text[FP_FINDING_TEXT];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	finding = fp_findings_add(findings, rule, gravity, "%s", text);
	finding->part = look->part;
	finding->range = look->range;
	return finding;
}
