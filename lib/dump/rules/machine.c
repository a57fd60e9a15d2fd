// SPDX-License-Identifier: GPL-2.0-or-later
// Is it all for one machine: architecture and byte order?

#include <string.h>

#include "dump/rules/rule.h"

/* Machines that run each other's code, or whose boot loader starts the other's kernel. */
static const char *const families[][2] = {
	{ "arm64", "arm" },
	{ "mips64", "mips" },
	{ "x86_64", "x86" },
	{ "ppc", "powerpc" },
	{ "mips, little-endian", "mips" },
	{ "mips, big-endian", "mips" },
};

/* Of boot loaders that only one architecture has. */
static const struct {
	const struct fp_kind *kind;
	const char *arch;
} loaders[] = {
	{ &fp_kind_ingenic_spl, "mips" },
	{ &fp_kind_hisilicon, "arm" },
	{ &fp_kind_sigmastar, "arm" },
};

/* NULL: it does not tell. */
static const char *family(const struct fp_look *look)
{
	const char *arch = fp_fact_get(&look->found, "arch");

	if (!look->part || !look->kind || look->verdict != FP_GOOD)
		return NULL;
	for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
		if (loaders[i].kind == look->kind)
			return loaders[i].arch;
	for (size_t i = 0; arch && i < sizeof families / sizeof *families; i++)
		if (strcmp(families[i][0], arch) == 0)
			return families[i][1];
	return arch && strcmp(arch, "invalid") != 0 ? arch : NULL;
}

/* The boot loader's, else what most have; NULL: nothing tells, or as many say one thing as the
 * other. */
static const char *find_reference(const struct fp_inspection *in)
{
	const char *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < in->n_looks; i++) {
		const char *const arch = family(&in->looks[i]);
		size_t n = 0;

		if (arch && in->looks[i].kind->role == FP_ROLE_BOOT)
			return arch;
		for (size_t k = 0; arch && k < in->n_looks; k++) {
			const char *const other = family(&in->looks[k]);

			n += other && strcmp(other, arch) == 0;
		}
		if (n && n == most && strcmp(best, arch) != 0)
			best = NULL;
		if (n > most || (n == most && !best)) {
			best = n > most ? arch : NULL;
			most = n;
		}
	}
	return best;
}

static void judge_arch(const struct fp_inspection *in, struct fp_findings *findings)
{
	const char *const reference = find_reference(in);

	for (size_t i = 0; reference && i < in->n_looks; i++) {
		const struct fp_look *const look = &in->looks[i];
		const char *const arch = family(look);
		struct fp_finding *finding;

		if (!arch || strcmp(arch, reference) == 0)
			continue;
		finding = fp_rule_add(
			findings, look, "arch", FP_SERIOUS,
			"the %s in `%s` is for %s, everything else here for %s: it is another device's and does not start",
			look->kind->title, look->part->name, arch, reference);
		finding->is_brick = true;
		finding->remedy = FP_REMEDY_WRITE;
	}
}

/* What tells the processor's byte order: "big" or "little". */
static const char *order_of_machine(const struct fp_inspection *in)
{
	for (size_t i = 0; i < in->n_looks; i++) {
		const struct fp_look *const look = &in->looks[i];
		const char *const arch = fp_fact_get(&look->found, "arch");

		if (!look->kind || look->verdict != FP_GOOD)
			continue;
		if (look->kind == &fp_kind_ingenic_spl || look->kind == &fp_kind_hisilicon ||
		    look->kind == &fp_kind_sigmastar)
			return "little";
		if (look->kind == &fp_kind_env)
			return fp_fact_get(&look->found, "byte-order");
		if (arch && strncmp(arch, "arm", 3) == 0)
			return "little";
		if (arch && strcmp(arch, "mips, big-endian") == 0)
			return "big";
		if (arch && strcmp(arch, "mips, little-endian") == 0)
			return "little";
	}
	return NULL;
}

/* JFFS2 is in the processor's order: without another witness the first one is. */
static void judge_order(const struct fp_inspection *in, struct fp_findings *findings)
{
	const char *order = order_of_machine(in);

	for (size_t i = 0; i < in->n_looks; i++) {
		const struct fp_look *const look = &in->looks[i];
		const char *const own = fp_fact_get(&look->found, "byte-order");
		struct fp_finding *finding;

		if (!look->part || look->kind != &fp_kind_jffs2 || !own)
			continue;
		if (!order)
			order = own;
		if (strcmp(own, order) == 0)
			continue;
		finding = fp_rule_add(
			findings, look, "byte_order", FP_SERIOUS,
			"the JFFS2 in `%s` is %s-endian, this machine %s-endian: its kernel finds nothing in it",
			look->part->name, own, order);
		finding->remedy = look->part->per_device ? FP_REMEDY_WRITE_OWN : FP_REMEDY_WRITE;
	}
}

bool fp_rule_machine(const struct fp_inspection *in, struct fp_findings *findings)
{
	judge_arch(in, findings);
	judge_order(in, findings);
	return true;
}
