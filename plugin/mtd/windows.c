// SPDX-License-Identifier: GPL-2.0-or-later
// Which MTDs make the chip: one for all of it where there is one; else partitions, which go by the
// names that the plan has for them: numbers move, and kernels before 4.1 do not tell offsets.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "windows.h"

static int add_window(struct mtd_windows *m, const struct mtd_entry *entry, uint64_t offset,
		      struct fp_error *err)
{
	struct mtd_window *const window = &m->items[m->n];
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

static int add_places(struct mtd_windows *m, const struct fp_target *target, struct fp_error *err)
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
static int open_all(struct mtd_windows *m, const struct fp_target *target, struct fp_chip *chip,
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
static int open_one(struct mtd_windows *m, const struct fp_target *target, const char *device,
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

static void describe(struct mtd_windows *m, struct fp_chip *chip)
{
	if (!chip->name[0])
		snprintf(chip->name, sizeof chip->name, "%u MTDs", m->n);
	chip->n_windows = m->n;
	for (unsigned i = 0; i < m->n; i++) {
		const struct mtd_device *const device = &m->items[i].device;

		chip->window[i].range = (struct fp_range){ m->items[i].offset, device->size };
		chip->window[i].erase_size = device->erase_size;
		chip->window[i].writable = device->is_writable;
		memcpy(chip->window[i].why, device->why, sizeof device->why);
	}
}

int mtd_windows_open(struct mtd_windows *m, const struct fp_target *target, struct fp_chip *chip,
		     struct fp_error *err)
{
	int code = mtd_table_read(&m->table, err);

	if (code == 0 && strncmp(target->params, "dev=", 4) == 0)
		code = open_one(m, target, target->params + 4, chip, err);
	else if (code == 0 && !target->params[0])
		code = open_all(m, target, chip, err);
	else if (code == 0)
		code = fp_fail(err, FP_REFUSED,
			       "mtd:%s: the only parameter is dev=, as in mtd:dev=/dev/mtd9",
			       target->params);
	if (code == 0)
		describe(m, chip);
	return code;
}

int mtd_windows_close(struct mtd_windows *m, struct fp_error *err)
{
	int code = 0;

	for (unsigned i = 0; i < m->n; i++)
		if (mtd_device_close(&m->items[i].device, err) < 0)
			code = -(int)err->code;
	return code;
}
