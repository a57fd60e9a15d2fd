// SPDX-License-Identifier: GPL-2.0-or-later
// The programmer "mtd": the flash of the device on which this runs. The chip is one MTD where there
// is one for all of it; else it is put together from partitions, which go by the names that the
// plan has for them: numbers move, and kernels before 4.1 do not tell offsets.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "device.h"
#include "mtd.h"
#include "table.h"

/* An MTD in its place on the chip. */
struct window {
	uint64_t offset;
	struct mtd_device device;
};

struct mtd {
	struct mtd_table table;
	struct window windows[FP_WINDOWS_MAX]; /* in offset order, as those of the chip */
	unsigned n;
};

static int close_windows(struct mtd *m, struct fp_error *err)
{
	for (unsigned i = 0; i < m->n; i++)
		mtd_device_close(&m->windows[i].device, err);
	free(m);
	return -(int)err->code;
}

static int add_window(struct mtd *m, const struct mtd_entry *entry, uint64_t offset,
		      struct fp_error *err)
{
	struct window *const window = &m->windows[m->n];
	int code;

	if (m->n == FP_WINDOWS_MAX) {
		fp_fail(err, FP_REFUSED, "the flash is in more than %d MTDs", FP_WINDOWS_MAX);
		fp_hint(err, "name one of them: -p mtd:dev=/dev/mtd9");
		return -FP_REFUSED;
	}
	code = mtd_device_open(&window->device, entry, err);
	if (code < 0)
		return code;
	window->offset = offset;
	m->n++;
	if (window->device.size != entry->size)
		return fp_fail(err, FP_REFUSED, "%s has %" PRIu64 " bytes, /proc/mtd says %" PRIu64,
			       window->device.path, window->device.size, entry->size);
	return 0;
}

/* The only entry of that name; NULL where there is none. */
static int find_named(const struct mtd_table *table, const char *name,
		      const struct mtd_entry **entry, struct fp_error *err)
{
	*entry = NULL;
	for (size_t i = 0; i < table->n; i++) {
		if (strcmp(table->entries[i].name, name) != 0)
			continue;
		if (*entry)
			return fp_fail(err, FP_REFUSED,
				       "mtd%u and mtd%u are both called `%s`: which one is meant "
				       "cannot be told",
				       (*entry)->number, table->entries[i].number, name);
		*entry = &table->entries[i];
	}
	return 0;
}

/* Is the partition where the plan has it? An offset counts from the chip's start only where it is
 * not inside of another partition; those are not judged. */
static int check_place(const struct mtd_entry *entry, const struct fp_place *place,
		       struct fp_error *err)
{
	if (entry->size != place->range.size)
		return fp_fail(err, FP_REFUSED,
			       "`%s` (mtd%u) has 0x%" PRIx64 " bytes on this device, 0x%" PRIx64
			       " in the plan",
			       entry->name, entry->number, entry->size, place->range.size);
	if (entry->has_offset && !entry->is_nested && entry->offset != place->range.offset)
		return fp_fail(err, FP_REFUSED,
			       "`%s` (mtd%u) is at 0x%" PRIx64 " on this device, at 0x%" PRIx64
			       " in the plan",
			       entry->name, entry->number, entry->offset, place->range.offset);
	return 0;
}

static int by_offset(const void *a, const void *b)
{
	const struct fp_place *x = a, *y = b;

	return (x->range.offset > y->range.offset) - (x->range.offset < y->range.offset);
}

static int add_places(struct mtd *m, const struct fp_target *target, struct fp_error *err)
{
	struct fp_place *const places = calloc(target->n_places + 1, sizeof *places);
	const struct mtd_entry *entry;
	int code = 0;

	if (!places)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (target->n_places)
		memcpy(places, target->places, target->n_places * sizeof *places);
	qsort(places, target->n_places, sizeof *places, by_offset);
	for (size_t i = 0; i < target->n_places && code == 0; i++) {
		code = find_named(&m->table, places[i].name, &entry, err);
		if (code == 0 && entry)
			code = check_place(entry, &places[i], err);
		if (code == 0 && entry)
			code = add_window(m, entry, places[i].range.offset, err);
	}
	free(places);
	return code;
}

/* The only MTD of that size that is no part of another. */
static const struct mtd_entry *find_whole(const struct mtd_table *table, uint64_t size)
{
	const struct mtd_entry *found = NULL;

	for (size_t i = 0; i < table->n; i++) {
		const struct mtd_entry *const entry = &table->entries[i];

		if (entry->has_offset || (size && entry->size != size))
			continue;
		if (found)
			return NULL;
		found = entry;
	}
	return found;
}

static int refuse_table(const struct fp_target *target, struct fp_error *err)
{
	if (target->size) {
		fp_fail(err, FP_REFUSED,
			"no MTD of this device has the name of a partition of the plan, or the "
			"size of its chip");
		fp_hint(err, "/proc/mtd shows them; `flashplan convert -t json /proc/mtd` makes a "
			     "plan of it");
	} else {
		fp_fail(err, FP_REFUSED,
			"the flash is in several MTDs, and where each is on it "
			"only a plan says");
		fp_hint(err, "name the plan, or one MTD: -p mtd:dev=/dev/mtd9");
	}
	return -FP_REFUSED;
}

/* Everything that the plan knows. */
static int open_all(struct mtd *m, const struct fp_target *target, struct fp_chip *chip,
		    struct fp_error *err)
{
	const struct mtd_entry *whole;
	int code = add_places(m, target, err);

	chip->size = target->size;
	if (code < 0 || m->n)
		return code;
	whole = find_whole(&m->table, target->size);
	if (!whole)
		return refuse_table(target, err);
	chip->size = whole->size;
	snprintf(chip->name, sizeof chip->name, "%.63s", whole->name);
	return add_window(m, whole, 0, err);
}

/* One MTD: the whole chip, or its partition in the plan. */
static int open_one(struct mtd *m, const struct fp_target *target, const char *device,
		    struct fp_chip *chip, struct fp_error *err)
{
	struct fp_scan s = { device, device + strlen(device) };
	const struct mtd_entry *entry = NULL;
	uint64_t number = UINT64_MAX;

	if (fp_scan_word(&s, "/dev/mtd"))
		fp_scan_char(&s, '/');
	if (!fp_scan_number(&s, 10, &number) || s.p != s.end)
		return fp_fail(err, FP_REFUSED, "dev=%s: expected a device such as /dev/mtd9",
			       device);
	for (size_t i = 0; i < m->table.n; i++)
		if (m->table.entries[i].number == number)
			entry = &m->table.entries[i];
	if (!entry)
		return fp_fail(err, FP_REFUSED, "this device has no mtd%" PRIu64, number);
	snprintf(chip->name, sizeof chip->name, "%.63s", entry->name);
	chip->size = target->size ? target->size : entry->size;
	if (entry->size == chip->size)
		return add_window(m, entry, 0, err);
	for (size_t i = 0; i < target->n_places; i++)
		if (strcmp(target->places[i].name, entry->name) == 0)
			return check_place(entry, &target->places[i], err) < 0
				       ? -FP_REFUSED
				       : add_window(m, entry, target->places[i].range.offset, err);
	return fp_fail(err, FP_REFUSED,
		       "mtd%" PRIu64 " is called `%s`: no partition of the plan is", number,
		       entry->name);
}

static void describe(struct mtd *m, struct fp_chip *chip)
{
	if (!chip->name[0])
		snprintf(chip->name, sizeof chip->name, "%u MTDs", m->n);
	chip->n_windows = m->n;
	for (unsigned i = 0; i < m->n; i++) {
		const struct mtd_device *const device = &m->windows[i].device;

		chip->window[i].range = (struct fp_range){ m->windows[i].offset, device->size };
		chip->window[i].erase_size = device->erase_size;
		chip->window[i].writable = device->is_writable;
		memcpy(chip->window[i].why, device->why, sizeof device->why);
	}
}

static int open_chip(const struct fp_target *target, const struct fp_host *host,
		     struct fp_chip *chip, void **ctx, struct fp_error *err)
{
	struct mtd *const m = calloc(1, sizeof *m);
	struct fp_error ignored = { 0 };
	int code;

	(void)host;
	if (!m)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = mtd_table_read(&m->table, err);
	if (code == 0 && strncmp(target->params, "dev=", 4) == 0)
		code = open_one(m, target, target->params + 4, chip, err);
	else if (code == 0 && !target->params[0])
		code = open_all(m, target, chip, err);
	else if (code == 0)
		code = fp_fail(err, FP_REFUSED,
			       "mtd:%s: the only parameter is dev=, as in mtd:dev=/dev/mtd9",
			       target->params);
	if (code < 0) {
		close_windows(m, &ignored);
		return code;
	}
	describe(m, chip);
	*ctx = m;
	return 0;
}

/* Calls a function for each part of a range, in its window. All of it must lie in windows. */
typedef int on_part(struct window *window, struct fp_range part, uint64_t at, void *ctx,
		    struct fp_error *err);

static int for_parts(struct mtd *m, struct fp_range range, on_part *function, void *ctx,
		     struct fp_error *err)
{
	uint64_t sum = 0;
	int code = 0;

	for (unsigned i = 0; i < m->n; i++)
		sum += fp_range_intersect(range, (struct fp_range){ m->windows[i].offset,
								    m->windows[i].device.size })
			       .size;
	if (sum != range.size)
		return fp_fail(err, FP_REFUSED,
			       "0x%" PRIx64 "+0x%" PRIx64 " is not all in MTDs of this device",
			       range.offset, range.size);
	for (unsigned i = 0; i < m->n && code == 0; i++) {
		struct window *const window = &m->windows[i];
		struct fp_range part = fp_range_intersect(
			range, (struct fp_range){ window->offset, window->device.size });
		const uint64_t at = part.offset - range.offset;

		part.offset -= window->offset;
		if (part.size)
			code = function(window, part, at, ctx, err);
	}
	return code;
}

static int read_part(struct window *window, struct fp_range part, uint64_t at, void *ctx,
		     struct fp_error *err)
{
	uint8_t *const buf = ctx;

	return mtd_device_read(&window->device, part, buf + at, err);
}

static int read_chip(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	return for_parts(ctx, range, read_part, buf, err);
}

struct contents {
	const uint8_t *old, *want;
};

/* Before the first part is written: can all of them be? */
static int check_part(struct window *window, struct fp_range part, uint64_t at, void *ctx,
		      struct fp_error *err)
{
	(void)part, (void)at, (void)ctx;
	return window->device.is_writable ? 0
					  : fp_fail(err, FP_REFUSED, "%s is not written: %s",
						    window->device.path, window->device.why);
}

static int write_part(struct window *window, struct fp_range part, uint64_t at, void *ctx,
		      struct fp_error *err)
{
	const struct contents *const contents = ctx;

	return mtd_device_write(&window->device, part, contents->old + at, contents->want + at,
				err);
}

static int write_chip(void *ctx, struct fp_range range, const uint8_t *old, const uint8_t *want,
		      struct fp_error *err)
{
	struct contents contents = { old, want };
	int code = for_parts(ctx, range, check_part, NULL, err);

	return code < 0 ? code : for_parts(ctx, range, write_part, &contents, err);
}

/* From the first protected byte to the last. */
static int get_protection(void *ctx, struct fp_range *range, struct fp_error *err)
{
	const struct mtd *const m = ctx;
	uint64_t end = 0;

	(void)err;
	*range = (struct fp_range){ 0, 0 };
	for (unsigned i = 0; i < m->n; i++) {
		const struct fp_range locked = m->windows[i].device.locked;

		if (!locked.size)
			continue;
		if (!end)
			range->offset = m->windows[i].offset + locked.offset;
		end = m->windows[i].offset + fp_range_end(locked);
		range->size = end - range->offset;
	}
	return 0;
}

static int list(const struct fp_host *host, struct fp_error *err)
{
	(void)err;
	host->log(host->ctx, FP_LOG_INFO, "mtd");
	return 0;
}

static int close_chip(void *ctx, struct fp_error *err)
{
	return close_windows(ctx, err);
}

const struct fp_driver mtd_driver = {
	.name = "mtd",
	.list = list,
	.open = open_chip,
	.read = read_chip,
	.write = write_chip,
	.get_protection = get_protection,
	.close = close_chip,
};
