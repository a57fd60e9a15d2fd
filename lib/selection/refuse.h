/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Refusals of selections: the reason and the names; which option mends it is the caller's to say.
 * Internal to select.c. */
#ifndef FP_SELECTION_REFUSE_H
#define FP_SELECTION_REFUSE_H

#include "selection/gather.h"

/* A partition that is named. Returns -FP_REFUSED. */
int fp_refuse_named(const struct fp_partition *part, enum fp_left_why why, struct fp_error *err);

/* Adds one to those that were not named and must not be left in silence: the text is a list. */
void fp_refuse_stated(const struct fp_partition *part, enum fp_left_why why,
		      struct fp_error *found);

/* Two items that overlap; 0 where what is cut out of them leaves no byte to both. */
int fp_refuse_common(const struct fp_selected *a, const struct fp_selected *b,
		     struct fp_error *err);

/* A selection that touches nothing, but for an image. */
int fp_refuse_nothing(const struct fp_gather *b, const struct fp_selection *selection,
		      struct fp_error *err);

#endif
