/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The contents of a selection in memory, checked: the targets of a job. */
#ifndef FP_SELECTION_CONTENTS_H
#define FP_SELECTION_CONTENTS_H

#include "base/error.h"
#include "plan/plan.h"
#include "selection/select.h"
#include "selection/source.h"

struct fp_content {
	uint8_t *data; /* as long as the partition, padded with the erased value */
	uint64_t end; /* where the sources end; behind it there is only padding */
	char *file; /* the file that is all of it, as it was opened; NULL: there is more to it */
	uint64_t skip; /* bytes of that file before those that are used */
};

struct fp_contents {
	struct fp_content *items; /* one for each of the selection's */
	size_t n_items;
	struct fp_job_target *targets; /* in the order of the items and their ranges */
	size_t n_targets;
	struct fp_range *amended; /* of the selection's amendments, in their order */
};

/* Reads every source once and checks pinned checksums and types on what was read. The caller frees
 * with fp_contents_free(), also after a failure. */
FP_MUST_CHECK int fp_contents_load(struct fp_contents *contents, const struct fp_plan *plan,
				   const struct fp_selection *selection,
				   const struct fp_source_dirs *dirs, struct fp_error *err);

/* fp_amend_apply() for amendment i of the selection that was loaded. */
FP_MUST_CHECK int fp_contents_amend(const struct fp_contents *contents, const struct fp_plan *plan,
				    const struct fp_selection *selection, size_t i, uint8_t *bytes,
				    struct fp_error *err);

void fp_contents_free(struct fp_contents *contents);

#endif
