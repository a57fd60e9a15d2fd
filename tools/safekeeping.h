/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The backup that a command takes before it changes a chip. */
#ifndef FP_SAFEKEEPING_H
#define FP_SAFEKEEPING_H

#include "job.h"
#include "options.h"
#include "plan.h"
#include "programmer.h"

/* Saves job->old under --backup, or under a new name PLAN-DATE-N.bak in the current directory, and
 * says where. *path is the caller's to free(). */
int safekeeping_save(const struct options *o, const struct fp_plan *plan,
		     const struct fp_chip *chip, const struct fp_job *job, char **path,
		     struct fp_error *err);

#endif
