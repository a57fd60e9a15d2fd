/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does the chip hold what is wanted? */
#ifndef FP_JOB_VERIFY_H
#define FP_JOB_VERIFY_H

#include "job/outcome.h"
#include "job/plan.h"
#include "job/reading.h"

/* Reads the targets and fills in of each item (outcome.h) how many of its bytes differ; blocks are
 * not counted. What holds one value only, wanted and found, is read twice, the second time after
 * all else. */
FP_MUST_CHECK int fp_verify(const struct fp_work *work, const struct fp_job_wish *wish,
			    struct fp_item *items, size_t n_items, struct fp_error *err);

#endif
