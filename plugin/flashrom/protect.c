// SPDX-License-Identifier: GPL-2.0-or-later
// Write protection through libflashrom's flashrom_wp_ functions.

#include <inttypes.h>

#include "protect.h"

void protect_open(struct protect *p, struct flashrom_flashctx *flashctx)
{
	size_t start = 0, length = 0;

	p->flashctx = flashctx;
	if (flashrom_wp_cfg_new(&p->first) != FLASHROM_WP_OK)
		return;
	if (flashrom_wp_read_cfg(p->first, flashctx) != FLASHROM_WP_OK) {
		flashrom_wp_cfg_release(p->first);
		p->first = NULL;
		return;
	}
	flashrom_wp_get_range(&start, &length, p->first);
	p->range = (struct fp_range){ start, length };
}

void protect_clear(struct protect *p)
{
	struct flashrom_wp_cfg *none = NULL;

	if (!p->range.size || p->is_cleared || p->is_locked)
		return;
	p->is_locked = true;
	if (flashrom_wp_cfg_new(&none) != FLASHROM_WP_OK)
		return;
	flashrom_wp_set_mode(none, FLASHROM_WP_MODE_DISABLED);
	flashrom_wp_set_range(none, 0, 0);
	p->is_cleared = flashrom_wp_write_cfg(p->flashctx, none) == FLASHROM_WP_OK;
	p->is_locked = !p->is_cleared;
	flashrom_wp_cfg_release(none);
}

int protect_close(struct protect *p, struct fp_error *err)
{
	int result = 0;

	if (p->is_cleared && flashrom_wp_write_cfg(p->flashctx, p->first) != FLASHROM_WP_OK) {
		result = fp_fail(err, FP_CHIP,
				 "flashrom: the write protection of 0x%" PRIx64 "+0x%" PRIx64
				 " could not be brought back",
				 p->range.offset, p->range.size);
		fp_hint(err, "`flashrom --wp-range` sets it");
	}
	p->is_cleared = false;
	flashrom_wp_cfg_release(p->first);
	p->first = NULL;
	return result;
}

int protect_check(const struct protect *p, struct fp_error *err)
{
	const struct fp_range none = { 0, 0 };
	const struct fp_range expected = p->is_cleared ? none : p->range;
	struct flashrom_wp_cfg *cfg = NULL;
	size_t start = 0, length = 0;
	bool is_same;

	if (!p->first)
		return 0;
	if (flashrom_wp_cfg_new(&cfg) != FLASHROM_WP_OK)
		return fp_fail(err, FP_REFUSED, "out of memory");
	is_same = flashrom_wp_read_cfg(cfg, p->flashctx) == FLASHROM_WP_OK;
	flashrom_wp_get_range(&start, &length, cfg);
	is_same = is_same && start == expected.offset && length == expected.size &&
		  (p->is_cleared || flashrom_wp_get_mode(cfg) == flashrom_wp_get_mode(p->first));
	flashrom_wp_cfg_release(cfg);
	if (is_same)
		return 0;
	return fp_fail(err, FP_CHIP,
		       "flashrom: the chip's status register is another than at first");
}
