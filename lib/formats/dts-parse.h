/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device tree source, as far as it tells without the files that it includes. Internal to the
 * library. */
#ifndef FP_FORMATS_DTS_PARSE_H
#define FP_FORMATS_DTS_PARSE_H

#include "base/error.h"
#include "base/scan.h"
#include "formats/dt.h"

/* Reads the text into a tree. Lines of the preprocessor, and what only other files can tell, are
 * passed over: such values are not known. A node `&label` is the one of that label, or else stands
 * below the root under this name. An error, with its line, where braces or quotes do not close. */
int fp_dts_parse(struct fp_scan text, struct fp_arena *arena, struct fp_dt_node **root,
		 struct fp_error *err);

#endif
