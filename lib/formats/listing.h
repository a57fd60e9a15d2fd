/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names gathered for one note, so that a table of a thousand crowds out no other fault. Internal to
 * the library. */
#ifndef FP_FORMATS_LISTING_H
#define FP_FORMATS_LISTING_H

#include "base/error.h"

/* Zeroed: empty. */
struct fp_listing {
	char text[400];
	size_t n_more; /* found no room */
};

void fp_listing_add(struct fp_listing *l, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* "WHAT: a, b and 3 more"; nothing where the list is empty. */
void fp_listing_note(const struct fp_listing *l, enum fp_severity severity, const char *what,
		     struct fp_faults *faults);

#endif
