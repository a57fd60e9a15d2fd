// SPDX-License-Identifier: GPL-2.0-or-later
// Results of jobs.

#include "outcome.h"
#include "programmed.h"

/* The word of the command for what is done. */
static const char *done_word(const struct options *o)
{
	if (o->command->run == cmd_erase)
		return "erased";
	return o->command->run == cmd_restore ? "restored" : "written";
}

static const char *item_word(const struct programming *p, const struct fp_item *item, int code)
{
	if (code < 0)
		return "failed";
	if (!item->blocks_differing)
		return "already";
	return p->o->is_dry_run ? "dry_run" : done_word(p->o);
}

static void add_item(const struct programming *p, const struct fp_item *item, int code)
{
	json_t *row = json_pack("{s:o, s:I, s:I, s:s, s:I, s:I}", "name", outcome_text(item->name),
				"offset", (json_int_t)item->range.offset, "size",
				(json_int_t)item->range.size, "result", item_word(p, item, code),
				"blocks", (json_int_t)item->blocks, "blocks_written",
				(json_int_t)item->blocks_written);

	if (row && p->o->is_dry_run)
		json_object_set_new(row, "blocks_differing",
				    json_integer((json_int_t)item->blocks_differing));
	if (row && item->bytes_differing) {
		json_object_set_new(row, "bytes_differing",
				    json_integer((json_int_t)item->bytes_differing));
		json_object_set_new(row, "first_difference",
				    json_integer((json_int_t)item->first_difference));
	}
	outcome_row("partitions", row);
}

static void add_resumed(const struct fp_outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_earlier; i++) {
		const struct fp_earlier *const earlier = &outcome->earlier[i];

		if (earlier->verdict != FP_EARLIER_RESUMED)
			continue;
		outcome_fact("resumed",
			     json_pack("{s:o, s:I}", "backup", outcome_text(earlier->backup),
				       "bytes", (json_int_t)earlier->taken));
	}
}

static void add_facts(const struct fp_outcome *outcome)
{
	const struct fp_job_report *const report = &outcome->report;

	outcome_block(outcome->block);
	outcome_fact("bytes", json_pack("{s:I, s:I, s:I}", "read", (json_int_t)report->read,
					"erased", (json_int_t)report->erased, "programmed",
					(json_int_t)report->programmed));
	if (outcome->protection.range.size)
		outcome_fact("protection",
			     json_pack("{s:I, s:I, s:b, s:b}", "offset",
				       (json_int_t)outcome->protection.range.offset, "size",
				       (json_int_t)outcome->protection.range.size, "lifted",
				       outcome->protection.is_lifted, "restored",
				       outcome->protection.is_restored));
	add_resumed(outcome);
}

void programmed_describe(const struct programming *p, int code)
{
	for (size_t i = 0; i < p->course.n_items; i++)
		add_item(p, &p->course.items[i], code);
	add_facts(&p->outcome);
	if (p->outcome.result == FP_RESULT_ALREADY)
		outcome_result("already", "nothing to do: the chip holds it already");
	else if (p->outcome.result == FP_RESULT_DRY_RUN)
		outcome_result("dry_run", "dry run: nothing was changed");
	else
		outcome_result(done_word(p->o), "%s and read back", done_word(p->o));
}
