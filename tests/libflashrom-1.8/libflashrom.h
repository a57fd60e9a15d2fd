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

enum flashrom_progress_stage {
	FLASHROM_PROGRESS_READ,
	FLASHROM_PROGRESS_WRITE,
	FLASHROM_PROGRESS_ERASE,
	FLASHROM_PROGRESS_NR,
};

typedef void(flashrom_progress_callback_v2)(enum flashrom_progress_stage stage, size_t current,
					    size_t total, void *user_data);

void flashrom_set_progress_callback_v2(struct flashrom_flashctx *const flashctx,
				       flashrom_progress_callback_v2 *progress_callback,
				       void *user_data);

#endif
