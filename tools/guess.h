/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where reading is slow: the dump that spares it, and how long it will take. */
#ifndef FP_GUESS_H
#define FP_GUESS_H

#include "job/plan.h"
#include "options.h"

/* Reads the file of --backup-from; without that the guess is empty. *bytes is the caller's to
 * free(). */
FP_MUST_CHECK int guess_load(const struct options *o, struct fp_guess *guess, char **bytes,
			     struct fp_error *err);

/* To standard error: how long the rest of the reading will take, and what would shorten it. */
void guess_note_slow(const struct options *o, uint64_t bytes, unsigned seconds);

#endif
