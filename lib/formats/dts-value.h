/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words and values of device tree source. Internal to the library. */
#ifndef FP_FORMATS_DTS_VALUE_H
#define FP_FORMATS_DTS_VALUE_H

#include "base/error.h"
#include "base/scan.h"
#include "formats/dt.h"

struct fp_dts_text {
	struct fp_scan text; /* what is left */
	unsigned line;
	bool is_line_start; /* only blanks stand before, so that a '#' may be the preprocessor's */
};

/* Blanks, comments and lines of the preprocessor; of #if and #else the first is taken, of `#if 0`
 * the second. */
void fp_dts_space(struct fp_dts_text *t);

/* A name of a node, property or label, with '&' in front where one refers. */
bool fp_dts_name(struct fp_dts_text *t, struct fp_scan *name);

/* A string in quotes; false where it does not close, and then the text is at its end. */
bool fp_dts_quote(struct fp_dts_text *t);

/* Up to and with the first of these characters. */
void fp_dts_skip(struct fp_dts_text *t, const char *stops);

/* What stands between '=' and ';', with the latter. */
int fp_dts_value(struct fp_dts_text *t, struct fp_arena *arena, struct fp_dt_prop *prop,
		 struct fp_error *err);

#endif
