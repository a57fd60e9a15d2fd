/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run left as it was, in results and in words. */
#ifndef FP_LEFT_H
#define FP_LEFT_H

#include <jansson.h>
#include <stdbool.h>

#include "selection/select.h"

/* The array "kept" (in the middle of what was taken), or "skipped" (all of a partition). */
json_t *left_json(const struct fp_selection *selection, bool is_kept);

/* "2 partitions left (config, para: per-device); 1 range kept (boot)", out of both arrays, which
 * may be NULL. The caller frees; NULL: nothing was left. */
char *left_words(const json_t *kept, const json_t *skipped);

#endif
