/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs between versions of libflashrom. Its version number tells nothing, so the build
 * probes for symbols (flashrom-config.h, made by the Makefile). */
#ifndef FLASHROM_COMPAT_H
#define FLASHROM_COMPAT_H

#include <libflashrom.h>

#include "programmer/driver.h"

/* As flashrom_flash_probe() of 1.3.0 returns it. */
enum compat_match { COMPAT_FOUND = 0, COMPAT_ERROR = 1, COMPAT_NONE = 2, COMPAT_SEVERAL = 3 };

/* Probes for one chip by its name, or for any with NULL. *flashctx is set only if one was found;
 * the caller frees it with flashrom_flash_release(). */
enum compat_match compat_probe(struct flashrom_flashctx **flashctx,
			       struct flashrom_programmer *prog, const char *name);

/* Has host->progress called whenever something was read, erased or programmed, where this version
 * tells. The host stays in use. */
void compat_set_progress(struct flashrom_flashctx *flashctx, const struct fp_host *host);

/* Logs the names of all programmers, one a line. */
FP_MUST_CHECK int compat_list_programmers(const struct fp_host *host, struct fp_error *err);

#endif
