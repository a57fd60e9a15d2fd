// SPDX-License-Identifier: GPL-2.0-or-later
// Write protection through libflashrom's flashrom_wp_ functions, and through what it prints.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "protect.h"

/* spi_disable_blockprotect() clears the bits 0x3c, its relatives for chips with more of them up to
 * 0x7c, which then are named (spi25_statusreg.c). */
#define BP_BITS	  0x3c
#define BUSY_BITS 0x03 /* WIP, WEL: they come and go */

static const struct {
	enum flashrom_wp_mode mode;
	const char *name; /* as `flashrom --wp-status` prints it */
} modes[] = {
	{ FLASHROM_WP_MODE_DISABLED, "disabled" },
	{ FLASHROM_WP_MODE_HARDWARE, "hardware" },
	{ FLASHROM_WP_MODE_POWER_CYCLE, "power_cycle" },
	{ FLASHROM_WP_MODE_PERMANENT, "permanent" },
};

static void say(const struct protect *p, const char *line)
{
	if (p->host->log)
		p->host->log(p->host->ctx, FP_LOG_NOTE, line);
}

static void say_lifted(const struct protect *p, bool is_lifted)
{
	if (p->host->lifted)
		p->host->lifted(p->host->ctx, is_lifted);
}

static void describe(const struct flashrom_wp_cfg *cfg, struct fp_protection *found)
{
	size_t start = 0, length = 0;

	flashrom_wp_get_range(&start, &length, cfg);
	found->range = (struct fp_range){ start, length };
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		if (modes[i].mode == flashrom_wp_get_mode(cfg))
			snprintf(found->mode, sizeof found->mode, "%s", modes[i].name);
}

/* NULL: this libflashrom has no description of the chip's protection. */
static struct flashrom_wp_cfg *read_cfg(struct flashrom_flashctx *flashctx)
{
	struct flashrom_wp_cfg *cfg = NULL;

	if (flashrom_wp_cfg_new(&cfg) != FLASHROM_WP_OK)
		return NULL;
	if (flashrom_wp_read_cfg(cfg, flashctx) == FLASHROM_WP_OK)
		return cfg;
	flashrom_wp_cfg_release(cfg);
	return NULL;
}

void protect_open(struct protect *p, struct flashrom_flashctx *flashctx, const struct fp_host *host,
		  const struct log_seen *seen)
{
	p->flashctx = flashctx;
	p->host = host;
	p->has_status = seen->has_status;
	p->status = seen->status & (uint8_t)~BUSY_BITS;
	p->status_now = p->status;
	p->first = read_cfg(flashctx);
	p->is_known = p->first || p->has_status;
	p->has_bits = p->has_status && (p->status & BP_BITS || seen->is_named_protected);
	if (p->first)
		describe(p->first, &p->found);
	p->found.is_vague = p->has_bits && !p->first;
	if (p->found.is_vague)
		snprintf(p->found.mode, sizeof p->found.mode, "0x%02x", p->status);
	if (p->found.is_vague)
		p->found.range.size = flashrom_flash_getsize(flashctx);
}

/* An empty range in bits that are not 0 (all of BP with CMP) has to be written as well: libflashrom
 * would clear BP, and CMP would protect all. */
static bool clear(struct protect *p)
{
	struct flashrom_wp_cfg *none = NULL;
	bool is_done;

	if (flashrom_wp_cfg_new(&none) != FLASHROM_WP_OK)
		return false;
	flashrom_wp_set_mode(none, FLASHROM_WP_MODE_DISABLED);
	flashrom_wp_set_range(none, 0, 0);
	is_done = flashrom_wp_write_cfg(p->flashctx, none) == FLASHROM_WP_OK;
	flashrom_wp_cfg_release(none);
	/* Half of it may have been done. */
	if (!is_done)
		flashrom_wp_write_cfg(p->flashctx, p->first);
	return is_done;
}

static void say_why(struct protect *p)
{
	char line[256];

	if (p->is_said)
		return;
	p->is_said = true;
	if (p->found.is_vague)
		snprintf(
			line, sizeof line,
			"flashrom lifts the chip's write protection (status register 0x%02x, whose "
			"ranges it does not know) for each operation, reads too, and brings it back",
			p->status);
	else if (p->found.range.size)
		snprintf(
			line, sizeof line,
			"the chip's write protection of 0x%" PRIx64 "+0x%" PRIx64
			" (mode %s) is lifted once, as flashrom does even to read, and brought back "
			"at the end",
			p->found.range.offset, p->found.range.size, p->found.mode);
	else
		return;
	say(p, line);
}

void protect_clear(struct protect *p)
{
	if (p->is_cleared || p->is_locked || (!p->found.range.size && !p->has_bits))
		return;
	say_lifted(p, true);
	if (!p->first) {
		p->is_cleared = true;
		say_why(p);
		return;
	}
	p->is_cleared = clear(p);
	p->is_locked = !p->is_cleared;
	p->status_now = 0;
	if (p->is_locked)
		say_lifted(p, false);
	else
		say_why(p);
}

int protect_set(struct protect *p, const struct fp_protection *protection, struct fp_error *err)
{
	struct flashrom_wp_cfg *cfg = NULL;

	if (!p->first || p->is_locked || protection->is_vague)
		return fp_fail(err, FP_REFUSED,
			       "flashrom cannot set the write protection of this chip");
	if (flashrom_wp_cfg_new(&cfg) != FLASHROM_WP_OK)
		return fp_fail(err, FP_REFUSED, "out of memory");
	flashrom_wp_set_range(cfg, (size_t)protection->range.offset,
			      (size_t)protection->range.size);
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		if (strcmp(modes[i].name, protection->mode) == 0)
			flashrom_wp_set_mode(cfg, modes[i].mode);
	flashrom_wp_cfg_release(p->first);
	p->first = cfg;
	p->found = *protection;
	p->has_status = false;
	if (!p->is_cleared)
		say_lifted(p, true);
	p->is_cleared = true;
	return 0;
}

int protect_close(struct protect *p, struct fp_error *err)
{
	if (!p->is_cleared || !p->first ||
	    flashrom_wp_write_cfg(p->flashctx, p->first) == FLASHROM_WP_OK)
		return 0;
	fp_fail(err, FP_CHIP,
		"flashrom: the write protection of 0x%" PRIx64 "+0x%" PRIx64
		" could not be brought back",
		p->found.range.offset, p->found.range.size);
	fp_hint(err, "`flashrom --wp-range` sets it");
	return -FP_CHIP;
}

int protect_check_end(const struct protect *p, const struct log_seen *seen, struct fp_error *err)
{
	const uint8_t now = seen->status & (uint8_t)~BUSY_BITS;
	char line[200];

	if (p->has_status && seen->has_status && now != p->status && !p->first)
		return fp_fail(err, FP_CHIP,
			       "flashrom: the chip's status register was 0x%02x and is 0x%02x: its "
			       "write protection was not brought back",
			       p->status, now);
	say_lifted(p, false);
	if (!p->has_status || !seen->has_status || now == p->status)
		return 0;
	snprintf(
		line, sizeof line,
		"the chip protects the same range as before, in other bits: its status register was "
		"0x%02x and is 0x%02x",
		p->status, now);
	say(p, line);
	return 0;
}

void protect_free(struct protect *p)
{
	flashrom_wp_cfg_release(p->first);
	p->first = NULL;
}

/* Is the register's protection the one that there should be now? */
static bool is_as_left(const struct protect *p)
{
	struct fp_protection now = { 0 };
	struct flashrom_wp_cfg *cfg = read_cfg(p->flashctx);

	if (!cfg)
		return false;
	describe(cfg, &now);
	flashrom_wp_cfg_release(cfg);
	if (p->is_cleared)
		return now.range.size == 0;
	return fp_range_is_same(now.range, p->found.range) && strcmp(now.mode, p->found.mode) == 0;
}

int protect_check(struct protect *p, const struct log_seen *seen, struct fp_error *err)
{
	const uint8_t now = seen->status & (uint8_t)~BUSY_BITS;
	const bool is_status_known = !p->first || !p->is_cleared;

	if (p->has_status && (!seen->has_status || (is_status_known && now != p->status)))
		return fp_fail(err, FP_CHIP,
			       "flashrom: the chip's status register is 0x%02x, it was 0x%02x at "
			       "first",
			       now, p->status);
	p->status_now = now;
	if (!p->first || is_as_left(p))
		return 0;
	return fp_fail(err, FP_CHIP,
		       "flashrom: the chip's status register is another than at first");
}
