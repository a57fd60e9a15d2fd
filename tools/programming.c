// SPDX-License-Identifier: GPL-2.0-or-later
// The words of a job that changes a chip.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "again.h"
#include "base/number.h"
#include "base/path.h"
#include "guess.h"
#include "interrupt.h"
#include "outcome.h"
#include "programmed.h"
#include "programming.h"
#include "report.h"
#include "say.h"
#include "session.h"

static struct owners owners_of(const struct programming *p)
{
	return (struct owners){ p->plan, p->course.parts, p->course.n_parts };
}

static void show_progress(void *ctx, enum fp_phase phase, uint64_t done, uint64_t total)
{
	struct programming *const p = ctx;

	progress_phase(&p->progress, phase, done, total);
}

static void announce(struct programming *p)
{
	earlier_note_taken(&p->outcome);
	programmed_resumed(&p->outcome);
	p->announce(p);
	if (p->outcome.at_risk.size && !p->o->is_dry_run)
		report_note("without a backup, an interruption at 0x%" PRIx64 "+0x%" PRIx64
			    " would cost what else this block holds",
			    p->outcome.at_risk.offset, p->outcome.at_risk.size);
}

static void note_block(const struct programming *p)
{
	char real[FP_SIZE_TEXT], planned[FP_SIZE_TEXT];

	report_note(
		"this chip erases %s at once there: the job takes such blocks, not the plan's of %s",
		fp_size_format(p->outcome.block, real), fp_size_format(p->course.block, planned));
}

static void tell(void *ctx, enum fp_news news, const struct fp_outcome *outcome)
{
	struct programming *const p = ctx;
	const struct owners owners = owners_of(p);

	progress_clear(&p->progress);
	switch (news) {
	case FP_NEWS_EARLIER:
		if (!outcome->protection.is_known)
			report_note("whether the chip is write-protected cannot be told here");
		earlier_note(p->o, &owners, outcome);
		break;
	case FP_NEWS_BLOCK:
		note_block(p);
		break;
	case FP_NEWS_PLANNED:
		announce(p);
		break;
	case FP_NEWS_BACKUP:
		say(stderr, "backup of the touched blocks: %s\n", outcome->backup);
		outcome_backup(outcome->backup, outcome->backup_sha256);
		if (outcome->found)
			report_note("what stood in the blocks that are brought back is in %s",
				    outcome->found);
		break;
	}
}

bool programming_announce(const struct programming *p, const struct fp_item *item)
{
	say(stderr, "%s (0x%" PRIx64 "+0x%" PRIx64 "): ", item->name, item->range.offset,
	    item->range.size);
	if (item->blocks_differing)
		say(stderr, "%" PRIu64 " of %" PRIu64 " blocks %s erased and written\n",
		    item->blocks_differing, item->blocks, p->o->is_dry_run ? "would be" : "are");
	else
		say(stderr, "already so\n");
	return item->blocks_differing;
}

static void estimate(void *ctx, uint64_t bytes, unsigned seconds)
{
	struct programming *const p = ctx;

	progress_clear(&p->progress);
	guess_note_slow(p->o, bytes, seconds);
}

/* What the course takes from the surroundings; freed with free_surroundings(). */
struct surroundings {
	char *prefix, *registry, *dir, *restored_dir, *directory, *guess;
	const char *dirs[3];
	const char **resumed;
};

/* PLAN-DATE, in the current directory. */
static char *dated_prefix(const char *name)
{
	const time_t now = time(NULL);
	const size_t size = strlen(name) + 16;
	char *prefix = malloc(size), date[16] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(date, sizeof date, "%Y-%m-%d", &tm);
	if (prefix)
		snprintf(prefix, size, "%s-%s", name, date);
	return prefix;
}

/* Where the XDG base directory specification puts what a program must remember. */
static char *registry_dir(void)
{
	const char *const state = getenv("XDG_STATE_HOME"), *const home = getenv("HOME");
	const bool has_state = state && state[0] == '/';
	const char *const root = has_state ? state : home;
	const char *const rest =
		has_state ? "/flashplan/unfinished" : "/.local/state/flashplan/unfinished";
	char *dir = root && root[0] == '/' ? malloc(strlen(root) + strlen(rest) + 1) : NULL;

	if (dir)
		sprintf(dir, "%s%s", root, rest);
	return dir;
}

/* Under sudo the user's own jobs count. */
static uid_t also_owner(void)
{
	const char *const uid = getenv("SUDO_UID");

	return geteuid() == 0 && uid && *uid ? (uid_t)strtoul(uid, NULL, 10) : (uid_t)-1;
}

static bool surround(struct programming *p, struct surroundings *s)
{
	struct fp_earlier_request *const e = &p->course.earlier;
	const char *const backup = p->o->backup ? p->o->backup : "";
	const char *const restored = p->restored ? p->restored : "";

	*s = (struct surroundings){ .prefix = dated_prefix(p->name),
				    .registry = registry_dir(),
				    .dir = strndup(backup, fp_path_dir_length(backup)),
				    .restored_dir = strndup(restored, fp_path_dir_length(restored)),
				    .directory = getcwd(NULL, 0),
				    .resumed = calloc(p->o->resumed.n + 1, sizeof *s->resumed) };
	if (!s->prefix || !s->dir || !s->restored_dir || !s->resumed)
		return false;
	s->dirs[0] = "";
	s->dirs[1] = s->dir;
	s->dirs[2] = s->restored_dir;
	for (size_t i = 0; i < p->o->resumed.n; i++)
		s->resumed[e->n_resumed++] = p->o->resumed.items[i];
	/* To restore the backup of an interrupted job is to go on with it. */
	if (p->restored && !p->o->n_other_units)
		s->resumed[e->n_resumed++] = p->restored;
	e->dirs = s->dirs;
	e->n_dirs = 3;
	e->registry = s->registry;
	e->resumed = s->resumed;
	e->n_other_units = p->o->n_other_units;
	e->also_owner = also_owner();
	return true;
}

static void free_surroundings(struct surroundings *s)
{
	free(s->prefix);
	free(s->registry);
	free(s->dir);
	free(s->restored_dir);
	free(s->directory);
	free(s->guess);
	free(s->resumed);
}

/* What is refused gets the command that is not. */
static void hint_refusal(const struct programming *p, struct fp_error *err)
{
	const struct owners owners = owners_of(p);

	if (err->reason == FP_REASON_PROTECTED) {
		fp_hint(err,
			"--unprotect lifts the protection for this job and brings it back after it");
	} else if (err->reason == FP_REASON_UNFINISHED) {
		earlier_refused(p->o, &owners, &p->outcome, err);
	} else if (err->reason == FP_REASON_EXISTS && p->o->backup) {
		char *free_name = again_free_name(p->o->backup);
		const struct again again = { .backup = free_name };
		char *text = free_name ? again_text(p->o, &again) : NULL;

		if (text && strlen(text) < sizeof err->hint)
			fp_hint(err, "%s", text);
		free(text);
		free(free_name);
	}
}

static void add_hint(struct fp_error *err, const char *advice)
{
	const size_t n = strlen(err->hint);

	snprintf(err->hint + n, sizeof err->hint - n, "%s%s", n ? "; then: " : "", advice);
}

/* Something was issued, or lost before, and is not proven: what to do, and the exact command. */
static void say_again(const struct programming *p, struct fp_error *err)
{
	const struct fp_outcome *const outcome = &p->outcome;
	char *free_name = p->o->backup && !outcome->record ? again_free_name(p->o->backup) : NULL;
	const struct again again = { .resume = outcome->record ? outcome->backup : NULL,
				     .is_fresh = outcome->backup,
				     .backup = free_name };

	if (outcome->at_risk.size)
		add_hint(
			err,
			"these blocks also held bytes that were not selected, and there is no backup of this job");
	else if (outcome->record)
		add_hint(
			err,
			"run the command below, which goes on with this job; or restore the backup");
	else if (outcome->backup)
		add_hint(err, "run the same command again, or restore the backup");
	else
		add_hint(err, "run the same command again");
	*p->o->again = again_text(p->o, &again);
	if (*p->o->again)
		outcome_fact("again", outcome_text(*p->o->again));
	free(free_name);
}

static void say_unrestored(const struct programming *p)
{
	if (p->outcome.unrestored)
		report_note("%s", p->outcome.unrestored);
	if (p->programmer->is_lifted)
		note_lifted(p->o, p->programmer);
}

static void note_record(const struct programming *p)
{
	if (p->outcome.record)
		report_note("%s stays: the write protection that an earlier job lifted is not back",
			    p->outcome.record);
}

/* From the options and the surroundings; the earlier jobs are there already. */
static void fill_course(struct programming *p, const struct surroundings *s)
{
	struct fp_course *const course = &p->course;

	course->plan = p->name;
	course->has_backup = !p->o->has_no_backup;
	course->backup = p->o->backup;
	course->prefix = s->prefix;
	course->command = (const char *const *)p->o->argv;
	course->n_command = (size_t)p->o->argc;
	course->directory = s->directory;
	course->is_dry_run = p->o->is_dry_run;
	course->may_unprotect = p->o->has_unprotect;
}

int programming_run(struct programming *p, struct fp_error *err)
{
	const struct fp_course_io io = { .job = { p, show_progress, is_interrupted, estimate },
					 .say = tell };
	struct surroundings s;
	int code;

	interrupt_catch();
	if (!surround(p, &s))
		code = fp_fail(err, FP_REFUSED, "out of memory");
	else
		code = guess_load(p->o, &p->course.guess, &s.guess, err);
	if (code == 0) {
		fill_course(p, &s);
		code = fp_course_run(&p->course, p->programmer, &io, &p->outcome, err);
	} else {
		fp_programmer_close(p->programmer, err);
	}
	progress_clear(&p->progress);
	say_unrestored(p);
	programmed_describe(p, code);
	if (code == 0)
		note_record(p);
	else if (code == -FP_CHANGED || p->outcome.record)
		say_again(p, err);
	else
		hint_refusal(p, err);
	free_surroundings(&s);
	fp_outcome_free(&p->outcome);
	return code;
}
