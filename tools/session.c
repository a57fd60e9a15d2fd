// SPDX-License-Identifier: GPL-2.0-or-later
// From options to an open chip.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "events.h"
#include "interrupt.h"
#include "outcome.h"
#include "plan/json.h"
#include "plan/layout-dir.h"
#include "report.h"
#include "plan/value.h"
#include "session.h"
#include "words.h"
#include "say.h"

void print_log(const struct options *o, enum fp_log_level level, const char *line)
{
	if (level == FP_LOG_NOTE) {
		report_note("%s", line);
		return;
	}
	/* -v: up to information; -vv: everything. What an error message needs of it is kept
	 * elsewhere. */
	if (o->verbosity + 1 >= (unsigned)level && o->verbosity)
		say(stderr, "%s\n", line);
}

static void log_line(void *ctx, enum fp_log_level level, const char *line)
{
	print_log(ctx, level, line);
}

struct fp_programmer_options programmer_options(const struct options *o)
{
	return (struct fp_programmer_options){
		.dir = programmer_dir(),
		.timeout_ms = o->timeout_s * 1000,
		.host = { .ctx = (void *)o, .log = log_line, .is_cancelled = is_interrupted },
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

/* For programmers that find partitions by their names. */
static int list_places(const struct fp_plan *plan, struct fp_target *target, struct fp_error *err)
{
	struct fp_place *const places = fp_arena_alloc(plan->arena, plan->n_parts, sizeof *places);

	if (!places)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_partition *const part = &plan->parts[i];

		places[i] =
			(struct fp_place){ part->label ? part->label : part->name, part->range };
	}
	target->size = plan->size;
	target->places = places;
	target->n_places = plan->n_parts;
	return 0;
}

/* Installed layouts for a chip of that size whose names begin as the plan's does. */
static void hint_layouts(const struct fp_plan *plan, uint64_t size, struct fp_error *err)
{
	const char *const dir = layout_dir();
	const size_t n = strcspn(plan->name, "-");
	const char *const *names = NULL;
	struct fp_error ignored = { 0 };
	char list[200] = "";

	if (!dir || fp_layout_names(dir, plan->arena, &names, &ignored) < 0)
		return;
	for (; *names; names++) {
		const struct fp_plan_paths paths = { dir };
		struct fp_faults *faults = calloc(1, sizeof *faults);
		struct fp_plan *other = NULL;

		if (faults && strncmp(*names, plan->name, n) == 0 &&
		    fp_plan_load(*names, &paths, &other, faults) == 0 && other->size == size)
			fp_list_add(list, sizeof list, *names);
		fp_plan_free(other);
		free(faults);
	}
	if (*list)
		fp_hint(err, "for a chip of this size there is %s", list);
	else
		fp_hint(err, "`flashplan layouts` lists plans with their sizes");
}

static int check_chip(const struct fp_plan *plan, const struct fp_chip *chip, struct fp_error *err)
{
	char has[FP_SIZE_WORDS], wants[FP_SIZE_WORDS];

	if (chip->size != plan->size) {
		fp_fail(err, FP_REFUSED, "the chip %s has %s, the plan %s is for %s", chip->name,
			fp_size_words(chip->size, has), plan->name,
			fp_size_words(plan->size, wants));
		hint_layouts(plan, chip->size, err);
		return -FP_REFUSED;
	}
	if (chip->id[0] && plan->n_chips && !fp_plan_has_chip_id(plan, chip->id))
		report_note(
			"the chip %s (id %s) is not among those of the plan %s; its size is right",
			chip->name, chip->id, plan->name);
	return 0;
}

static int open_target(const struct fp_programmer_options *options, const struct options *o,
		       const struct fp_plan *plan, struct fp_target target,
		       struct fp_programmer *programmer, struct fp_error *err)
{
	struct fp_error ignored = { 0 };
	int code = 0;

	if (plan)
		code = list_chip_names(plan, &target, err);
	if (code == 0 && plan)
		code = list_places(plan, &target, err);
	events_progress("probe", 0, 0);
	if (code == 0)
		code = fp_programmer_open(programmer, o->programmer, &target, options, err);
	if (code == 0)
		outcome_chip(o->programmer, &programmer->chip);
	if (code < 0 || !plan)
		return code;
	code = check_chip(plan, &programmer->chip, err);
	if (code < 0)
		fp_programmer_close(programmer, &ignored);
	return code;
}

int open_programmer(const struct options *o, const struct fp_plan *plan,
		    struct fp_programmer *programmer, struct fp_error *err)
{
	const struct fp_programmer_options options = programmer_options(o);

	return open_target(&options, o, plan, (struct fp_target){ .chip_name = o->chip },
			   programmer, err);
}

int ask_programmer(const struct options *o, const struct fp_plan *plan, const struct fp_host *host,
		   struct fp_programmer *programmer, struct fp_error *err)
{
	const struct fp_target question = { .chip_name = o->chip, .is_question = true };
	struct fp_programmer_options options = programmer_options(o);

	options.host = *host;
	options.host.is_cancelled = is_interrupted;
	return open_target(&options, o, plan, question, programmer, err);
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

	if (code < 0)
		return code;
	code = fp_contents_load(&s->contents, s->plan, &s->selection, &dirs, err);
	if (code < 0)
		hint_source(o, s->plan, err);
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

/* The programmer has ended before it could bring the chip's write protection back. */
void note_lifted(const struct options *o, const struct fp_programmer *programmer)
{
	const struct fp_protection *const p = &programmer->protection;

	if (p->is_vague)
		report_note(
			"the chip's write protection may be off now: its status register was %s at first; flashrom has no command that sets it on this chip",
			p->mode);
	else if (p->range.size == 0)
		report_note(
			"the chip protected nothing; the bits in which it says so may be others now");
	else
		report_note(
			"the chip's write protection may be off now; `flashrom -p %s -c \"%s\" --wp-range=0x%" PRIx64
			",0x%" PRIx64 "%s` sets it as it was",
			o->programmer, programmer->chip.name, p->range.offset, p->range.size,
			strcmp(p->mode, "hardware") == 0 ? " --wp-enable" : "");
}

int close_programmer(const struct options *o, struct fp_programmer *programmer, int code,
		     struct fp_error *err)
{
	struct fp_error also = { 0 };
	const int closed = fp_programmer_close(programmer, code == 0 ? err : &also);

	if (code < 0 && closed < 0 && programmer->was_lifted)
		report_note("%s", also.text);
	if (programmer->is_lifted)
		note_lifted(o, programmer);
	return code < 0 ? code : closed;
}

int session_close(struct session *s, int code, struct fp_error *err)
{
	if (s->is_open)
		code = close_programmer(s->o, &s->programmer, code, err);
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
