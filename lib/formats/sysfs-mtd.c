// SPDX-License-Identifier: GPL-2.0-or-later
// /sys/class/mtd (Linux, Documentation/ABI/testing/sysfs-class-mtd), as FP_SYSFS_MTD_COMMAND prints
// it:
//
//	/sys/devices/platform/spi@1000/spi_master/spi0/spi0.0/mtd/mtd0/mtd1
//	mtd1/name:boot
//	mtd1/offset:0
//
// The path tells what `offset` counts from: the device that it goes through, which has none.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/text.h"
#include "formats/format.h"
#include "formats/listing.h"
#include "formats/sysfs-mtd.h"

#define NONE	      SIZE_MAX
#define MTD_WRITEABLE 0x400 /* of `flags` (include/uapi/mtd/mtd-abi.h) */

struct device {
	uint64_t number; /* N of mtdN */
	const char *name;
	struct fp_scan type, path; /* path: of the chip, without "/mtd/mtdN..." */
	uint64_t size, erase_size, flags, offset;
	uint64_t above; /* the number in the path before it; NONE: no device of MTD */
	size_t parent; /* index; NONE: it counts from the chip */
	bool has_size, has_offset, has_flags, is_placed;
	struct fp_range range; /* on the chip */
};

struct table {
	struct fp_arena *arena;
	struct device devices[FP_PARTITIONS_MAX];
	size_t n;
	unsigned line;
};

static struct device *find(struct table *t, uint64_t number)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->devices[i].number == number)
			return &t->devices[i];
	if (t->n >= FP_PARTITIONS_MAX)
		return NULL;
	t->devices[t->n] = (struct device){ .number = number, .above = NONE, .parent = NONE };
	return &t->devices[t->n++];
}

/* "/mtdN" at the end of a path, which is cut off. */
static bool cut_number(struct fp_scan *path, uint64_t *number)
{
	const char *p = path->end;
	struct fp_scan s;

	while (p > path->p && p[-1] >= '0' && p[-1] <= '9')
		p--;
	if (p - path->p < 4 || memcmp(p - 4, "/mtd", 4) != 0)
		return false;
	s = (struct fp_scan){ p, path->end };
	if (!fp_scan_number(&s, 10, number))
		return false;
	path->end = p - 4;
	return true;
}

/* /sys/devices/.../mtd/mtd0/mtd1 */
static bool scan_path(struct fp_scan line, uint64_t *number, uint64_t *above, struct fp_scan *path)
{
	*path = line;
	*above = NONE;
	if (line.p == line.end || *line.p != '/' || !cut_number(path, number))
		return false;
	if (cut_number(path, above)) {
		uint64_t ignored;

		while (cut_number(path, &ignored))
			;
	}
	if (path->end - path->p >= 4 && memcmp(path->end - 4, "/mtd", 4) == 0)
		path->end -= 4;
	return true;
}

/* mtd1/name:boot, with or without the directory in front; not mtd1ro/... */
static bool scan_key(struct fp_scan s, uint64_t *number, struct fp_scan *key, struct fp_scan *value)
{
	static const char *const keys[] = {
		"name", "type", "size", "erasesize", "flags", "offset"
	};
	const char *colon = memchr(s.p, ':', (size_t)(s.end - s.p)), *slash = colon;
	struct fp_scan path;

	while (slash && slash > s.p && *slash != '/')
		slash--;
	if (!slash || slash == s.p)
		return false;
	*key = (struct fp_scan){ slash + 1, colon };
	*value = (struct fp_scan){ colon + 1, s.end };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const size_t n = strlen(keys[i]);

		if ((size_t)(key->end - key->p) != n || memcmp(key->p, keys[i], n) != 0)
			continue;
		path = (struct fp_scan){ s.p, slash };
		if (fp_scan_word(&path, "mtd"))
			return fp_scan_number(&path, 10, number) && path.p == path.end;
		return cut_number(&path, number);
	}
	return false;
}

static bool read_number(struct fp_scan s, uint64_t *v)
{
	const bool is_hex = fp_scan_word(&s, "0x");

	return fp_scan_number(&s, is_hex ? 16 : 10, v) && s.p == s.end;
}

static bool set_value(struct table *t, struct device *d, struct fp_scan key, struct fp_scan value)
{
	if (key.p[0] == 'n')
		return (d->name =
				fp_arena_strndup(t->arena, value.p, (size_t)(value.end - value.p)));
	if (key.p[0] == 't') {
		d->type = value;
		return true;
	}
	if (key.p[0] == 's')
		return d->has_size = read_number(value, &d->size);
	if (key.p[0] == 'e')
		return read_number(value, &d->erase_size);
	if (key.p[0] == 'f')
		return d->has_flags = read_number(value, &d->flags);
	return d->has_offset = read_number(value, &d->offset);
}

static int read_lines(struct table *t, struct fp_scan text, struct fp_error *err)
{
	struct fp_scan line, key, value, path;
	uint64_t number, above;
	char quote[48];

	while (fp_scan_line(&text, &line, &t->line)) {
		const bool is_path = scan_path(line, &number, &above, &path);
		struct device *d;

		if (!is_path && !scan_key(line, &number, &key, &value))
			continue;
		d = find(t, number);
		if (!d)
			return fp_fail_line(err, t->line, "more than %d partitions",
					    FP_PARTITIONS_MAX);
		if (is_path) {
			d->above = above;
			d->path = path;
		} else if (!set_value(t, d, key, value)) {
			return fp_fail_line(err, t->line, "expected a number, found \"%s\"",
					    fp_scan_quote(value, quote));
		}
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	const struct device *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static int check(const struct table *t, struct fp_error *err)
{
	size_t n_whole = 0;

	if (!t->n)
		return fp_fail(err, FP_REFUSED,
			       "expected lines such as \"mtd0/name:boot\", found none");
	for (size_t i = 0; i < t->n; i++)
		n_whole += !t->devices[i].has_offset && !t->devices[i].path.p;
	if (n_whole > 1 && n_whole < t->n) {
		fp_fail(err, FP_REFUSED,
			"several chips are in it, and no paths tell which partitions are whose");
		fp_hint(err, "convert all that this prints: %s", FP_SYSFS_MTD_COMMAND);
		return -FP_REFUSED;
	}
	for (size_t i = 0; i < t->n; i++) {
		const struct device *const d = &t->devices[i];

		if (!d->name || !d->has_size || !d->size || d->size > FP_FLASH_SIZE_MAX)
			return fp_fail(err, FP_REFUSED, "mtd%" PRIu64 " has no %s in it", d->number,
				       d->name ? "size" : "name");
		if (d->offset > FP_FLASH_SIZE_MAX)
			return fp_fail(err, FP_REFUSED, "mtd%" PRIu64 ": no offset of a flash chip",
				       d->number);
	}
	return 0;
}

static bool is_equal(struct fp_scan a, struct fp_scan b)
{
	const size_t n = (size_t)(a.end - a.p);

	return n == (size_t)(b.end - b.p) && (!n || memcmp(a.p, b.p, n) == 0);
}

static bool is_nor(const struct device *d)
{
	return !d->type.p || is_equal(d->type, (struct fp_scan){ "nor", &"nor"[3] });
}

/* Of each chip one device stands for all: the whole one, or where the kernel shows none its first
 * partition. */
static bool is_first(const struct table *t, size_t i)
{
	const struct device *const d = &t->devices[i];

	for (size_t k = 0; k < t->n; k++)
		if (k != i && is_equal(t->devices[k].path, d->path) &&
		    (t->devices[k].has_offset < d->has_offset ||
		     (t->devices[k].has_offset == d->has_offset && k < i &&
		      (d->path.p || d->has_offset))))
			return false;
	return true;
}

static int choose(const struct table *t, const char *wanted, size_t *chosen, struct fp_error *err)
{
	char names[300] = "";
	size_t n = 0, n_nor = 0, nor = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct device *const d = &t->devices[i];

		if (!is_first(t, i) || (wanted && strcmp(d->name, wanted) != 0))
			continue;
		fp_list_add(names, sizeof names, d->name);
		*chosen = i;
		n++;
		if (!is_nor(d))
			continue;
		nor = i;
		n_nor++;
	}
	if (n_nor == 1)
		*chosen = nor;
	if (n == 1 || n_nor == 1)
		return 0;
	if (!n)
		return fp_fail(err, FP_REFUSED, "no chip \"%.60s\" is in it", wanted ? wanted : "");
	fp_fail(err, FP_REFUSED, "several chips are in it: %s", names);
	fp_hint(err, "choose one with --table NAME");
	return -FP_REFUSED;
}

static bool is_free(const struct table *t, const struct device *chip, size_t parent,
		    struct fp_range range)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct device *const d = &t->devices[i];

		if (d->is_placed && d != chip && d->parent == parent &&
		    is_equal(d->path, chip->path) && fp_range_overlaps(d->range, range))
			return false;
	}
	return true;
}

/* Kernels that show no device for the chip do not show either what a partition's partition lies in:
 * the last one before it in which there is room. */
static size_t guess_parent(const struct table *t, const struct device *chip, size_t i)
{
	const struct fp_range own = { t->devices[i].offset, t->devices[i].size };

	if (is_free(t, chip, NONE, own))
		return NONE;
	for (size_t k = i; k-- > 0;) {
		const struct device *const d = &t->devices[k];
		const struct fp_range there = { d->range.offset + own.offset, own.size };

		if (d->is_placed && d != chip && is_equal(d->path, chip->path) &&
		    fp_range_fits(own, d->size) && is_free(t, chip, k, there))
			return k;
	}
	return NONE;
}

static size_t find_parent(const struct table *t, const struct device *chip, size_t i,
			  struct fp_listing *guessed)
{
	const struct device *const d = &t->devices[i];
	size_t parent = NONE;

	for (size_t k = 0; k < t->n; k++)
		if (d->above != NONE && t->devices[k].number == d->above && &t->devices[k] != chip)
			return t->devices[k].is_placed ? k : NONE;
	if (d->above == NONE) {
		parent = guess_parent(t, chip, i);
		if (parent != NONE)
			fp_listing_add(guessed, "`%.40s` in `%.40s`", d->name,
				       t->devices[parent].name);
	}
	return parent;
}

static int hand_over(struct table *t, size_t chosen, struct fp_plan *plan, struct fp_faults *notes,
		     struct fp_error *err)
{
	const struct device *const chip = &t->devices[chosen];
	struct fp_listing guessed = { 0 };
	int code = 0;

	plan->erase_size = 0;
	if (!chip->has_offset) {
		plan->mtd_id = chip->name;
		plan->size = chip->size;
	}
	for (size_t i = 0; i < t->n && code == 0; i++) {
		struct device *const d = &t->devices[i];
		struct fp_partition part = { .name = d->name };

		if (!is_equal(d->path, chip->path))
			continue;
		/* Chips with blocks of several sizes: the largest is safe for all. */
		if (d->erase_size > plan->erase_size && d->erase_size <= UINT32_MAX)
			plan->erase_size = (uint32_t)d->erase_size;
		if (!d->has_offset)
			continue;
		d->parent = find_parent(t, chip, i, &guessed);
		d->range = (struct fp_range){ d->offset, d->size };
		if (d->parent != NONE)
			d->range.offset += t->devices[d->parent].range.offset;
		d->is_placed = true;
		part.range = d->range;
		part.is_span = d->parent != NONE;
		part.read_only = d->has_flags && !(d->flags & MTD_WRITEABLE);
		code = fp_plan_add(plan, &part, err);
	}
	if (!plan->erase_size)
		plan->erase_size = 65536;
	fp_listing_note(&guessed, FP_WARNING,
			"the kernel does not show what these lie in; taken by their room", notes);
	return code;
}

static int read_table(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		      struct fp_error *err)
{
	struct table *const t = fp_arena_alloc(plan->arena, 1, sizeof *t);
	size_t chosen = 0;

	if (!t)
		return fp_fail(err, FP_REFUSED, "out of memory");
	t->arena = plan->arena;
	if (read_lines(t, fp_scan_bytes(in->data, in->n), err) < 0)
		return -FP_REFUSED;
	if (t->n)
		qsort(t->devices, t->n, sizeof *t->devices, by_number);
	if (check(t, err) < 0 || choose(t, in->table, &chosen, err) < 0)
		return -FP_REFUSED;
	return hand_over(t, chosen, plan, notes, err);
}

static bool is_table(const struct fp_input *in)
{
	struct fp_scan text = fp_scan_bytes(in->data, in->n < 65536 ? in->n : 65536), line, key,
		       value;
	unsigned number = 0, n = 0;
	uint64_t device;

	while (n < 2 && fp_scan_line(&text, &line, &number))
		n += scan_key(line, &device, &key, &value);
	return n == 2;
}

const struct fp_format fp_format_sysfs_mtd = {
	.name = "sysfs-mtd",
	.summary = "what /sys/class/mtd of a running device tells",
	.carries = FP_CARRY_FLASH_SIZE | FP_CARRY_ERASE_SIZE | FP_CARRY_READ_ONLY,
	.certainty = FP_BY_SYNTAX,
	.probe = is_table,
	.read = read_table,
};
