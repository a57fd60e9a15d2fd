// SPDX-License-Identifier: GPL-2.0-or-later
// Earlier jobs that did not end, found and judged.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "job/earlier.h"
#include "job/registry.h"
#include "job/resume.h"

#define WHY_SIZE sizeof(((struct fp_earlier *)0)->why)

/* What finding them needs. */
struct search {
	struct fp_earlier_jobs *jobs;
	const struct fp_earlier_request *request;
	const struct fp_chip *chip;
	struct fp_outcome *outcome;
};

static struct fp_earlier *add_outcome(struct fp_outcome *outcome, const char *path,
				      enum fp_ruling verdict)
{
	const size_t n = strlen(path) - (sizeof FP_RECORD_SUFFIX - 1);
	struct fp_earlier *more =
		realloc(outcome->earlier, (outcome->n_earlier + 1) * sizeof *more);

	if (!more)
		return NULL;
	outcome->earlier = more;
	more += outcome->n_earlier;
	*more = (struct fp_earlier){ .record = strdup(path),
				     .backup = strndup(path, n),
				     .verdict = verdict };
	if (!more->record || !more->backup) {
		free(more->record);
		free(more->backup);
		return NULL;
	}
	outcome->n_earlier++;
	return more;
}

/* One of which there is no more to know. */
struct remark {
	enum fp_ruling verdict;
	bool is_named;
	const char *why;
};

static int note(const struct search *s, const char *path, struct remark remark,
		struct fp_error *err)
{
	struct fp_earlier *e = add_outcome(s->outcome, path, remark.verdict);

	if (!e)
		return fp_fail(err, FP_REFUSED, "out of memory");
	e->is_named = remark.is_named;
	snprintf(e->why, sizeof e->why, "%s", remark.why);
	return 0;
}

/* The same file by another path, or its copy: the first one counts. */
static struct fp_earlier_job *find_twin(const struct fp_earlier_jobs *jobs,
					const struct fp_earlier_job *job)
{
	for (size_t i = 0; i < jobs->n; i++)
		if (strcmp(jobs->items[i].record.id, job->record.id) == 0)
			return &jobs->items[i];
	return NULL;
}

static bool is_this_chip(const struct fp_record *record, const struct fp_chip *chip)
{
	return record->chip_size == chip->size &&
	       (!record->chip_id[0] || !chip->id[0] || strcmp(record->chip_id, chip->id) == 0);
}

static void free_job(struct fp_earlier_job *job)
{
	fp_record_close(&job->file);
	fp_record_free(&job->record);
	fp_backup_free(&job->backup);
}

static int keep_job(const struct search *s, struct fp_earlier_job *job, struct fp_error *err)
{
	struct fp_earlier_job *more = realloc(s->jobs->items, (s->jobs->n + 1) * sizeof *more);

	if (!more) {
		free_job(job);
		return fp_fail(err, FP_REFUSED, "out of memory");
	}
	s->jobs->items = more;
	more[s->jobs->n++] = *job;
	return 0;
}

static int take_open(const struct search *s, const char *path, struct fp_earlier_job *job,
		     struct fp_error *err)
{
	struct fp_earlier_job *const twin = find_twin(s->jobs, job);
	const struct remark remark = { FP_EARLIER_VOID, job->is_named, "it is of another chip" };

	if (twin || !is_this_chip(&job->record, s->chip)) {
		free_job(job);
		if (twin)
			twin->is_named |= remark.is_named;
		return twin ? 0 : note(s, path, remark, err);
	}
	return keep_job(s, job, err);
}

static int take_path(const struct search *s, const char *path, bool is_named, struct fp_error *err)
{
	struct fp_earlier_job job = { .is_named = is_named };
	char why[WHY_SIZE] = "";
	struct remark remark = { FP_EARLIER_VOID, is_named, why };

	switch (fp_record_open(path, s->request->also_owner, &job.file, &job.record, why)) {
	case FP_RECORD_OPEN:
		return take_open(s, path, &job, err);
	case FP_RECORD_VOID:
		return note(s, path, remark, err);
	case FP_RECORD_BUSY:
		remark.verdict = FP_EARLIER_BUSY;
		break;
	default:
		remark.verdict = FP_EARLIER_ENDED;
	}
	/* What runs, and what has ended, concerns only those who name it. */
	return is_named ? note(s, path, remark, err) : 0;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat of_a, of_b;

	return lstat(a, &of_a) == 0 && lstat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
	       of_a.st_ino == of_b.st_ino;
}

static bool is_listed(const char *path, char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_same_file(path, paths[i]))
			return true;
	return false;
}

static int list_named(const struct fp_earlier_request *r, struct fp_paths *paths,
		      struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < r->n_resumed && code == 0; i++) {
		char *path = fp_file_beside(r->resumed[i], FP_RECORD_SUFFIX);

		if (!path)
			return fp_fail(err, FP_REFUSED, "out of memory");
		code = fp_paths_add(paths, path, err);
		free(path);
	}
	return code;
}

/* A directory may have several names here, too. */
static int list_dirs(const struct fp_earlier_request *r, struct fp_paths *paths,
		     struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < r->n_dirs && code == 0; i++) {
		bool is_done = false;

		for (size_t k = 0; k < i; k++)
			is_done |= is_same_file(r->dirs[i][0] ? r->dirs[i] : ".",
						r->dirs[k][0] ? r->dirs[k] : ".");
		if (!is_done)
			code = fp_registry_look(r->dirs[i], paths, err);
	}
	return code;
}

/* Those that are named come first. The registry leads to what the directories hold, too; there may
 * be much in these, but little in the other two. */
static int take_all(const struct search *s, struct fp_error *err)
{
	struct fp_paths named = { 0 }, found = { 0 }, more = { 0 };
	int code = list_named(s->request, &named, err);

	if (code == 0)
		code = list_dirs(s->request, &found, err);
	if (code == 0 && s->request->registry)
		code = fp_registry_find(s->request->registry, &more, err);
	for (size_t i = 0; i < named.n && code == 0; i++)
		if (!is_listed(named.items[i], named.items, i))
			code = take_path(s, named.items[i], true, err);
	for (size_t i = 0; i < found.n && code == 0; i++)
		if (!is_listed(found.items[i], named.items, named.n))
			code = take_path(s, found.items[i], false, err);
	for (size_t i = 0; i < more.n && code == 0; i++)
		if (!is_listed(more.items[i], named.items, named.n) &&
		    !is_listed(more.items[i], found.items, found.n))
			code = take_path(s, more.items[i], false, err);
	fp_paths_free(&named);
	fp_paths_free(&found);
	fp_paths_free(&more);
	return code;
}

/* Something that is no file must not be waited for. */
static bool is_file(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* Its backup, as it was written? */
static void load_backup(struct fp_earlier_job *job, struct fp_earlier *e)
{
	char *manifest = e->backup ? fp_file_beside(e->backup, ".json") : NULL;
	struct fp_error why = { 0 };

	job->has_backup = false;
	if (!manifest || !is_file(e->backup) || !is_file(manifest)) {
		snprintf(e->why, sizeof e->why, "it is gone, or is no file");
	} else if (fp_backup_load(e->backup, &job->backup, &why) < 0) {
		snprintf(e->why, sizeof e->why, "%.*s", (int)sizeof e->why - 1, why.text);
	} else {
		job->has_backup = fp_resume_fits(&job->record, &job->backup, e->why);
	}
	free(manifest);
}

static bool is_superseded(const struct fp_earlier_jobs *jobs, const struct fp_earlier_job *job)
{
	for (size_t i = 0; i < jobs->n; i++)
		for (size_t k = 0; k < jobs->items[i].record.n_inherits; k++)
			if (jobs->items[i].has_backup &&
			    strcmp(jobs->items[i].record.inherits[k], job->record.id) == 0)
				return true;
	return false;
}

static bool is_of_interest(const struct fp_earlier_jobs *jobs, const struct fp_earlier_job *job)
{
	return !is_superseded(jobs, job) && (fp_record_at_risk(&job->record) >= 0 ||
					     job->record.protection_letter == FP_LETTER_LIFTED);
}

/* Those that say nothing any more go, and their files too; a file that cannot be removed does no
 * harm. */
static void drop_others(const struct search *s, bool is_dry)
{
	struct fp_earlier_jobs *const jobs = s->jobs;
	bool *is_kept = calloc(jobs->n + 1, sizeof *is_kept);
	struct fp_error ignored = { 0 };
	size_t n = 0;

	for (size_t i = 0; is_kept && i < jobs->n; i++)
		is_kept[i] = is_of_interest(jobs, &jobs->items[i]);
	for (size_t i = 0; is_kept && i < jobs->n; i++) {
		struct fp_earlier_job job = jobs->items[i];

		if (is_kept[i]) {
			jobs->items[n++] = job;
			continue;
		}
		if (!is_dry && fp_record_lock(&job.file)) {
			if (s->request->registry)
				fp_registry_remove(s->request->registry, job.record.id);
			if (fp_record_remove(&job.file, &ignored) < 0)
				ignored = (struct fp_error){ 0 };
		}
		free_job(&job);
	}
	if (is_kept)
		jobs->n = n;
	free(is_kept);
}

/* Those whose backup must be looked at before it is known whether they supersede others. */
static int describe(const struct search *s, struct fp_earlier_job *job, struct fp_error *err)
{
	const ptrdiff_t at = fp_record_at_risk(&job->record);
	struct fp_earlier *e = add_outcome(s->outcome, job->file.path,
					   at >= 0 ? FP_EARLIER_ELSEWHERE : FP_EARLIER_UNPROTECTED);

	if (!e)
		return fp_fail(err, FP_REFUSED, "out of memory");
	job->index = s->outcome->n_earlier - 1;
	e->is_named = job->is_named;
	e->protection = job->record.protection;
	memcpy(e->protection_mode, job->record.protection_mode, sizeof e->protection_mode);
	e->n_other_units = job->record.n_other_units;
	if (at < 0)
		return 0;
	e->block = job->record.blocks[at].range;
	load_backup(job, e);
	return 0;
}

/* What of the blocks that were being written was not selected. */
static int list_lost(const struct fp_record *record, struct fp_earlier *e, struct fp_error *err)
{
	e->lost = calloc(record->n_blocks + record->n_selected + 2, sizeof *e->lost);
	if (!e->lost)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < record->n_blocks; i++)
		if (record->blocks[i].letter == FP_LETTER_WRITING && record->blocks[i].is_shared)
			e->n_lost += fp_range_subtract(record->blocks[i].range, record->selected,
						       record->n_selected, e->lost + e->n_lost);
	return 0;
}

int fp_earlier_find(struct fp_earlier_jobs *jobs, const struct fp_earlier_request *request,
		    const struct fp_chip *chip, bool is_dry, struct fp_outcome *outcome,
		    struct fp_error *err)
{
	const struct search s = { jobs, request, chip, outcome };
	int code = take_all(&s, err);

	for (size_t i = 0; i < jobs->n && code == 0; i++) {
		struct fp_earlier scratch = { .backup = NULL };
		struct fp_earlier_job *const job = &jobs->items[i];

		/* Only those that name others need it here. */
		if (!job->record.n_inherits)
			continue;
		scratch.backup = strndup(job->file.path,
					 strlen(job->file.path) - (sizeof FP_RECORD_SUFFIX - 1));
		if (scratch.backup)
			load_backup(job, &scratch);
		free(scratch.backup);
	}
	if (code == 0)
		drop_others(&s, is_dry);
	for (size_t i = 0; i < jobs->n && code == 0; i++) {
		fp_backup_free(&jobs->items[i].backup);
		code = describe(&s, &jobs->items[i], err);
		if (code == 0)
			code = list_lost(&jobs->items[i].record,
					 &outcome->earlier[jobs->items[i].index], err);
	}
	return code;
}

static bool is_touched(const struct fp_record *record, const struct fp_job *job)
{
	for (size_t i = 0; i < record->n_blocks; i++)
		if (record->blocks[i].is_shared && record->blocks[i].letter == FP_LETTER_WRITING &&
		    fp_job_is_touching(job, record->blocks[i].range))
			return true;
	return false;
}

static enum fp_ruling judge_one(const struct fp_earlier_job *job, unsigned n_other_units,
				const struct fp_job *plan)
{
	if (job->is_named && !job->has_backup)
		return FP_EARLIER_NO_BACKUP;
	if (job->is_named)
		return fp_record_lock(&job->file) ? FP_EARLIER_RESUMED : FP_EARLIER_BUSY;
	if (!is_touched(&job->record, plan))
		return FP_EARLIER_ELSEWHERE;
	if (n_other_units > job->record.n_other_units)
		return FP_EARLIER_OTHER_UNIT;
	return job->has_backup ? FP_EARLIER_REFUSED : FP_EARLIER_NO_BACKUP;
}

static int refuse(const struct fp_earlier *e, struct fp_error *err)
{
	switch (e->verdict) {
	case FP_EARLIER_REFUSED:
		fp_fail(err, FP_REFUSED,
			"an earlier job was interrupted while it wrote 0x%" PRIx64 "+0x%" PRIx64
			": what that block held besides is in its backup %s alone",
			e->block.offset, e->block.size, e->backup);
		break;
	case FP_EARLIER_NO_BACKUP:
		fp_fail(err, FP_REFUSED,
			"an earlier job was interrupted while it wrote 0x%" PRIx64 "+0x%" PRIx64
			", as %s says; its backup %s cannot be used: %s",
			e->block.offset, e->block.size, e->record, e->backup, e->why);
		break;
	case FP_EARLIER_BUSY:
		fp_fail(err, FP_REFUSED, "the job of %s is still running", e->backup);
		break;
	case FP_EARLIER_VOID:
		if (!e->is_named)
			return 0;
		fp_fail(err, FP_REFUSED, "%s does not count: %s", e->record, e->why);
		break;
	default:
		return 0;
	}
	fp_reason(err, FP_REASON_UNFINISHED, NULL);
	return -FP_REFUSED;
}

int fp_earlier_judge(const struct fp_earlier_jobs *jobs, const struct fp_earlier_request *request,
		     const struct fp_job *job, struct fp_outcome *outcome, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < jobs->n; i++) {
		struct fp_earlier *const e = &outcome->earlier[jobs->items[i].index];

		if (fp_record_at_risk(&jobs->items[i].record) >= 0)
			e->verdict = judge_one(&jobs->items[i], request->n_other_units, job);
	}
	for (size_t i = 0; i < outcome->n_earlier && code == 0; i++)
		code = refuse(&outcome->earlier[i], err);
	return code;
}

bool fp_earlier_is_resumed(const struct fp_earlier_job *job, const struct fp_outcome *outcome)
{
	return outcome->earlier[job->index].verdict == FP_EARLIER_RESUMED;
}

bool fp_earlier_is_unprotected(const struct fp_earlier_job *job, const struct fp_outcome *outcome)
{
	const enum fp_ruling verdict = outcome->earlier[job->index].verdict;

	return job->record.protection_letter == FP_LETTER_LIFTED &&
	       (verdict == FP_EARLIER_RESUMED ||
		(verdict == FP_EARLIER_UNPROTECTED && job->is_named));
}

void fp_earlier_free(struct fp_earlier_jobs *jobs)
{
	for (size_t i = 0; i < jobs->n; i++)
		free_job(&jobs->items[i]);
	free(jobs->items);
	*jobs = (struct fp_earlier_jobs){ 0 };
}
