// SPDX-License-Identifier: GPL-2.0-or-later
// Write protection through libflashrom's flashrom_wp_ functions.

#include "protect.h"

struct flashrom_wp_cfg *protect_probe(struct flashrom_flashctx *flashctx)
{
	struct flashrom_wp_cfg *cfg = NULL;

	if (flashrom_wp_cfg_new(&cfg) != FLASHROM_WP_OK)
		return NULL;
	if (flashrom_wp_read_cfg(cfg, flashctx) == FLASHROM_WP_OK)
		return cfg;
	flashrom_wp_cfg_release(cfg);
	return NULL;
}

static struct fp_range range_of(const struct flashrom_wp_cfg *cfg)
{
	size_t start = 0, length = 0;

	flashrom_wp_get_range(&start, &length, cfg);
	return (struct fp_range){ start, length };
}

int protect_get(struct flashrom_flashctx *flashctx, struct fp_range *range, struct fp_error *err)
{
	struct flashrom_wp_cfg *cfg = protect_probe(flashctx);

	if (!cfg)
		return fp_fail(err, FP_CHIP, "flashrom: the write protection cannot be read");
	*range = range_of(cfg);
	flashrom_wp_cfg_release(cfg);
	return 0;
}

int protect_check(struct flashrom_flashctx *flashctx, const struct flashrom_wp_cfg *first,
		  struct fp_error *err)
{
	const struct fp_range was = range_of(first);
	struct fp_range now;
	struct flashrom_wp_cfg *cfg = protect_probe(flashctx);
	bool is_same;

	if (!cfg)
		return fp_fail(err, FP_CHIP, "flashrom: the status register cannot be read again");
	now = range_of(cfg);
	is_same = now.offset == was.offset && now.size == was.size &&
		  flashrom_wp_get_mode(cfg) == flashrom_wp_get_mode(first);
	flashrom_wp_cfg_release(cfg);
	if (!is_same)
		return fp_fail(err, FP_CHIP,
			       "flashrom: the chip's status register is another than at first");
	return 0;
}

static int fail_set(enum flashrom_wp_result result, struct fp_error *err)
{
	switch (result) {
	case FLASHROM_WP_ERR_RANGE_UNSUPPORTED:
		return fp_fail(err, FP_REFUSED, "flashrom: the chip cannot protect that range");
	case FLASHROM_WP_ERR_WRITE_FAILED:
	case FLASHROM_WP_ERR_VERIFY_FAILED:
		fp_fail(err, FP_CHIP, "flashrom: the chip keeps its write protection");
		fp_hint(err, "its status register is locked, often by the WP# pin: pull it high");
		return -FP_CHIP;
	default:
		return fp_fail(err, FP_CHIP, "flashrom: setting the write protection failed");
	}
}

int protect_set(struct flashrom_flashctx *flashctx, const struct flashrom_wp_cfg *first,
		struct fp_range range, struct fp_error *err)
{
	const struct fp_range was = range_of(first);
	struct flashrom_wp_cfg *cfg = NULL;
	enum flashrom_wp_mode mode = FLASHROM_WP_MODE_DISABLED;
	enum flashrom_wp_result result;

	if (flashrom_wp_cfg_new(&cfg) != FLASHROM_WP_OK)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (range.offset == was.offset && range.size == was.size)
		mode = flashrom_wp_get_mode(first);
	flashrom_wp_set_mode(cfg, mode);
	flashrom_wp_set_range(cfg, (size_t)range.offset, (size_t)range.size);
	result = flashrom_wp_write_cfg(flashctx, cfg);
	flashrom_wp_cfg_release(cfg);
	return result == FLASHROM_WP_OK ? 0 : fail_set(result, err);
}
