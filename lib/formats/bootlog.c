// SPDX-License-Identifier: GPL-2.0-or-later
// What Linux logs while it makes MTD partitions (drivers/mtd/mtdpart.c), with or without time
// stamps:
//
//	Creating 4 MTD partitions on "spi0.0":
//	0x000000070000-0x000000ff0000 : "firmware"
//	Creating 2 MTD partitions on "firmware":
//	0x000000000000-0x00000018e440 : "kernel"
//
// Places count from the device's start. While a partition is being made a parser may cut it up
// further, so the rest of the outer device's partitions arrive late.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "base/scan.h"

#define NO_DEVICE SIZE_MAX

/* Something that is cut into partitions: a chip, or a partition of one. */
struct device {
	const char *name; /* NULL: the log does not tell */
	size_t parent, chip; /* indices of devices; parent: NO_DEVICE for a chip */
	struct fp_range range; /* on the chip */
	uint64_t announced, seen;
};

struct entry {
	const char *name;
	struct fp_range range; /* on the chip */
	size_t device;
};

struct log {
	struct fp_plan *plan; /* for its arena */
	struct device *devices;
	struct entry *entries;
	size_t n_devices, n_entries, current;
	unsigned line;
};

static bool scan_name(struct fp_scan *s, struct fp_scan *name)
{
	const char *close;

	if (!fp_scan_char(s, '"'))
		return false;
	close = memchr(s->p, '"', (size_t)(s->end - s->p));
	if (!close || close == s->p)
		return false;
	*name = (struct fp_scan){ s->p, close };
	return true;
}

/* Creating 4 MTD partitions on "spi0.0": */
static bool scan_heading(struct fp_scan s, uint64_t *n, struct fp_scan *name)
{
	const char *const start = fp_scan_find(s, "Creating ");

	if (!start)
		return false;
	s.p = start + strlen("Creating ");
	return fp_scan_number(&s, 10, n) && fp_scan_word(&s, " MTD partitions on ") &&
	       scan_name(&s, name);
}

/* 0x000000000000-0x000000040000 : "boot" */
static bool scan_entry(struct fp_scan s, uint64_t *from, uint64_t *to, struct fp_scan *name)
{
	while ((s.p = fp_scan_find(s, "0x"))) {
		struct fp_scan t = { s.p + 2, s.end };

		if (fp_scan_number(&t, 16, from) && fp_scan_word(&t, "-0x") &&
		    fp_scan_number(&t, 16, to) && fp_scan_space(&t) && fp_scan_char(&t, ':') &&
		    fp_scan_space(&t) && scan_name(&t, name))
			return true;
		s.p += 2;
	}
	return false;
}

static const struct entry *find_entry(const struct log *log, size_t chip, const char *name)
{
	for (size_t i = log->n_entries; i-- > 0;)
		if (log->devices[log->entries[i].device].chip == chip &&
		    strcmp(log->entries[i].name, name) == 0)
			return &log->entries[i];
	return NULL;
}

static struct device *find_chip(const struct log *log, const char *name)
{
	for (size_t i = 0; i < log->n_devices; i++)
		if (log->devices[i].parent == NO_DEVICE && log->devices[i].name &&
		    strcmp(log->devices[i].name, name) == 0)
			return &log->devices[i];
	return NULL;
}

/* A second start of the machine in one log: the last one counts. */
static void forget_chip(struct log *log, struct device *chip)
{
	size_t n = 0;

	for (size_t i = 0; i < log->n_entries; i++)
		if (log->devices[log->entries[i].device].chip != chip->chip)
			log->entries[n++] = log->entries[i];
	log->n_entries = n;
	for (size_t i = 0; i < log->n_devices; i++)
		if (log->devices[i].chip == chip->chip && &log->devices[i] != chip)
			log->devices[i].name = NULL;
	chip->seen = 0;
}

static size_t add_device(struct log *log, const char *name, uint64_t announced)
{
	const size_t i = log->n_devices++;

	log->devices[i] = (struct device){ .name = name,
					   .parent = NO_DEVICE,
					   .chip = i,
					   .range = { 0, FP_FLASH_SIZE_MAX },
					   .announced = announced };
	return i;
}

static int begin_device(struct log *log, uint64_t announced, struct fp_scan text,
			struct fp_error *err)
{
	const char *const name =
		fp_arena_strndup(log->plan->arena, text.p, (size_t)(text.end - text.p));
	const struct entry *outer = NULL;
	struct device *chip;

	if (!name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (announced > FP_PARTITIONS_MAX || log->n_devices >= FP_PARTITIONS_MAX)
		return fp_fail_line(err, log->line, "more than %d partitions", FP_PARTITIONS_MAX);
	chip = find_chip(log, name);
	if (chip) {
		forget_chip(log, chip);
		chip->announced = announced;
		log->current = (size_t)(chip - log->devices);
		return 0;
	}
	if (log->current != NO_DEVICE)
		outer = find_entry(log, log->devices[log->current].chip, name);
	log->current = add_device(log, name, announced);
	if (outer) {
		struct device *const device = &log->devices[log->current];

		device->parent = outer->device;
		device->chip = log->devices[outer->device].chip;
		device->range = outer->range;
	}
	return 0;
}

static bool fits(const struct device *device, struct fp_range r)
{
	return fp_range_fits(r, device->range.size);
}

static bool overlaps(const struct log *log, size_t device, struct fp_range r)
{
	r.offset += log->devices[device].range.offset;
	for (size_t i = 0; i < log->n_entries; i++)
		if (log->entries[i].device == device && fp_range_overlaps(log->entries[i].range, r))
			return true;
	return false;
}

/* The innermost device that still waits for partitions and has room there; otherwise one more than
 * was announced of the innermost in which it fits (OpenWrt's rootfs_data). */
static size_t choose_device(const struct log *log, struct fp_range r)
{
	const struct device *const devices = log->devices;

	for (size_t i = log->current; i != NO_DEVICE; i = devices[i].parent)
		if (devices[i].seen < devices[i].announced && fits(&devices[i], r) &&
		    !overlaps(log, i, r))
			return i;
	for (size_t i = log->current; i != NO_DEVICE; i = devices[i].parent)
		if (fits(&devices[i], r))
			return i;
	return NO_DEVICE;
}

static int add_entry(struct log *log, uint64_t from, uint64_t to, struct fp_scan name,
		     struct fp_error *err)
{
	struct entry *const e = &log->entries[log->n_entries];

	if (to <= from || to > FP_FLASH_SIZE_MAX)
		return fp_fail_line(err, log->line,
				    "0x%" PRIx64 "-0x%" PRIx64 " is no place on a flash chip", from,
				    to);
	if (log->n_entries >= FP_PARTITIONS_MAX)
		return fp_fail_line(err, log->line, "more than %d partitions", FP_PARTITIONS_MAX);
	if (log->current == NO_DEVICE)
		log->current = add_device(log, NULL, 0);
	*e = (struct entry){ .range = { from, to - from } };
	e->device = choose_device(log, e->range);
	e->range.offset += log->devices[e->device].range.offset;
	e->name = fp_arena_strndup(log->plan->arena, name.p, (size_t)(name.end - name.p));
	log->devices[e->device].seen++;
	log->n_entries++;
	return e->name ? 0 : fp_fail(err, FP_REFUSED, "out of memory");
}

static int read_lines(struct log *log, struct fp_scan text, struct fp_error *err)
{
	struct fp_scan line, name;
	uint64_t n, from, to;
	int code = 0;

	while (code == 0 && fp_scan_line(&text, &line, &log->line)) {
		if (scan_heading(line, &n, &name))
			code = begin_device(log, n, name, err);
		else if (scan_entry(line, &from, &to, &name))
			code = add_entry(log, from, to, name, err);
	}
	return code;
}

/* The only chip that has partitions, or the one that is asked for. */
static int choose_chip(const struct log *log, const char *table, size_t *chosen,
		       struct fp_error *err)
{
	char names[300] = "";
	size_t n = 0, length = 0;

	for (size_t i = 0; i < log->n_devices; i++) {
		const char *const name = log->devices[i].name ? log->devices[i].name : "";

		if (log->devices[i].parent != NO_DEVICE || !log->devices[i].seen)
			continue;
		if (table && strcmp(table, name) != 0)
			continue;
		*chosen = i;
		n++;
		if (length < sizeof names)
			length += (size_t)snprintf(names + length, sizeof names - length,
						   "%s\"%.40s\"", length ? ", " : "", name);
	}
	if (n == 1)
		return 0;
	if (!n && table)
		return fp_fail(err, FP_REFUSED, "no MTD device \"%.60s\" is in the log", table);
	if (!n)
		return fp_fail(
			err, FP_REFUSED,
			"expected lines such as \"0x000000000000-0x000000040000 : \\\"boot\\\"\", found none");
	fp_fail(err, FP_REFUSED, "several MTD devices are in the log: %s", names);
	fp_hint(err, "choose one with --table NAME");
	return -FP_REFUSED;
}

static int hand_over(const struct log *log, size_t chip, struct fp_faults *notes,
		     struct fp_error *err)
{
	struct fp_plan *const plan = log->plan;
	int code = 0;

	plan->mtd_id = log->devices[chip].name;
	for (size_t i = 0; i < log->n_entries && code == 0; i++) {
		const struct entry *const e = &log->entries[i];
		const struct fp_partition part = { .name = e->name,
						   .range = e->range,
						   .is_span = e->device != chip };

		if (log->devices[e->device].chip == chip)
			code = fp_plan_add(plan, &part, err);
	}
	for (size_t i = 0; i < log->n_devices; i++) {
		const struct device *const d = &log->devices[i];

		if (d->chip == chip && d->name && d->seen < d->announced)
			fp_fail(fp_faults_next(notes, FP_WARNING), FP_REFUSED,
				"%" PRIu64 " partitions on \"%.40s\" are announced, %" PRIu64
				" found: lines of the log are missing",
				d->announced, d->name, d->seen);
	}
	return code;
}

static int read_log(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		    struct fp_error *err)
{
	struct log log = { .plan = plan, .current = NO_DEVICE };
	size_t chip = 0;
	int code;

	log.devices = fp_arena_alloc(plan->arena, FP_PARTITIONS_MAX + 1, sizeof *log.devices);
	log.entries = fp_arena_alloc(plan->arena, FP_PARTITIONS_MAX, sizeof *log.entries);
	if (!log.devices || !log.entries)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = read_lines(&log, fp_scan_bytes(in->data, in->n), err);
	if (code == 0)
		code = choose_chip(&log, in->table, &chip, err);
	return code < 0 ? code : hand_over(&log, chip, notes, err);
}

static bool is_log(const struct fp_input *in)
{
	struct fp_scan text = fp_scan_bytes(in->data, in->n), line, name;
	unsigned number = 0;
	uint64_t from, to;

	while (fp_scan_line(&text, &line, &number))
		if (scan_heading(line, &from, &name) || scan_entry(line, &from, &to, &name))
			return true;
	return false;
}

const struct fp_format fp_format_bootlog = {
	.name = "bootlog",
	.summary = "kernel log with \"Creating N MTD partitions\"",
	.carries = 0,
	.certainty = FP_BY_LINES,
	.probe = is_log,
	.read = read_log,
};
