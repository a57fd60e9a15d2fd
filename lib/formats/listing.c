// SPDX-License-Identifier: GPL-2.0-or-later
// Lists of names in notes.

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "formats/listing.h"

void fp_listing_add(struct fp_listing *l, const char *format, ...)
{
	char one[120];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(one, sizeof one, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof one || !fp_list_add(l->text, sizeof l->text, one))
		l->n_more++;
}

void fp_listing_note(const struct fp_listing *l, enum fp_severity severity, const char *what,
		     struct fp_faults *faults)
{
	char more[40] = "";

	if (!l->text[0] && !l->n_more)
		return;
	if (l->n_more)
		snprintf(more, sizeof more, "%s%zu more", l->text[0] ? " and " : "", l->n_more);
	fp_fail(fp_faults_next(faults, severity), FP_REFUSED, "%s: %s%s", what, l->text, more);
}
