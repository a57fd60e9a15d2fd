// SPDX-License-Identifier: GPL-2.0-or-later
// The programmer "flashrom": everything that libflashrom can reach. Written for 1.3.0 (Debian 12),
// whose header promises more than it holds; what is used here was tried.

#include <inttypes.h>
#include <libflashrom.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chips.h"
#include "compat.h"
#include "dummy.h"
#include "guard.h"
#include "log.h"
#include "programmer/serve.h"
#include "protect.h"
#include "usb.h"
#include "witness.h"

struct flashrom {
	struct flashrom_programmer *prog; /* stays NULL in 1.3.0 */
	struct flashrom_flashctx *flashctx;
	char *where; /* the programmer's name, for messages */
	char chip_name[64]; /* empty: an opaque programmer, whose chips have no names */
	const struct fp_host *host;
	struct protect protect;
	struct witness witness;
	size_t size;
	/* As large as the chip, as libflashrom wants them; only the range at work is used. */
	uint8_t *old, *want;
};

/* Not constant: what the chip cannot do is taken out before the parent learns of it. */
static struct fp_driver driver;

static int fail_init(const char *name, const char *params, struct fp_error *err)
{
	if (log_seen()->is_unknown_programmer) {
		fp_fail(err, FP_REFUSED, "flashrom has no programmer \"%s\"", name);
		fp_hint(err, "`flashplan programmers` lists them");
		return -FP_REFUSED;
	}
	fp_fail(err, FP_CHIP, "flashrom: programmer \"%s\" cannot be used", name);
	usb_hint(name, params, err);
	fp_hint(err,
		"check that it is plugged in, that you may use it, and its parameters; `man flashrom` describes them");
	return -FP_CHIP;
}

/* Probes the same chip once more: its status register is read, and logged. */
static int probe_again(struct flashrom *f, struct fp_chip *chip, struct fp_error *err)
{
	const struct fp_target target = { .chip_name = f->chip_name[0] ? f->chip_name : NULL };
	struct flashrom_flashctx *again = NULL;
	const int result = chips_probe(f->prog, f->where, &target, &again, chip, err);

	flashrom_flash_release(again);
	return result;
}

static void restore_protection(struct flashrom *f, struct fp_error *err)
{
	struct fp_chip chip = { 0 };

	if (f->protect.is_cleared && protect_close(&f->protect, err) == 0 &&
	    probe_again(f, &chip, err) == 0)
		protect_check_end(&f->protect, log_seen(), err);
	f->protect.is_cleared = false;
}

/* Also after a failed init: that leaves a programmer registered when it did not know a parameter.
 */
static int shut_down(struct flashrom *f, struct fp_error *err)
{
	int result;

	restore_protection(f, err);
	protect_free(&f->protect);
	log_reset();
	flashrom_flash_release(f->flashctx);
	result = flashrom_programmer_shutdown(f->prog);
	/* dummy returns 0 when its image could not be saved; but it says so. */
	if (result != 0 || log_seen()->n_errors > 0)
		fp_fail(err, FP_CHIP, "flashrom: shutting the programmer down failed");
	free(f->old);
	free(f->want);
	free(f->where);
	free(f);
	return -(int)err->code;
}

/* What the chip cannot do is taken out before the parent learns of it. */
static void set_abilities(const struct flashrom *f)
{
	if (!f->protect.is_known)
		driver.get_protection = NULL;
	if (!f->protect.first)
		driver.set_protection = NULL;
}

static int prepare_chip(struct flashrom *f, struct fp_error *err)
{
	compat_set_progress(f->flashctx, f->host);
	protect_open(&f->protect, f->flashctx, f->host, log_seen());
	set_abilities(f);
	f->old = malloc(f->size);
	f->want = malloc(f->size);
	if (!f->old || !f->want)
		return fp_fail(err, FP_REFUSED, "out of memory");
	flashrom_flag_set(f->flashctx, FLASHROM_FLAG_FORCE, false);
	flashrom_flag_set(f->flashctx, FLASHROM_FLAG_VERIFY_AFTER_WRITE, false);
	flashrom_flag_set(f->flashctx, FLASHROM_FLAG_VERIFY_WHOLE_CHIP, false);
	return 0;
}

static int init_and_probe(struct flashrom *f, const char *params, const struct fp_target *target,
			  struct fp_chip *chip, struct fp_error *err)
{
	int result;

	if (flashrom_init(1) != 0)
		return fp_fail(err, FP_REFUSED, "libflashrom finds itself damaged");
	if (flashrom_programmer_init(&f->prog, f->where, params) != 0)
		return fail_init(f->where, params, err);
	result = chips_probe(f->prog, f->where, target, &f->flashctx, chip, err);
	if (result == 0)
		result = dummy_check(f->where, params, chip->size, err);
	/* Of several candidates none is opened. */
	if (result < 0 || !f->flashctx)
		return result;
	if (strcmp(chip->name, "Opaque flash chip") != 0)
		memcpy(f->chip_name, chip->name, sizeof f->chip_name);
	f->size = (size_t)chip->size;
	return prepare_chip(f, err);
}

/* Makes the range the only one that libflashrom works on. Its ends are inclusive. */
static int set_layout(struct flashrom *f, struct fp_range range, struct flashrom_layout **layout,
		      struct fp_error *err)
{
	*layout = NULL;
	if (flashrom_layout_new(layout) != 0 ||
	    flashrom_layout_add_region(*layout, (size_t)range.offset,
				       (size_t)fp_range_end(range) - 1, "job") != 0 ||
	    flashrom_layout_include_region(*layout, "job") != 0) {
		flashrom_layout_release(*layout);
		return fp_fail(err, FP_REFUSED, "out of memory");
	}
	flashrom_layout_set(f->flashctx, *layout);
	return 0;
}

static void drop_layout(struct flashrom *f, struct flashrom_layout *layout)
{
	flashrom_layout_set(f->flashctx, NULL);
	flashrom_layout_release(layout);
}

static int read_chip(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	struct flashrom *f = ctx;
	struct flashrom_layout *layout;
	int result;

	if (range.size == 0)
		return 0;
	if (set_layout(f, range, &layout, err) < 0)
		return -FP_REFUSED;
	protect_clear(&f->protect);
	log_reset();
	result = flashrom_image_read(f->flashctx, f->old, f->size);
	log_seen();
	drop_layout(f, layout);
	if (result != 0)
		return fp_fail(err, FP_CHIP, "flashrom: reading failed");
	memcpy(buf, f->old + range.offset, (size_t)range.size);
	witness_note(&f->witness, range, buf);
	return 0;
}

static int open_chip(const struct fp_target *target, const struct fp_host *host,
		     struct fp_chip *chip, void **ctx, struct fp_error *err)
{
	const size_t n = strcspn(target->params, ":");
	const char *params = target->params[n] ? target->params + n + 1 : NULL;
	struct flashrom *f = calloc(1, sizeof *f);
	struct fp_error ignored = { 0 };
	int result;

	if (!f || !(f->where = strndup(target->params, n))) {
		free(f);
		return fp_fail(err, FP_REFUSED, "out of memory");
	}
	f->host = host;
	log_start(host);
	result = init_and_probe(f, params, target, chip, err);
	if (result < 0)
		shut_down(f, &ignored);
	else
		*ctx = f;
	return result;
}

static int fail_locked(const struct protect *p, struct fp_error *err)
{
	fp_fail(err, FP_REFUSED,
		"flashrom: the chip keeps its write protection of 0x%" PRIx64 "+0x%" PRIx64,
		p->found.range.offset, p->found.range.size);
	fp_hint(err, "its status register is locked, often by the WP# pin: pull it high");
	return -FP_REFUSED;
}

/* The process is about to be ended in the middle of a write. */
static void release(void *ctx)
{
	struct flashrom *f = ctx;
	struct fp_error ignored = { 0 };

	restore_protection(f, &ignored);
	flashrom_programmer_shutdown(f->prog);
}

/* For a write to that range. Newer versions refuse what is protected before they name a block. */
static int prepare(struct flashrom *f, struct fp_range range, struct flashrom_layout **layout,
		   struct fp_error *err)
{
	protect_clear(&f->protect);
	if (f->protect.is_locked && fp_range_overlaps(range, f->protect.found.range))
		return fail_locked(&f->protect, err);
	return set_layout(f, range, layout, err);
}

/* Under a guard, which ends with it, as the layout does. Not 0: it failed. */
static int write_image(struct flashrom *f, struct flashrom_layout *layout, uint8_t *want)
{
	int result;

	log_reset();
	result = flashrom_image_write(f->flashctx, want, f->size, f->old);
	guard_stop();
	log_seen();
	drop_layout(f, layout);
	return result;
}

/* The old contents are given, so that they are not read again; both verifications are off, because
 * the caller reads back. libflashrom may change the buffers: they are ours.
 *
 * What it erases at once cannot be chosen. walk_by_layout() of 1.3.0 takes the erasers in the order
 * of the chip's description, 4K first for nearly all, and goes to the next only when one failed,
 * which is the escalation that guard.c ends; no flag, layout or buffer changes that (tried: a
 * programmer that refuses the opcode 20h gets 32K, one that refuses 52h too gets 64K). It would
 * save time, not bytes: each erased block is read back by check_erased_range(), whatever its size.
 * From 1.4 on erasure_layout.c chooses larger blocks itself, and from 1.7 on that check is off as
 * FLASHROM_FLAG_VERIFY_AFTER_WRITE is. */
static int write_chip(void *ctx, struct fp_range range, const uint8_t *old, const uint8_t *want,
		      struct fp_error *err)
{
	struct flashrom *f = ctx;
	struct flashrom_layout *layout;

	if (range.size == 0)
		return 0;
	if (prepare(f, range, &layout, err) < 0)
		return -FP_REFUSED;
	witness_forget(&f->witness, range);
	memcpy(f->old + range.offset, old, (size_t)range.size);
	memcpy(f->want + range.offset, want, (size_t)range.size);
	guard_start(&range, f->host, release, f);
	if (write_image(f, layout, f->want) != 0)
		return fp_fail(err, FP_CHIP, "flashrom: writing failed");
	return 0;
}

/* A write that changes nothing: buffer and old contents are the same. 1.3.0 reads what its erase
 * blocks have beyond the range, and names them; later versions name what they extend the range by.
 * Tried on 1.3.0, 1.4.0 and 1.8.0: no erase, no program. */
static int find_block(void *ctx, struct fp_range range, struct fp_range *block,
		      struct fp_error *err)
{
	struct flashrom *f = ctx;
	struct flashrom_layout *layout;

	*block = range;
	if (range.size == 0)
		return 0;
	if (prepare(f, range, &layout, err) < 0)
		return -FP_REFUSED;
	memset(f->old + range.offset, 0xff, (size_t)range.size);
	guard_learn(block);
	if (write_image(f, layout, f->old) != 0)
		return fp_fail(err, FP_CHIP, "flashrom: asking for the erase block failed");
	*block = fp_range_intersect(*block, (struct fp_range){ 0, f->size });
	return 0;
}

/* libflashrom remembers the id (id_cache in spi25.c) as long as the process lives: asking it again
 * says which chip there was, not that it is there. The status register and a witness are read anew.
 * What they cannot tell from a line that floats, a new process has to. */
static int identify_chip(void *ctx, struct fp_chip *chip, struct fp_error *err)
{
	struct flashrom *f = ctx;
	struct protect *const p = &f->protect;
	int result = probe_again(f, chip, err);

	if (result == 0)
		result = protect_check(p, log_seen(), err);
	if (result == 0)
		result = witness_check(&f->witness, f, read_chip, f->size,
				       p->has_status ? &p->status_now : NULL, &chip->is_doubtful,
				       err);
	/* An emulated chip has no line, and without a file it ends with its process. */
	if (strcmp(f->where, "dummy") == 0)
		chip->is_doubtful = false;
	return result;
}

static int get_protection(void *ctx, struct fp_protection *protection, struct fp_error *err)
{
	const struct flashrom *f = ctx;

	(void)err;
	*protection = f->protect.found;
	return 0;
}

static int set_protection(void *ctx, const struct fp_protection *protection, struct fp_error *err)
{
	struct flashrom *f = ctx;

	return protect_set(&f->protect, protection, err);
}

static int close_chip(void *ctx, struct fp_error *err)
{
	return shut_down(ctx, err);
}

static struct fp_driver driver = {
	.name = "flashrom",
	.list = compat_list_programmers,
	.open = open_chip,
	.read = read_chip,
	.write = write_chip,
	.identify = identify_chip,
	.block = find_block,
	.get_protection = get_protection,
	.set_protection = set_protection,
	.close = close_chip,
};

int main(void)
{
	return fp_driver_serve(&driver);
}
