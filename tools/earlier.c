// SPDX-License-Identifier: GPL-2.0-or-later
// Words about earlier jobs.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "earlier.h"
#include "job/backup.h"
#include "report.h"

static const char *note_of(const struct owners *owners, const char *name)
{
	for (size_t i = 0; owners->plan && i < owners->plan->n_parts; i++)
		if (strcmp(owners->plan->parts[i].name, name) == 0 && owners->plan->parts[i].note)
			return owners->plan->parts[i].note;
	return "";
}

/* What of the lost ranges belongs to whom. */
static void note_lost(const struct owners *owners, const struct fp_earlier *e)
{
	for (size_t i = 0; i < e->n_lost; i++) {
		bool is_owned = false;

		for (size_t k = 0; k < owners->n_parts; k++) {
			const struct fp_backup_part *const part = &owners->parts[k];
			const struct fp_range r = fp_range_intersect(e->lost[i], part->range);
			const char *const note = note_of(owners, part->name);

			if (!r.size)
				continue;
			is_owned = true;
			report_note("at risk: 0x%" PRIx64 "+0x%" PRIx64 " of `%s`%s%s%s", r.offset,
				    r.size, part->name, part->is_per_device ? " (per-device)" : "",
				    *note ? ": " : "", note);
		}
		if (!is_owned)
			report_note("at risk: 0x%" PRIx64 "+0x%" PRIx64, e->lost[i].offset,
				    e->lost[i].size);
	}
}

/* From anywhere, and whatever has become of the plan: the backup knows all that it needs. */
static void note_elsewhere(const struct options *o, const struct owners *owners,
			   const struct fp_earlier *e)
{
	const char *const words[] = { o->argv[0], "restore",	 e->backup,
				      "-p",	  o->programmer, o->chip ? "-c" : NULL,
				      o->chip };
	char *command = again_words(words, o->chip ? 7 : 5);

	report_note("an earlier job was interrupted while it wrote 0x%" PRIx64 "+0x%" PRIx64
		    ", which this job does not touch; to mend it: %s",
		    e->block.offset, e->block.size, command ? command : "restore its backup");
	note_lost(owners, e);
	free(command);
}

static void note_unprotected(const struct options *o, const struct fp_earlier *e)
{
	if (e->is_named) {
		report_note("the write protection of 0x%" PRIx64 "+0x%" PRIx64
			    " that an earlier job lifted is brought back at the end",
			    e->protection.offset, e->protection.size);
		return;
	}
	report_note("an earlier job lifted the write protection of 0x%" PRIx64 "+0x%" PRIx64
		    ", and it is not back: --resume %s, or `flashrom -p %s --wp-range=0x%" PRIx64
		    ",0x%" PRIx64 "%s`, sets it; %s is the record of it",
		    e->protection.offset, e->protection.size, e->backup, o->programmer,
		    e->protection.offset, e->protection.size,
		    strcmp(e->protection_mode, "hardware") == 0 ? " --wp-enable" : "", e->record);
}

void earlier_note(const struct options *o, const struct owners *owners,
		  const struct fp_outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_earlier; i++) {
		const struct fp_earlier *const e = &outcome->earlier[i];

		switch (e->verdict) {
		case FP_EARLIER_VOID:
			report_note("%s does not count: %s", e->record, e->why);
			break;
		case FP_EARLIER_ELSEWHERE:
			note_elsewhere(o, owners, e);
			break;
		case FP_EARLIER_OTHER_UNIT:
			report_note("%s stays: it is of another unit", e->record);
			break;
		case FP_EARLIER_UNPROTECTED:
			note_unprotected(o, e);
			break;
		case FP_EARLIER_ENDED:
			/* A backup that is restored need not be one of an interrupted job. */
			if (e->is_named && strcmp(e->backup, o->args[0]) != 0)
				report_note("nothing is left to go on with from %s", e->backup);
			break;
		default:
			break;
		}
	}
}

void earlier_note_taken(const struct fp_outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_earlier; i++) {
		const struct fp_earlier *const e = &outcome->earlier[i];

		if (e->verdict != FP_EARLIER_RESUMED)
			continue;
		report_note("an earlier job was interrupted at 0x%" PRIx64 ": %" PRIu64
			    " bytes beside the selection come from its backup %s",
			    e->block.offset, e->taken, e->backup);
		if (e->n_proofs)
			report_note("%u block%s of the chip show%s that it is that unit",
				    e->n_proofs, e->n_proofs == 1 ? "" : "s",
				    e->n_proofs == 1 ? "s" : "");
		else
			report_note(
				"nothing on the chip can show that it is that unit: you are believed");
	}
}

/* A line of the hint: whose unit, and the command for it. One that does not fit is left out: half a
 * command would be a wrong one. */
static void add_way(const struct options *o, const char *whose, const struct again *again,
		    struct fp_error *err)
{
	const size_t n = strlen(err->hint), room = sizeof err->hint - n;
	char *command = again_text(o, again);

	if (command &&
	    snprintf(err->hint + n, room, "%s%s: %s", n ? "\n" : "", whose, command) >= (int)room)
		err->hint[n] = 0;
	free(command);
}

/* How often more it must be said. */
static unsigned missing(const struct options *o, const struct fp_earlier *e)
{
	return e->n_other_units + 1 > o->n_other_units ? e->n_other_units + 1 - o->n_other_units
						       : 0;
}

/* All that are touched at once: the answer to one is no answer to the others. */
static void hint_ways(const struct options *o, const struct owners *owners,
		      const struct fp_outcome *outcome, struct fp_error *err)
{
	struct again other = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < outcome->n_earlier; i++)
		n += outcome->earlier[i].verdict == FP_EARLIER_REFUSED;
	for (size_t i = 0; i < outcome->n_earlier; i++) {
		const struct fp_earlier *const e = &outcome->earlier[i];
		const struct again resumed = { .resume = e->backup };
		char whose[200] = "this is that unit";

		if (e->verdict != FP_EARLIER_REFUSED)
			continue;
		note_lost(owners, e);
		if (missing(o, e) > other.n_other_units)
			other.n_other_units = missing(o, e);
		if (n > 1)
			snprintf(whose, sizeof whose, "this is the unit of %.160s", e->backup);
		add_way(o, whose, &resumed, err);
	}
	if (n)
		add_way(o, n > 1 ? "this is none of these units" : "this is another unit", &other,
			err);
	else
		fp_hint(err, "--resume only one of them");
}

/* One that cannot be gone on with. */
static void hint_other(const struct options *o, const struct owners *owners,
		       const struct fp_earlier *e, struct fp_error *err)
{
	const struct again other = { .n_other_units = missing(o, e), .not_resumed = e->backup };

	note_lost(owners, e);
	add_way(o, "this is another unit, or is to stay as it is", &other, err);
}

void earlier_refused(const struct options *o, const struct owners *owners,
		     const struct fp_outcome *outcome, struct fp_error *err)
{
	for (size_t i = 0; i < outcome->n_earlier && !err->hint[0]; i++) {
		const struct fp_earlier *const e = &outcome->earlier[i];

		if (e->verdict == FP_EARLIER_BUSY)
			fp_hint(err, "wait for its end, and run the same command again");
		else if (e->verdict == FP_EARLIER_NO_BACKUP ||
			 e->verdict == FP_EARLIER_CONTRADICTED ||
			 (e->verdict == FP_EARLIER_VOID && e->is_named))
			hint_other(o, owners, e, err);
	}
	if (!err->hint[0])
		hint_ways(o, owners, outcome, err);
}
