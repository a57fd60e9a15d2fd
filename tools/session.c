// SPDX-License-Identifier: GPL-2.0-or-later
// From options to an open chip.

#include <inttypes.h>
#include <stdio.h>

#include "base/number.h"
#include "events.h"
#include "outcome.h"
#include "report.h"
#include "plan/value.h"
#include "session.h"
#include "words.h"

static void print_log(void *ctx, enum fp_log_level level, const char *line)
{
	const struct options *const o = ctx;

	/* -v: up to information; -vv: everything. What an error message needs of it is kept
	 * elsewhere. */
	if (o->verbosity + 1 >= (unsigned)level && o->verbosity)
		fprintf(stderr, "%s\n", line);
}

struct fp_programmer_options programmer_options(const struct options *o)
{
	return (struct fp_programmer_options){
		.dir = programmer_dir(),
		.timeout_ms = o->timeout_s * 1000,
		.host = { .ctx = (void *)o, .log = print_log },
	};
}

static int list_chip_names(const struct fp_plan *plan, struct fp_target *target,
			   struct fp_error *err)
{
	const char **names;
	size_t n = 0;

	for (size_t i = 0; i < plan->n_chips; i++)
		for (size_t k = 0; plan->chips[i].names && plan->chips[i].names[k]; k++)
			n++;
	names = fp_arena_alloc(plan->arena, n, sizeof *names);
	if (!names)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < plan->n_chips; i++)
		for (size_t k = 0; plan->chips[i].names && plan->chips[i].names[k]; k++)
			names[target->n_chip_names++] = plan->chips[i].names[k];
	target->chip_names = names;
	return 0;
}

static int check_chip(const struct fp_plan *plan, const struct fp_chip *chip, struct fp_error *err)
{
	char has[FP_SIZE_TEXT], wants[FP_SIZE_TEXT];

	if (chip->size != plan->size)
		return fp_fail(err, FP_REFUSED, "the chip %s has %s, the plan %s is for %s",
			       chip->name, fp_size_format(chip->size, has), plan->name,
			       fp_size_format(plan->size, wants));
	if (chip->id[0] && plan->n_chips && !fp_plan_has_chip_id(plan, chip->id))
		report_note(
			"the chip %s (id %s) is not among those of the plan %s; its size is right",
			chip->name, chip->id, plan->name);
	return 0;
}

int open_programmer(const struct options *o, const struct fp_plan *plan,
		    struct fp_programmer *programmer, struct fp_error *err)
{
	const struct fp_programmer_options options = programmer_options(o);
	struct fp_target target = { .chip_name = o->chip };
	struct fp_error ignored = { 0 };
	int code = 0;

	if (plan)
		code = list_chip_names(plan, &target, err);
	events_progress("probe", 0, 0);
	if (code == 0)
		code = fp_programmer_open(programmer, o->programmer, &target, &options, err);
	if (code == 0)
		outcome_chip(o->programmer, &programmer->chip);
	if (code < 0 || !plan)
		return code;
	code = check_chip(plan, &programmer->chip, err);
	if (code < 0)
		fp_programmer_close(programmer, &ignored);
	return code;
}

struct fp_backup_part *list_parts(const struct fp_plan *plan)
{
	struct fp_backup_part *parts = fp_arena_alloc(plan->arena, plan->n_parts, sizeof *parts);

	for (size_t i = 0; parts && i < plan->n_parts; i++) {
		snprintf(parts[i].name, sizeof parts[i].name, "%s", plan->parts[i].name);
		parts[i].range = plan->parts[i].range;
		parts[i].is_per_device = plan->parts[i].per_device;
	}
	return parts;
}

static int amend(void *ctx, size_t i, uint8_t *bytes, struct fp_error *err)
{
	const struct session *const s = ctx;

	return fp_contents_amend(&s->contents, s->plan, &s->selection, i, bytes, err);
}

static int select_contents(struct session *s, const struct options *o, enum fp_purpose purpose,
			   struct fp_error *err)
{
	const struct fp_source_dirs dirs = options_dirs(o);
	int code = select_parts(o, s->plan, purpose, &s->selection, err);

	if (code == 0)
		code = fp_contents_load(&s->contents, s->plan, &s->selection, &dirs, err);
	s->amend = (struct fp_job_amend){ .ranges = s->contents.amended,
					  .n = s->selection.n_amendments,
					  .run = amend,
					  .ctx = s };
	return code;
}

int session_open(struct session *s, const struct options *o, enum fp_purpose purpose,
		 struct fp_error *err)
{
	int code;

	*s = (struct session){ .o = o };
	code = load_plan(o->args[0], &s->plan);
	if (code == 0)
		code = select_contents(s, o, purpose, err);
	if (code == 0) {
		code = open_programmer(o, s->plan, &s->programmer, err);
		s->is_open = code == 0;
	}
	return code;
}

int session_close(struct session *s, int code, struct fp_error *err)
{
	struct fp_error also = { 0 };

	if (s->is_open && code == 0)
		code = fp_programmer_close(&s->programmer, err);
	else if (s->is_open)
		fp_programmer_close(&s->programmer, &also);
	fp_contents_free(&s->contents);
	fp_plan_free(s->plan);
	return code;
}

/* A field that is set where nothing else is selected stands for itself. */
static bool is_selected(const struct session *s, const struct fp_field *field)
{
	for (size_t i = 0; i < s->selection.n; i++)
		if (fp_range_overlaps(s->selection.items[i].part->range,
				      fp_field_extent(s->plan, field)))
			return true;
	return false;
}

struct fp_item *session_items(const struct session *s, size_t *n)
{
	const struct fp_selection *const selection = &s->selection;
	struct fp_item *items = fp_arena_alloc(
		s->plan->arena, selection->n + selection->n_settings + 1, sizeof *items);

	*n = 0;
	for (size_t i = 0; items && i < selection->n; i++)
		items[(*n)++] = (struct fp_item){ .name = selection->items[i].part->name,
						  .range = selection->items[i].part->range };
	for (size_t i = 0; items && i < selection->n_settings; i++) {
		const struct fp_field *const field = selection->settings[i];

		if (!is_selected(s, field))
			items[(*n)++] =
				(struct fp_item){ .name = field->name,
						  .range = fp_field_extent(s->plan, field) };
	}
	return items;
}
