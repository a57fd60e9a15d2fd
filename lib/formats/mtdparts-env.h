/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables of U-Boot inside of an mtdparts text. Internal to the library. */
#ifndef FP_FORMATS_MTDPARTS_ENV_H
#define FP_FORMATS_MTDPARTS_ENV_H

#include "base/arena.h"
#include "base/scan.h"

/* Puts the values of "${name}" and "$(name)" in their place, from the nearest "name=value" in all
 * the text; those that stand nowhere stay. In the arena where anything changed. False when out of
 * memory. */
bool fp_mtdparts_expand(struct fp_scan all, struct fp_arena *arena, struct fp_scan *text);

#endif
