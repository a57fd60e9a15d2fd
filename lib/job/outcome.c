// SPDX-License-Identifier: GPL-2.0-or-later
// Outcomes of jobs.

#include <stdlib.h>

#include "job/outcome.h"

void fp_outcome_free(struct fp_outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_earlier; i++) {
		free(outcome->earlier[i].record);
		free(outcome->earlier[i].backup);
		free(outcome->earlier[i].lost);
	}
	free(outcome->earlier);
	free(outcome->backup);
	free(outcome->found);
	free(outcome->unrestored);
	free(outcome->record);
	*outcome = (struct fp_outcome){ 0 };
}
