/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the library refuses, with the options that mend it. */
#ifndef FP_WORDS_H
#define FP_WORDS_H

#include "options.h"
#include "plan/plan.h"
#include "selection/select.h"

/* fp_select() with what the options ask for; all memory is the plan's arena's. A refusal gets its
 * hint, and the result what is left. Every command that selects goes this way. */
FP_MUST_CHECK int select_parts(const struct options *o, const struct fp_plan *plan,
			       enum fp_purpose purpose, struct fp_selection *selection,
			       struct fp_error *err);

/* Notes on what is left for the plan's sake: kept ranges, and what belongs to the unit or is
 * read-only. where: "on the chip". The last line of the text counts all that is left. */
void note_left(const struct fp_selection *selection, const char *where);

/* After contents could not be loaded: a file that is another thing than the partition's content
 * gets the way in which it can be used. */
void hint_source(const struct options *o, const struct fp_plan *plan, struct fp_error *err);

#endif
