/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chip's own write protection, as far as libflashrom knows the chip's status registers. */
#ifndef FLASHROM_PROTECT_H
#define FLASHROM_PROTECT_H

#include <libflashrom.h>

#include "programmer.h"

/* The protection as it is, for later comparison; the caller frees with flashrom_wp_cfg_release().
 * NULL: libflashrom cannot tell. */
struct flashrom_wp_cfg *protect_probe(struct flashrom_flashctx *flashctx);

int protect_get(struct flashrom_flashctx *flashctx, struct fp_range *range, struct fp_error *err);

/* Setting the first range again also brings back its mode. */
int protect_set(struct flashrom_flashctx *flashctx, const struct flashrom_wp_cfg *first,
		struct fp_range range, struct fp_error *err);

/* Fails if it is another now than it was at first. */
int protect_check(struct flashrom_flashctx *flashctx, const struct flashrom_wp_cfg *first,
		  struct fp_error *err);

#endif
