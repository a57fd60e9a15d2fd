/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dependency files for make and ninja. */
#ifndef FP_DEPFILE_H
#define FP_DEPFILE_H

#include "error.h"
#include "plan.h"
#include "source.h"

/* Writes "target: ..." with the files of the plan, of what it extends, and of the n sources. */
int fp_depfile_write(const char *path, const char *target, const struct fp_plan *plan,
		     struct fp_source *const *sources, size_t n, struct fp_error *err);

#endif
