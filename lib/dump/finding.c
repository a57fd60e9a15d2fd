// SPDX-License-Identifier: GPL-2.0-or-later
// The list of findings.

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "dump/finding.h"

struct fp_finding *fp_findings_add(struct fp_findings *findings, const char *rule,
				   enum fp_gravity gravity, const char *format, ...)
{
	static const struct fp_finding none = { 0 };
	struct fp_finding *finding;
	va_list ap;

	/* The last place is written again and again: what is lost is counted. */
	if (findings->n < FP_FINDINGS_MAX)
		findings->n++;
	else
		findings->n_lost++;
	finding = &findings->item[findings->n - 1];
	*finding = none;
	finding->rule = rule;
	finding->gravity = gravity;
	va_start(ap, format);
	vsnprintf(finding->text, sizeof finding->text, format, ap);
	va_end(ap);
	fp_text_clean(finding->text);
	return finding;
}

/* By gravity; within it as they were found. */
void fp_findings_sort(struct fp_findings *findings)
{
	for (size_t i = 1; i < findings->n; i++) {
		const struct fp_finding one = findings->item[i];
		size_t k = i;

		for (; k && findings->item[k - 1].gravity > one.gravity; k--)
			findings->item[k] = findings->item[k - 1];
		findings->item[k] = one;
	}
}

size_t fp_findings_count(const struct fp_findings *findings, enum fp_gravity gravity)
{
	size_t n = 0;

	for (size_t i = 0; i < findings->n; i++)
		n += findings->item[i].gravity == gravity;
	return n;
}
