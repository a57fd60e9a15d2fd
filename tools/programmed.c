// SPDX-License-Identifier: GPL-2.0-or-later
// Results of jobs.

#include "base/digest.h"
#include "events.h"
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

/* Where all of the content comes out of one file. */
static json_t *source_json(const struct programming *p, size_t i)
{
	/* Fields that are set alone have none. */
	const bool has_content = p->contents && i < p->contents->n_items;
	const struct fp_content *const content = has_content ? &p->contents->items[i] : NULL;
	char digest[FP_DIGEST_TEXT];

	if (!content || !content->file)
		return NULL;
	fp_digest_text(content->data, (size_t)content->end, digest);
	return json_pack("{s:o, s:s, s:I}", "file", outcome_text(content->file), "sha256", digest,
			 "size", (json_int_t)content->end);
}

static void add_item(const struct programming *p, size_t i, int code)
{
	const struct fp_item *const item = &p->course.items[i];
	json_t *const source = source_json(p, i);
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
	if (row && source)
		json_object_set_new(row, "source", source);
	outcome_row("partitions", row);
}

void programmed_resumed(const struct fp_outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_earlier; i++) {
		const struct fp_earlier *const earlier = &outcome->earlier[i];
		json_t *object;

		if (earlier->verdict != FP_EARLIER_RESUMED)
			continue;
		object = json_pack("{s:o, s:I}", "backup", outcome_text(earlier->backup), "bytes",
				   (json_int_t)earlier->taken);
		events_add("resumed", json_deep_copy(object));
		outcome_fact("resumed", object);
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
}

void programmed_describe(const struct programming *p, int code)
{
	for (size_t i = 0; i < p->course.n_items; i++)
		add_item(p, i, code);
	add_facts(&p->outcome);
	if (p->outcome.result == FP_RESULT_ALREADY)
		outcome_result("already", "nothing to do: the chip holds it already");
	else if (p->outcome.result == FP_RESULT_DRY_RUN)
		outcome_result("dry_run", "dry run: nothing was changed");
	else
		outcome_result(done_word(p->o), "%s and read back", done_word(p->o));
}
