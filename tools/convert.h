/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a partition table of any format to a file of another. */
#ifndef FP_CONVERT_H
#define FP_CONVERT_H

#include "formats/format.h"
#include "options.h"

/* Reads the only argument (a file, "-", or the name of an installed layout) and writes it as `to`,
 * by -f, --size, --table, --mtd-id, --spans, --depfile and -o. Notes go to standard error. */
FP_MUST_CHECK int convert(const struct options *o, const struct fp_format *to,
			  struct fp_error *err);

#endif
