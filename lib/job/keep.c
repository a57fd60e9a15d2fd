// SPDX-License-Identifier: GPL-2.0-or-later
// Backup and record of a job.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "job/keep.h"
#include "job/registry.h"
#include "job/resume.h"

static bool is_resuming(const struct fp_keep *k)
{
	for (size_t i = 0; i < k->earlier->n; i++)
		if (fp_earlier_is_resumed(&k->earlier->items[i], k->outcome))
			return true;
	return false;
}

/* Its own name each time: the backup of a job that is resumed stays. */
static int create_backup(struct fp_keep *k, const struct fp_backup *backup, struct fp_error *err)
{
	const char *const name = k->course->backup;
	int ret;

	if (name && !(is_resuming(k) && access(name, F_OK) == 0)) {
		ret = fp_backup_create(name, backup, err);
		if (!ret)
			k->outcome->backup = strdup(name);
	} else {
		ret = fp_backup_create_next(name ? name : k->course->prefix, backup,
					    &k->outcome->backup, err);
	}
	if (!ret && !k->outcome->backup)
		ret = fp_fail(err, FP_REFUSED, "out of memory");
	return ret;
}

static void describe_chip(const struct fp_keep *k, struct fp_backup *backup)
{
	backup->chip_size = k->chip->size;
	snprintf(backup->chip_name, sizeof backup->chip_name, "%s", k->chip->name);
	snprintf(backup->chip_id, sizeof backup->chip_id, "%s", k->chip->id);
	snprintf(backup->plan, sizeof backup->plan, "%s", k->course->plan ? k->course->plan : "");
	backup->erase_size = k->job->block;
	backup->parts = k->course->parts;
	backup->n_parts = k->course->n_parts;
}

/* The bytes of the touched blocks as they were before whatever went wrong; NULL when out of memory.
 * The caller frees. */
static uint8_t *mended_bytes(const struct fp_keep *k)
{
	uint8_t *data = malloc(k->job->size + 1);

	if (!data)
		return NULL;
	memcpy(data, k->job->old, k->job->size);
	for (size_t i = 0; i < k->earlier->n; i++)
		if (fp_earlier_is_resumed(&k->earlier->items[i], k->outcome))
			fp_resume_mend(&k->earlier->items[i].record, &k->earlier->items[i].backup,
				       k->job, data);
	return data;
}

static int save_backup(struct fp_keep *k, struct fp_error *err)
{
	struct fp_range *ranges = calloc(k->job->n_runs + 1, sizeof *ranges);
	uint8_t *mended = is_resuming(k) ? mended_bytes(k) : NULL;
	struct fp_backup backup = { .ranges = ranges,
				    .n_ranges = k->job->n_runs,
				    .data = mended ? mended : k->job->old,
				    .size = k->job->size };
	int ret = 0;

	if (!ranges || (is_resuming(k) && !mended))
		ret = fp_fail(err, FP_REFUSED, "out of memory for the backup");
	for (size_t i = 0; i < k->job->n_runs && !ret; i++)
		ranges[i] = k->job->runs[i].range;
	if (!ret) {
		describe_chip(k, &backup);
		ret = create_backup(k, &backup, err);
	}
	if (!ret) {
		fp_digest_text(backup.data, backup.size, k->outcome->backup_sha256);
		memcpy(k->record.backup_sha256, k->outcome->backup_sha256,
		       sizeof k->record.backup_sha256);
		k->record.backup_size = backup.size;
	}
	free(mended);
	free(ranges);
	return ret;
}

static uint64_t count_taken(const struct fp_outcome *outcome)
{
	uint64_t taken = 0;

	for (size_t i = 0; i < outcome->n_earlier; i++)
		taken += outcome->earlier[i].taken;
	return taken;
}

/* Whoever says that this is that unit may be wrong: what stood in those blocks stays, too. */
static int save_found(struct fp_keep *k, struct fp_error *err)
{
	const size_t n_lost = k->job->n_lost;
	struct fp_range *ranges = calloc(n_lost + 1, sizeof *ranges);
	uint8_t *data = malloc(k->job->size + 1);
	struct fp_backup backup = { .ranges = ranges, .data = data };
	int ret = 0;

	k->outcome->found = fp_file_beside(k->outcome->backup, ".found");
	if (!ranges || !data || !k->outcome->found)
		ret = fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < n_lost && !ret; i++)
		ranges[i] = k->job->lost[i].range;
	backup.n_ranges = ret ? 0 : fp_range_merge(ranges, n_lost);
	for (size_t i = 0; i < backup.n_ranges; i++) {
		memcpy(data + backup.size, k->job->old + fp_job_index(k->job, ranges[i].offset),
		       (size_t)ranges[i].size);
		backup.size += (size_t)ranges[i].size;
	}
	if (!ret) {
		describe_chip(k, &backup);
		ret = fp_backup_create(k->outcome->found, &backup, err);
	}
	free(data);
	free(ranges);
	if (ret) {
		free(k->outcome->found);
		k->outcome->found = NULL;
	}
	return ret;
}

/* Has nobody brought back what an earlier job has lifted? */
static bool is_still_lifted(const struct fp_record *record, const struct fp_outcome *outcome)
{
	const struct fp_range was = record->protection, now = outcome->protection.range;

	return record->protection_letter == FP_LETTER_LIFTED &&
	       (!outcome->protection.is_known || !fp_range_is_same(was, now));
}

/* What a job that is resumed has taken over itself is taken over, too. */
static int inherit(struct fp_keep *k, const struct fp_record *from, struct fp_error *err)
{
	struct fp_record *const r = &k->record;
	char(*more)[FP_RECORD_ID] =
		realloc(r->inherits, (r->n_inherits + from->n_inherits + 1) * sizeof *more);

	if (!more)
		return fp_fail(err, FP_REFUSED, "out of memory");
	r->inherits = more;
	memcpy(more[r->n_inherits++], from->id, sizeof from->id);
	for (size_t i = 0; i < from->n_inherits; i++)
		memcpy(more[r->n_inherits++], from->inherits[i], sizeof from->inherits[i]);
	for (size_t i = 0; i < r->n_blocks; i++)
		if (fp_resume_is_lost(from, r->blocks[i].range)) {
			k->is_inherited[i] = true;
			r->blocks[i].letter = FP_LETTER_WRITING;
		}
	if (is_still_lifted(from, k->outcome) && !r->protection.size) {
		r->protection = from->protection;
		memcpy(r->protection_mode, from->protection_mode, sizeof r->protection_mode);
		r->protection_letter = FP_LETTER_LIFTED;
		k->is_protection_inherited = true;
	}
	return 0;
}

static int fill_record(struct fp_keep *k, struct fp_error *err)
{
	struct fp_record *const r = &k->record;
	int ret = fp_record_take_job(r, k->job, err);

	if (!ret)
		ret = fp_record_draw_id(r, err);
	k->is_inherited = calloc(r->n_blocks + 1, sizeof *k->is_inherited);
	if (!ret && !k->is_inherited)
		ret = fp_fail(err, FP_REFUSED, "out of memory");
	if (ret)
		return ret;
	r->chip_size = k->chip->size;
	snprintf(r->chip_name, sizeof r->chip_name, "%s", k->chip->name);
	snprintf(r->chip_id, sizeof r->chip_id, "%s", k->chip->id);
	r->command = k->course->command;
	r->n_command = k->course->n_command;
	r->directory = k->course->directory;
	r->n_other_units = k->course->earlier.n_other_units;
	r->protection_letter = FP_LETTER_WAITING;
	/* It is lifted wherever it is, and of what is vague nothing could be brought back. */
	if (k->outcome->protection.range.size && !k->outcome->protection.is_vague) {
		r->protection = k->outcome->protection.range;
		memcpy(r->protection_mode, k->outcome->protection.mode, sizeof r->protection_mode);
		r->protection_letter = FP_LETTER_LIFTED;
	}
	for (size_t i = 0; i < k->earlier->n && !ret; i++)
		if (fp_earlier_is_resumed(&k->earlier->items[i], k->outcome))
			ret = inherit(k, &k->earlier->items[i].record, err);
	return ret;
}

/* Jobs on whole blocks of an unprotected chip need none: the same job again converges. */
static bool needs_record(const struct fp_record *record)
{
	if (record->protection_letter == FP_LETTER_LIFTED)
		return true;
	for (size_t i = 0; i < record->n_blocks; i++)
		if (record->blocks[i].is_shared)
			return true;
	return false;
}

static int save_record(struct fp_keep *k, struct fp_error *err)
{
	int ret = fill_record(k, err);

	if (ret || !needs_record(&k->record))
		return ret;
	ret = fp_record_create(k->outcome->backup, &k->record, &k->file, err);
	if (!ret && k->course->earlier.registry)
		fp_registry_add(k->course->earlier.registry, k->record.id, k->file.path);
	return ret;
}

/* Nothing was issued: what was made for it would only be in the way. */
static void remove_backup(const char *path)
{
	char *manifest = path ? fp_file_beside(path, ".json") : NULL;

	if (manifest) {
		unlink(manifest);
		unlink(path);
	}
	free(manifest);
}

int fp_keep_retire(struct fp_earlier_job *job, const char *registry, struct fp_error *err)
{
	const int ret = fp_record_remove(&job->file, err);

	if (!ret && registry)
		fp_registry_remove(registry, job->record.id);
	return ret;
}

/* Their place is taken by the record that is on disk now. */
static int retire_all(struct fp_earlier_jobs *jobs, const struct fp_course *course,
		      const struct fp_outcome *outcome, struct fp_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < jobs->n && !ret; i++)
		if (fp_earlier_is_resumed(&jobs->items[i], outcome))
			ret = fp_keep_retire(&jobs->items[i], course->earlier.registry, err);
	return ret;
}

int fp_keep_begin(struct fp_keep *k, struct fp_error *err)
{
	int ret = save_backup(k, err);

	if (ret)
		return ret;
	if (count_taken(k->outcome))
		ret = save_found(k, err);
	if (!ret)
		ret = save_record(k, err);
	if (!ret)
		return retire_all(k->earlier, k->course, k->outcome, err);
	remove_backup(k->outcome->found);
	free(k->outcome->found);
	k->outcome->found = NULL;
	remove_backup(k->outcome->backup);
	free(k->outcome->backup);
	k->outcome->backup = NULL;
	return ret;
}

int fp_keep_letter(void *ctx, struct fp_range range, enum fp_letter letter, struct fp_error *err)
{
	struct fp_keep *const k = ctx;

	if (!k->file.path)
		return 0;
	for (size_t i = 0; i < k->record.n_blocks; i++) {
		struct fp_record_block *const block = &k->record.blocks[i];
		int ret;

		if (block->range.offset != range.offset)
			continue;
		/* What was lost before is still lost. */
		if (letter == FP_LETTER_WAITING && k->is_inherited[i])
			letter = FP_LETTER_WRITING;
		if (block->letter == (char)letter)
			return 0;
		ret = fp_record_set(&k->file, (ptrdiff_t)i, letter, err);
		if (!ret)
			block->letter = (char)letter;
		return ret;
	}
	return fp_fail(err, FP_REFUSED, "a block is not in the record of this job");
}

static bool is_settled(const struct fp_keep *k)
{
	const bool is_protected =
		k->record.protection_letter != FP_LETTER_LIFTED ||
		(k->is_protection_inherited && k->outcome->protection.is_mended) ||
		(!k->is_protection_inherited &&
		 (!k->outcome->protection.is_lifted || k->outcome->protection.is_restored));

	return is_protected && fp_record_at_risk(&k->record) < 0;
}

void fp_keep_end(struct fp_keep *k)
{
	struct fp_error ignored = { 0 };

	if (k->file.path && is_settled(k)) {
		if (k->course->earlier.registry)
			fp_registry_remove(k->course->earlier.registry, k->record.id);
		/* One that stays names nothing that is at risk: the next job removes it. */
		if (fp_record_remove(&k->file, &ignored) < 0)
			fp_record_close(&k->file);
	} else if (k->file.path) {
		k->outcome->record = strdup(k->file.path);
		fp_record_close(&k->file);
	}
	fp_record_free(&k->record);
	free(k->is_inherited);
}

int fp_keep_settle_all(struct fp_earlier_jobs *jobs, const struct fp_course *course,
		       const struct fp_outcome *outcome, struct fp_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < jobs->n && !ret; i++) {
		struct fp_earlier_job *const job = &jobs->items[i];
		const bool stays = is_still_lifted(&job->record, outcome);

		if (!fp_earlier_is_resumed(job, outcome))
			continue;
		if (!stays)
			ret = fp_keep_retire(job, course->earlier.registry, err);
		for (size_t k = 0; stays && k < job->record.n_blocks && !ret; k++)
			ret = fp_record_set(&job->file, (ptrdiff_t)k, FP_LETTER_PROVEN, err);
	}
	return ret;
}
