// SPDX-License-Identifier: GPL-2.0-or-later
// The chip's own table.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "formats/own.h"
#include "outcome.h"
#include "own-table.h"
#include "report.h"
#include "say.h"

/* Is all of the place within reach? */
static bool can_read(const struct fp_chip *chip, struct fp_range place)
{
	for (unsigned i = 0; i < chip->n_windows; i++)
		if (fp_range_contains(chip->window[i].range, place))
			return true;
	return !chip->n_windows;
}

/* What the job puts there counts, not what stands there. */
static void put_in(const struct own_table *t, struct fp_range place, uint8_t *bytes)
{
	for (size_t i = 0; i < t->n_targets; i++) {
		const struct fp_job_target *const target = &t->targets[i];
		const struct fp_range common = fp_range_intersect(target->range, place);

		if (common.size)
			memcpy(bytes + (common.offset - place.offset),
			       target->data + (common.offset - target->range.offset),
			       (size_t)common.size);
	}
}

static int read_table(const struct own_table *t, const struct fp_work *work,
		      const struct fp_own *own, struct fp_plan **table, struct fp_error *err)
{
	const uint64_t size = work->programmer->chip.size;
	uint8_t *bytes = malloc((size_t)own->place.size);
	struct fp_error why = { 0 };
	int code = 0;

	*table = NULL;
	if (!bytes)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = fp_reading_range(work, own->place, bytes, err);
	if (code == 0) {
		put_in(t, own->place, bytes);
		fp_own_read(own, bytes, size, table, &why);
	}
	if (code == 0 && why.code)
		report_note("%s; nothing is held against it", why.text);
	free(bytes);
	return code;
}

/* A named range, of either table. */
struct row {
	struct fp_range range;
	const char *chip, *plan; /* NULL: this table has no such range */
};

struct rows {
	struct row *list;
	size_t n;
};

static void add_row(struct rows *rows, struct fp_range range, const char *name, bool is_chip)
{
	size_t at = 0;

	while (at < rows->n && (rows->list[at].range.offset < range.offset ||
				(rows->list[at].range.offset == range.offset &&
				 rows->list[at].range.size > range.size)))
		at++;
	if (at == rows->n || !fp_range_is_same(rows->list[at].range, range)) {
		memmove(&rows->list[at + 1], &rows->list[at],
			(rows->n++ - at) * sizeof *rows->list);
		rows->list[at] = (struct row){ .range = range };
	}
	if (is_chip)
		rows->list[at].chip = name;
	else if (!rows->list[at].plan)
		rows->list[at].plan = name;
}

/* The ranges that are known: the plan's partitions and spans, or those of the backup. */
static size_t count_known(const struct own_table *t)
{
	return t->plan ? t->plan->n_parts + t->plan->n_spans : t->n_parts;
}

static struct fp_range known_range(const struct own_table *t, size_t i, const char **name)
{
	const struct fp_plan *const plan = t->plan;
	const struct fp_partition *part;

	if (!plan) {
		*name = t->parts[i].name;
		return t->parts[i].range;
	}
	part = i < plan->n_parts ? &plan->parts[i] : &plan->spans[i - plan->n_parts];
	*name = part->name;
	return part->range;
}

static void print_rows(const struct rows *rows)
{
	char size[FP_SIZE_WORDS];

	say(stderr, "%-10s  %-20s  %-16s  %s\n", "offset", "size", "the chip", "the plan");
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *const row = &rows->list[i];

		say(stderr, "0x%08" PRIx64 "  %-20s  %-16s  %s\n", row->range.offset,
		    fp_size_words(row->range.size, size), row->chip ? row->chip : "-",
		    row->plan ? row->plan : "-");
		outcome_fact_row("tables", json_pack("{s:I, s:I, s:s?, s:s?}", "offset",
						     (json_int_t)row->range.offset, "size",
						     (json_int_t)row->range.size, "chip", row->chip,
						     "plan", row->plan));
	}
}

static void show_both(const struct own_table *t, const struct fp_plan *table)
{
	const size_t n_known = count_known(t), n_own = table->n_parts + table->n_spans;
	struct rows rows = { .list = calloc(n_known + n_own + 1, sizeof *rows.list) };

	for (size_t i = 0; rows.list && i < table->n_parts; i++)
		add_row(&rows, table->parts[i].range, table->parts[i].name, true);
	for (size_t i = 0; rows.list && i < table->n_spans; i++)
		add_row(&rows, table->spans[i].range, table->spans[i].name, true);
	for (size_t i = 0; rows.list && i < n_known; i++) {
		const char *name;
		const struct fp_range range = known_range(t, i, &name);

		add_row(&rows, range, name, false);
	}
	print_rows(&rows);
	free(rows.list);
}

/* The first item that contradicts, and the region that it contradicts. */
static const struct fp_partition *
find_conflict(const struct own_table *t, const struct fp_plan *table, const struct fp_item **item)
{
	const size_t n = count_known(t);
	struct fp_range *known = calloc(n + 1, sizeof *known);
	const struct fp_partition *found = NULL;
	const char *name;

	for (size_t i = 0; known && i < n; i++)
		known[i] = known_range(t, i, &name);
	for (size_t i = 0; known && !found && i < t->n_items; i++) {
		*item = &t->items[i];
		found = fp_own_judge(table, (*item)->range, known, n);
	}
	free(known);
	return found;
}

/* Calls contradicted() where the tables do. */
static int look(const struct own_table *t, const struct fp_work *work,
		int (*contradicted)(const struct fp_own *own, const struct fp_item *item,
				    const struct fp_partition *region, struct fp_error *err),
		struct fp_error *err)
{
	const struct fp_chip *const chip = &work->programmer->chip;
	const struct fp_own own = fp_own_find(t->plan, chip->size);
	const struct fp_partition *region;
	const struct fp_item *item;
	struct fp_plan *table;
	int code;

	if (t->o->ignores_table || !own.place.size || !can_read(chip, own.place))
		return 0;
	code = read_table(t, work, &own, &table, err);
	region = table ? find_conflict(t, table, &item) : NULL;
	if (region) {
		show_both(t, table);
		code = contradicted(&own, item, region, err);
	}
	fp_plan_free(table);
	return code;
}

static int refuse(const struct fp_own *own, const struct fp_item *item,
		  const struct fp_partition *region, struct fp_error *err)
{
	fp_fail(err, FP_REFUSED,
		"the chip's own table (%s) contradicts: `%s` (0x%" PRIx64 "+0x%" PRIx64
		") would cut into its `%s` (0x%" PRIx64 "+0x%" PRIx64 ")",
		own->title, item->name, item->range.offset, item->range.size, region->name,
		region->range.offset, region->range.size);
	fp_reason(err, FP_REASON_TABLE, item->name);
	fp_hint(err,
		"is it the plan of another device? A dump of this chip tells its table: flashplan "
		"convert -t json DUMP. --ignore-table goes by the plan all the same");
	return -FP_REFUSED;
}

static int note(const struct fp_own *own, const struct fp_item *item,
		const struct fp_partition *region, struct fp_error *err)
{
	(void)err;
	report_note("the chip's own table (%s) contradicts the plan: `%s` (0x%" PRIx64 "+0x%" PRIx64
		    ") cuts into its `%s` (0x%" PRIx64 "+0x%" PRIx64 ")",
		    own->title, item->name, item->range.offset, item->range.size, region->name,
		    region->range.offset, region->range.size);
	return 0;
}

int own_table_judge(void *ctx, const struct fp_work *work, struct fp_error *err)
{
	return look(ctx, work, refuse, err);
}

int own_table_note(const struct own_table *own, const struct fp_work *work, struct fp_error *err)
{
	return look(own, work, note, err);
}
