/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The installed libflashrom.h with what 1.8 declares beyond 1.3, to see that the plug-in compiles
 * against both (tests/cli/compat.bats). */
#ifndef TEST_LIBFLASHROM_1_8_H
#define TEST_LIBFLASHROM_1_8_H

#include_next <libflashrom.h>

int flashrom_create_context(struct flashrom_flashctx **flashctx);

int flashrom_flash_probe_v2(struct flashrom_flashctx *flashctx, const char ***all_matched_names,
			    const struct flashrom_programmer *flashprog, const char *chip_name);

int flashrom_flash_probe(struct flashrom_flashctx **flashctx,
			 const struct flashrom_programmer *flashprog, const char *chip_name)
	__attribute__((deprecated("Use flashrom_flash_probe_v2 instead")));

const char **flashrom_supported_programmers(void);

#endif
