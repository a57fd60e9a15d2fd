/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came of a job that changes a chip, in the result. */
#ifndef FP_PROGRAMMED_H
#define FP_PROGRAMMED_H

#include "programming.h"

/* After the course: code is what it returned. Also of a failed one, for programs. */
void programmed_describe(const struct programming *p, int code);

/* "resumed", and its event, once it is known. */
void programmed_resumed(const struct fp_outcome *outcome);

#endif
