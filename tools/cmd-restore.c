// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan restore: what a backup holds, back onto the chip.

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/nearest.h"
#include "base/number.h"
#include "events.h"
#include "outcome.h"
#include "own-table.h"
#include "programming.h"
#include "report.h"
#include "session.h"

struct restoration {
	const struct options *o;
	struct fp_backup backup;
	struct fp_programmer programmer;
	struct fp_job_target *targets;
	size_t n_targets;
	struct fp_item *items; /* the partitions that it touches */
	size_t n_items;
};

static const struct fp_backup_part *find_part(const struct restoration *r, const char *name,
					      struct fp_error *err)
{
	struct fp_nearest nearest = { 0 };

	for (size_t i = 0; i < r->backup.n_parts; i++) {
		if (strcmp(r->backup.parts[i].name, name) == 0)
			return &r->backup.parts[i];
		fp_nearest_offer(&nearest, name, r->backup.parts[i].name);
	}
	fp_fail(err, FP_USAGE, "the backup knows no partition `%s`", name);
	fp_nearest_hint(&nearest, "`", "`", err);
	if (!nearest.best && !r->backup.n_parts)
		fp_hint(err, "it was taken without a plan; restore the whole of it, without -i");
	return NULL;
}

/* What the backup has of a range becomes targets. */
static void add_targets(struct restoration *r, struct fp_range range)
{
	for (size_t i = 0; i < r->backup.n_ranges; i++) {
		const struct fp_range common = fp_range_intersect(r->backup.ranges[i], range);

		if (common.size)
			r->targets[r->n_targets++] =
				(struct fp_job_target){ common,
							fp_backup_find(&r->backup, common) };
	}
}

static int choose_targets(struct restoration *r, struct fp_error *err)
{
	const struct options *const o = r->o;

	const size_t most = r->backup.n_ranges * (o->n_choices + 1);

	r->targets = calloc(most, sizeof *r->targets);
	r->items = calloc(r->backup.n_parts + most, sizeof *r->items);
	if (!r->targets || !r->items)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (!o->n_choices)
		add_targets(r, (struct fp_range){ 0, r->backup.chip_size });
	for (size_t i = 0; i < o->n_choices; i++) {
		const struct fp_backup_part *part = find_part(r, o->choices[i].name, err);
		const size_t before = r->n_targets;

		if (!part)
			return -FP_USAGE;
		if (o->choices[i].file)
			return fp_fail(err, FP_USAGE,
				       "restore takes contents from the backup only: -i %s",
				       part->name);
		for (size_t k = 0; k < i; k++)
			if (strcmp(o->choices[k].name, part->name) == 0)
				return fp_fail(err, FP_USAGE, "`%s` is named twice", part->name);
		add_targets(r, part->range);
		if (r->n_targets == before)
			return fp_fail(err, FP_REFUSED, "the backup holds nothing of `%s`",
				       part->name);
	}
	return 0;
}

static bool is_restored(const struct restoration *r, const struct fp_backup_part *part)
{
	for (size_t i = 0; i < r->n_targets; i++)
		if (fp_range_overlaps(r->targets[i].range, part->range))
			return true;
	return false;
}

/* The name that the chip had then goes before an unnamed probe; -c goes before both. */
static int open_chip(struct restoration *r, struct fp_error *err)
{
	const struct fp_programmer_options options = programmer_options(r->o);
	const char *const name = r->backup.chip_name;
	const struct fp_target target = { .chip_name = r->o->chip,
					  .chip_names = &name,
					  .n_chip_names = name[0] ? 1 : 0 };
	const struct fp_chip *const chip = &r->programmer.chip;
	char has[FP_SIZE_WORDS], wants[FP_SIZE_WORDS];
	int code;

	events_progress("probe", 0, 0);
	code = fp_programmer_open(&r->programmer, r->o->programmer, &target, &options, err);

	if (code < 0)
		return code;
	outcome_chip(r->o->programmer, chip);
	if (chip->size != r->backup.chip_size)
		return fp_fail(err, FP_REFUSED, "the chip %s has %s, the backup is of one with %s",
			       chip->name, fp_size_words(chip->size, has),
			       fp_size_words(r->backup.chip_size, wants));
	if (strcmp(chip->id, r->backup.chip_id) != 0)
		report_note(
			"this chip is %s (id %s), the backup is of %s (id %s); the size is right",
			chip->name, chip->id, r->backup.chip_name, r->backup.chip_id);
	return 0;
}

/* From the first byte of it that is restored to the last. */
static struct fp_range restored_range(const struct restoration *r, struct fp_range part)
{
	struct fp_range all = { 0, 0 };

	for (size_t i = 0; i < r->n_targets; i++) {
		const struct fp_range common = fp_range_intersect(r->targets[i].range, part);

		if (!common.size)
			continue;
		if (!all.size)
			all.offset = common.offset;
		all.size = fp_range_end(common) - all.offset;
	}
	return all;
}

static bool is_in_parts(const struct restoration *r, struct fp_range range)
{
	for (size_t i = 0; i < r->backup.n_parts; i++)
		if (fp_range_overlaps(r->backup.parts[i].range, range))
			return true;
	return false;
}

/* A backup of blocks knows where they lie, people know partitions. */
static void list_items(struct restoration *r)
{
	for (size_t i = 0; i < r->backup.n_parts; i++) {
		const struct fp_backup_part *const part = &r->backup.parts[i];
		const struct fp_range range = restored_range(r, part->range);

		if (range.size)
			r->items[r->n_items++] =
				(struct fp_item){ .name = part->name, .range = range };
	}
	for (size_t i = 0; i < r->n_targets; i++)
		if (!is_in_parts(r, r->targets[i].range))
			r->items[r->n_items++] =
				(struct fp_item){ .name = r->backup.n_parts ? "(gap)"
									    : "(no partition)",
						  .range = r->targets[i].range };
}

static void announce(const struct programming *p)
{
	const struct restoration *const r = p->ctx;

	for (size_t i = 0; i < r->backup.n_parts; i++)
		if (r->backup.parts[i].is_per_device && is_restored(r, &r->backup.parts[i]))
			report_note(
				"per-device `%s` is restored too: it belongs to the unit that the backup is of",
				r->backup.parts[i].name);
	for (size_t i = 0; i < r->n_items; i++)
		programming_announce(p, &p->course.items[i]);
}

/* Then nothing rests on where partitions are. */
static bool is_whole(const struct restoration *r)
{
	return r->n_targets == 1 && r->targets[0].range.size == r->backup.chip_size;
}

static int restore(struct restoration *r, struct fp_error *err)
{
	struct own_table own = { .o = r->o,
				 .parts = r->backup.parts,
				 .n_parts = r->backup.n_parts,
				 .items = r->items,
				 .n_items = r->n_items,
				 .targets = r->targets,
				 .n_targets = r->n_targets };
	struct programming p = {
		.o = r->o,
		.programmer = &r->programmer,
		.name = r->backup.plan[0] ? r->backup.plan : "restore",
		.course = { .targets = r->targets,
			    .n_targets = r->n_targets,
			    .items = r->items,
			    .n_items = r->n_items,
			    .judge = is_whole(r) ? NULL : own_table_judge,
			    .judge_ctx = &own,
			    .block = r->backup.erase_size,
			    .parts = r->backup.parts,
			    .n_parts = r->backup.n_parts },
		.restored = r->o->args[0],
		.announce = announce,
		.ctx = r,
	};

	return programming_run(&p, err);
}

/* What other tools read has no manifest. */
static void hint_dump(const struct options *o, struct fp_error *err)
{
	char *manifest = fp_file_beside(o->args[0], ".json");

	if (manifest && access(o->args[0], R_OK) == 0 && access(manifest, F_OK) != 0) {
		err->hint[0] = 0;
		fp_hint(err,
			"a dump of another tool goes back with flashplan write PLAN -p %s --all --per-device --read-only --from %s",
			o->programmer, o->args[0]);
	}
	free(manifest);
}

int cmd_restore(const struct options *o, struct fp_error *err)
{
	struct restoration r = { .o = o };
	struct fp_error also = { 0 };
	int code = fp_backup_load(o->args[0], &r.backup, err);

	if (code < 0)
		hint_dump(o, err);
	if (code == 0)
		code = choose_targets(&r, err);
	if (code == 0) {
		list_items(&r);
		code = open_chip(&r, err);
	}
	if (code == 0)
		code = restore(&r, err);
	else if (r.programmer.driver)
		fp_programmer_close(&r.programmer, &also);
	free(r.targets);
	free(r.items);
	fp_backup_free(&r.backup);
	return code;
}
