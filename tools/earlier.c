// SPDX-License-Identifier: GPL-2.0-or-later
// Words about earlier jobs.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "base/number.h"
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
	report_note("an earlier job lifted the write protection of 0x%" PRIx64 "+0x%" PRIx64
		    ", and it is not back: flashrom -p %s --wp-range 0x%" PRIx64 ",0x%" PRIx64
		    " --wp-enable sets it; %s is the record of it",
		    e->protection.offset, e->protection.size, o->programmer, e->protection.offset,
		    e->protection.size, e->record);
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

/* Commands that do not fit would be wrong commands. */
static void set_hint(struct fp_error *err, const char *this_unit, const char *other_unit)
{
	char hint[sizeof err->hint];
	int n;

	if (this_unit)
		n = snprintf(hint, sizeof hint, "this is that unit: %s\nthis is another unit: %s",
			     this_unit, other_unit);
	else
		n = snprintf(hint, sizeof hint, "this is another unit, or is to stay as it is: %s",
			     other_unit);
	if (n >= (int)sizeof hint)
		snprintf(
			hint, sizeof hint, "%s",
			this_unit
				? "the same command with --resume BACKUP, if this is that unit; with --other-unit, if it is not"
				: "the same command with --other-unit, not with --resume of that backup");
	err->hint[0] = 0;
	fp_hint(err, "%s", hint);
}

static void hint_at(const struct options *o, const struct fp_earlier *e, struct fp_error *err)
{
	const struct again resumed = { .resume = e->backup };
	const struct again other = { .is_other_unit = true, .not_resumed = e->backup };
	char *this_unit = e->verdict == FP_EARLIER_REFUSED ? again_text(o, &resumed) : NULL;
	char *other_unit = again_text(o, &other);

	if (other_unit)
		set_hint(err, this_unit, other_unit);
	free(this_unit);
	free(other_unit);
}

void earlier_refused(const struct options *o, const struct owners *owners,
		     const struct fp_outcome *outcome, struct fp_error *err)
{
	for (size_t i = 0; i < outcome->n_earlier; i++) {
		const struct fp_earlier *const e = &outcome->earlier[i];

		switch (e->verdict) {
		case FP_EARLIER_REFUSED:
		case FP_EARLIER_NO_BACKUP:
		case FP_EARLIER_CONTRADICTED:
			note_lost(owners, e);
			hint_at(o, e, err);
			return;
		case FP_EARLIER_VOID:
			if (!e->is_named)
				break;
			hint_at(o, e, err);
			return;
		case FP_EARLIER_BUSY:
			fp_hint(err, "wait for its end, and run the same command again");
			return;
		default:
			break;
		}
	}
	fp_hint(err, "--resume one of them, and --other-unit for what is not of this unit");
}
