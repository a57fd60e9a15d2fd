// SPDX-License-Identifier: GPL-2.0-or-later
// Going on after runs that were interrupted, by what journal.h tells of them.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "job/journal.h"
#include "report.h"
#include "unfinished.h"

bool unfinished_has(const struct unfinished *u, const char *backup)
{
	for (size_t i = 0; i < u->n; i++)
		if (strcmp(u->runs[i].backup, backup) == 0)
			return true;
	return false;
}

static int add(struct unfinished *u, const char *backup, struct fp_error *err)
{
	struct unfinished_run *more;

	if (unfinished_has(u, backup))
		return 0;
	more = realloc(u->runs, (u->n + 1) * sizeof *more);
	if (!more)
		return fp_fail(err, FP_REFUSED, "out of memory");
	u->runs = more;
	more[u->n] = (struct unfinished_run){ .backup = strdup(backup) };
	if (!more[u->n].backup)
		return fp_fail(err, FP_REFUSED, "out of memory");
	u->n++;
	return 0;
}

int unfinished_find(struct unfinished *u, const char *plan, const char *backup,
		    struct fp_error *err)
{
	const char *const prefixes[] = { plan, backup };
	int code = 0;

	for (size_t k = 0; k < 2 && prefixes[k] && code == 0; k++) {
		char **paths;
		size_t n;

		code = fp_journal_find(prefixes[k], &paths, &n, err);
		for (size_t i = 0; i < n; i++) {
			if (code == 0)
				code = add(u, paths[i], err);
			free(paths[i]);
		}
		free(paths);
	}
	return code;
}

static bool is_same_chip(const struct fp_backup *backup, const struct fp_chip *chip)
{
	return backup->chip_size == chip->size && strcmp(backup->chip_id, chip->id) == 0;
}

/* older: the n_older marks that were gone on from so far; one more is added. */
static int resume(struct unfinished_run *run, struct fp_job *job, const struct fp_chip *chip,
		  struct fp_range *older, size_t *n_older, struct fp_error *err)
{
	struct fp_backup backup = { 0 };
	struct fp_range at;
	uint64_t taken = 0;
	bool is_there;
	int code = fp_journal_read(run->backup, &is_there, &at, err);

	if (code < 0 || !is_there || !at.size)
		return code;
	code = fp_backup_load(run->backup, &backup, err);
	run->is_ours = code == 0 && is_same_chip(&backup, chip);
	if (run->is_ours) {
		code = fp_journal_resume(job, &backup, at, older, *n_older, &taken, err);
		older[(*n_older)++] = at;
	}
	if (taken)
		report_note("an earlier run was interrupted at 0x%" PRIx64 ": %" PRIu64
			    " bytes beside the selection come from its backup %s",
			    at.offset, taken, run->backup);
	fp_backup_free(&backup);
	return code;
}

int unfinished_resume(struct unfinished *u, struct fp_job *job, const struct fp_chip *chip,
		      struct fp_error *err)
{
	struct fp_range *older = malloc((u->n + 1) * sizeof *older);
	size_t n = 0;
	int code = 0;

	if (!older)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < u->n && code == 0; i++)
		code = resume(&u->runs[i], job, chip, older, &n, err);
	free(older);
	return code;
}

static bool is_touched(const struct fp_job *job, struct fp_range range)
{
	for (size_t i = 0; i < job->n_runs; i++)
		if (fp_range_contains(job->runs[i].range, range))
			return true;
	return false;
}

int unfinished_settle(const struct unfinished *u, const struct fp_job *job, struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < u->n && code == 0; i++) {
		const struct unfinished_run *const run = &u->runs[i];
		struct fp_range at;
		bool is_there;

		code = fp_journal_read(run->backup, &is_there, &at, err);
		if (code == 0 && (!at.size || (run->is_ours && is_touched(job, at))))
			code = fp_journal_clear(run->backup, err);
	}
	return code;
}

void unfinished_free(struct unfinished *u)
{
	for (size_t i = 0; i < u->n; i++)
		free(u->runs[i].backup);
	free(u->runs);
}
