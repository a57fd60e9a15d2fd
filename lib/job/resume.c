// SPDX-License-Identifier: GPL-2.0-or-later
// Resuming.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/resume.h"

#define WHY_SIZE 160

bool fp_resume_fits(const struct fp_record *record, const struct fp_backup *backup, char *why)
{
	char digest[FP_DIGEST_TEXT];

	if (backup->size != record->backup_size || backup->chip_size != record->chip_size ||
	    strcmp(fp_digest_text(backup->data, backup->size, digest), record->backup_sha256)) {
		snprintf(why, WHY_SIZE, "it is another one than the record names");
		return false;
	}
	for (size_t i = 0; i < record->n_blocks; i++)
		if (!fp_backup_find(backup, record->blocks[i].range)) {
			snprintf(why, WHY_SIZE, "it does not hold all blocks of the record");
			return false;
		}
	return true;
}

static bool is_as_expected(const struct fp_record *record, const struct fp_record_block *block,
			   const struct fp_backup *backup, const uint8_t *now)
{
	char digest[FP_DIGEST_TEXT];

	if (block->letter == FP_LETTER_WAITING)
		return memcmp(now, fp_backup_find(backup, block->range),
			      (size_t)block->range.size) == 0;
	fp_record_digest(record->selected, record->n_selected, block->range, now, digest);
	return strcmp(digest, block->wanted) == 0;
}

static int contradict(const struct fp_record_block *block, char *why, struct fp_error *err)
{
	snprintf(why, WHY_SIZE, "0x%" PRIx64 "+0x%" PRIx64 " holds neither what that job %s",
		 block->range.offset, block->range.size,
		 block->letter == FP_LETTER_WAITING ? "found there nor anything it wrote"
						    : "wrote there nor what it found");
	fp_fail(err, FP_REFUSED, "another unit, or it has run since: %s", why);
	fp_reason(err, FP_REASON_UNFINISHED, NULL);
	return -FP_REFUSED;
}

/* A contradiction must not come from a bad contact: what differs is read again. */
static int prove_block(const struct fp_work *work, const struct fp_record *record,
		       const struct fp_record_block *block, const struct fp_backup *backup,
		       uint8_t *now, bool *is_good, struct fp_error *err)
{
	const size_t n = (size_t)block->range.size;
	uint8_t *const again = now + n;
	int ret = fp_reading_range(work, block->range, now, err);

	*is_good = false;
	if (ret)
		return ret;
	*is_good = is_as_expected(record, block, backup, now);
	if (*is_good)
		return 0;
	ret = fp_reading_range(work, block->range, again, err);
	if (ret || memcmp(now, again, n) == 0)
		return ret;
	ret = fp_fail(err, FP_CHIP, "read twice, 0x%" PRIx64 "+0x%" PRIx64 " differs",
		      block->range.offset, block->range.size);
	fp_hint(err, "%s", fp_contact_hint);
	return ret;
}

int fp_resume_prove(const struct fp_work *work, const struct fp_record *record,
		    const struct fp_backup *backup, unsigned *n_proofs, char *why,
		    struct fp_error *err)
{
	int ret = 0;

	*n_proofs = 0;
	for (size_t i = 0; i < record->n_blocks && !ret; i++) {
		const struct fp_record_block *const block = &record->blocks[i];
		const size_t n = (size_t)block->range.size;
		uint8_t *now;
		bool is_good;

		if (block->letter == FP_LETTER_WRITING)
			continue;
		now = malloc(2 * n);
		if (!now)
			return fp_fail(err, FP_REFUSED, "out of memory");
		ret = prove_block(work, record, block, backup, now, &is_good, err);
		if (!ret && !is_good)
			ret = contradict(block, why, err);
		*n_proofs += !ret && !fp_is_filled(now, n, now[0]);
		free(now);
	}
	return ret;
}

int fp_resume_list_lost(const struct fp_record *record, const struct fp_backup *backup,
			struct fp_job_target *lost, size_t *n_lost, struct fp_error *err)
{
	const size_t n_before = *n_lost;

	for (size_t i = 0; i < record->n_blocks; i++) {
		const struct fp_range range = record->blocks[i].range;

		if (record->blocks[i].letter != FP_LETTER_WRITING)
			continue;
		for (size_t k = 0; k < n_before; k++)
			if (fp_range_overlaps(lost[k].range, range)) {
				fp_fail(err, FP_REFUSED,
					"two earlier jobs have lost what was at 0x%" PRIx64
					"+0x%" PRIx64 ": only one can have been on this unit",
					range.offset, range.size);
				fp_reason(err, FP_REASON_UNFINISHED, NULL);
				return -FP_REFUSED;
			}
		lost[(*n_lost)++] = (struct fp_job_target){ range, fp_backup_find(backup, range) };
	}
	return 0;
}

/* Copies what of a range the job touches. */
static void mend_range(const struct fp_backup *backup, const struct fp_job *job,
		       struct fp_range range, uint8_t *data)
{
	for (size_t i = 0; i < job->n_runs; i++) {
		const struct fp_range common = fp_range_intersect(job->runs[i].range, range);

		if (common.size)
			memcpy(data + fp_job_index(job, common.offset),
			       fp_backup_find(backup, common), (size_t)common.size);
	}
}

/* Of a proven block that stays so, the bytes that both jobs have selected: what the earlier one
 * wrote there is no state before it, and nobody else's either. */
static void mend_proven(const struct fp_record *record, const struct fp_backup *backup,
			const struct fp_job *job, struct fp_range block, uint8_t *data)
{
	uint64_t from = block.offset;
	struct fp_range dirty;

	if (fp_job_next_dirty(job, &from, &dirty) && dirty.offset < fp_range_end(block))
		return;
	for (size_t i = 0; i < record->n_selected; i++)
		for (size_t k = 0; k < job->n_targets; k++) {
			const struct fp_range common = fp_range_intersect(
				fp_range_intersect(record->selected[i], job->targets[k].range),
				block);

			if (common.size)
				mend_range(backup, job, common, data);
		}
}

void fp_resume_mend(const struct fp_record *record, const struct fp_backup *backup,
		    const struct fp_job *job, uint8_t *data)
{
	for (size_t i = 0; i < record->n_blocks; i++) {
		const struct fp_record_block *const block = &record->blocks[i];

		if (block->letter == FP_LETTER_WRITING)
			mend_range(backup, job, block->range, data);
		else if (block->letter == FP_LETTER_PROVEN)
			mend_proven(record, backup, job, block->range, data);
	}
}

bool fp_resume_is_lost(const struct fp_record *record, struct fp_range range)
{
	for (size_t i = 0; i < record->n_blocks; i++)
		if (record->blocks[i].letter == FP_LETTER_WRITING &&
		    fp_range_overlaps(record->blocks[i].range, range))
			return true;
	return false;
}

int fp_resume_count(const struct fp_record *record, const struct fp_job *job, uint64_t *taken,
		    struct fp_error *err)
{
	struct fp_range *slack = calloc(job->n_targets + 2, sizeof *slack);

	*taken = 0;
	if (!slack)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < record->n_blocks; i++) {
		size_t n;

		if (record->blocks[i].letter != FP_LETTER_WRITING)
			continue;
		n = fp_job_list_slack(job, record->blocks[i].range, slack);
		for (size_t k = 0; k < n; k++)
			*taken += fp_job_count_differing(job, slack[k]);
	}
	free(slack);
	return 0;
}
