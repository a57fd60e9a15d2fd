/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Outputs that are bytes of a chip. */
#ifndef FP_GIVE_H
#define FP_GIVE_H

#include "options.h"

/* Before an output that is no text: a terminal is refused, and standard output ("-") is given to
 * it, as outcome_give_stdout() does. */
FP_MUST_CHECK int give_binary(const struct options *o, const char *path, struct fp_error *err);

#endif
