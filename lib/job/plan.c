// SPDX-License-Identifier: GPL-2.0-or-later
// Programming jobs: from targets to blocks, and what differs in them.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "job/plan.h"
#include "programmer/driver.h"

static int by_offset(const void *a, const void *b)
{
	const struct fp_job_target *x = a, *y = b;

	return (x->range.offset > y->range.offset) - (x->range.offset < y->range.offset);
}

/* They are checked here although the caller has cut them from a checked plan: an overlap would
 * silently lose one of the two contents. */
static int copy_targets(const struct fp_job_target *targets, size_t n, uint64_t chip_size,
			struct fp_job_target *copy, size_t *n_copied, struct fp_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct fp_range r = targets[i].range;

		if (!fp_range_fits(r, chip_size))
			return fp_fail(err, FP_REFUSED,
				       "0x%" PRIx64 "+0x%" PRIx64
				       " leaves the chip, which has 0x%" PRIx64 " bytes",
				       r.offset, r.size, chip_size);
		if (r.size)
			copy[(*n_copied)++] = targets[i];
	}
	qsort(copy, *n_copied, sizeof *copy, by_offset);
	for (size_t i = 1; i < *n_copied; i++) {
		const struct fp_range r = copy[i].range;

		if (fp_range_end(copy[i - 1].range) > r.offset)
			return fp_fail(err, FP_REFUSED, "two contents for the bytes at 0x%" PRIx64,
				       r.offset);
	}
	return 0;
}

static int copy_wish(struct fp_job *job, const struct fp_job_wish *wish, uint64_t chip_size,
		     struct fp_error *err)
{
	const size_t n = wish->n_targets + wish->n_lost;
	int code;

	job->targets = calloc(wish->n_targets + 1, sizeof *job->targets);
	job->lost = calloc(wish->n_lost + 1, sizeof *job->lost);
	if (!job->targets || !job->lost)
		return fp_fail(err, FP_REFUSED, "out of memory for %zu ranges", n);
	code = copy_targets(wish->targets, wish->n_targets, chip_size, job->targets,
			    &job->n_targets, err);
	if (code == 0)
		code = copy_targets(wish->lost, wish->n_lost, chip_size, job->lost, &job->n_lost,
				    err);
	return code;
}

static size_t list_targets(const struct fp_job_target *targets, size_t n, struct fp_range *list)
{
	for (size_t i = 0; i < n; i++)
		list[i] = targets[i].range;
	return n;
}

/* From all that is wished to runs of blocks. */
static int make_runs(struct fp_job *job, uint64_t *total, struct fp_error *err)
{
	const size_t n_amended = job->amend ? job->amend->n : 0;
	size_t n = job->n_targets + job->n_lost + n_amended;
	struct fp_range *const list = calloc(n + 1, sizeof *list);

	job->runs = calloc(n + 1, sizeof *job->runs);
	if (!list || !job->runs) {
		free(list);
		return fp_fail(err, FP_REFUSED, "out of memory for %zu ranges", n);
	}
	n = list_targets(job->targets, job->n_targets, list);
	n += list_targets(job->lost, job->n_lost, list + n);
	for (size_t i = 0; i < n_amended; i++)
		list[n++] = job->amend->ranges[i];
	for (size_t i = 0; i < n; i++)
		list[i] = fp_range_widen(list[i], job->block);
	n = fp_range_merge(list, n);
	*total = 0;
	for (size_t i = 0; i < n; i++) {
		job->runs[job->n_runs++] = (struct fp_job_run){ list[i], (size_t)*total };
		*total += list[i].size;
	}
	free(list);
	return 0;
}

int fp_job_plan(struct fp_job *job, const struct fp_job_wish *wish, uint64_t chip_size,
		uint32_t block, struct fp_error *err)
{
	uint64_t total = 0;
	int ret;

	memset(job, 0, sizeof *job);
	if (!block || (block & (block - 1)) || chip_size % block)
		return fp_fail(err, FP_REFUSED,
			       "a chip of 0x%" PRIx64
			       " bytes cannot be divided into erase blocks of 0x%" PRIx32,
			       chip_size, block);
	job->block = block;
	ret = copy_wish(job, wish, chip_size, err);
	if (ret)
		return ret;
	job->amend = wish->amend;
	ret = make_runs(job, &total, err);
	if (ret)
		return ret;
	if (total <= SIZE_MAX / 2) {
		job->size = (size_t)total;
		job->old = calloc(job->size ? job->size : 1, 1);
		job->piece = malloc(block > FP_TRANSFER_MAX ? block : FP_TRANSFER_MAX);
	}
	if (!job->old || !job->piece)
		return fp_fail(err, FP_REFUSED,
			       "out of memory: the touched blocks need 0x%" PRIx64 " bytes", total);
	return 0;
}

void fp_job_free(struct fp_job *job)
{
	for (size_t i = 0; i < job->n_amended; i++)
		free((uint8_t *)job->amended[i].data);
	free(job->amended);
	free(job->targets);
	free(job->lost);
	free(job->runs);
	free(job->old);
	free(job->piece);
	memset(job, 0, sizeof *job);
}

/* The first of n items that ends behind offset; n if there is none. Items are sorted and begin with
 * their struct fp_range. */
static size_t first_behind(const void *items, size_t n, size_t item_size, uint64_t offset)
{
	size_t low = 0, high = n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const void *item = (const char *)items + middle * item_size;
		const struct fp_range *range = item;

		if (fp_range_end(*range) > offset)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static size_t find_run(const struct fp_job *job, uint64_t offset)
{
	return first_behind(job->runs, job->n_runs, sizeof *job->runs, offset);
}

bool fp_job_is_mixed(const struct fp_job *job, uint64_t offset)
{
	const struct fp_range block = { offset & ~((uint64_t)job->block - 1), job->block };
	size_t i = first_behind(job->targets, job->n_targets, sizeof *job->targets, block.offset);
	uint64_t covered = 0;

	for (; i < job->n_targets; i++) {
		const struct fp_range part = fp_range_intersect(job->targets[i].range, block);

		if (!part.size)
			break;
		covered += part.size;
	}
	return covered < block.size;
}

bool fp_job_has_lost(const struct fp_job *job, struct fp_range range)
{
	const size_t i = first_behind(job->lost, job->n_lost, sizeof *job->lost, range.offset);

	return i < job->n_lost && fp_range_overlaps(job->lost[i].range, range);
}

bool fp_job_is_touching(const struct fp_job *job, struct fp_range range)
{
	const size_t i = find_run(job, range.offset);

	return i < job->n_runs && fp_range_overlaps(job->runs[i].range, range);
}

size_t fp_job_list_slack(const struct fp_job *job, struct fp_range range, struct fp_range *list)
{
	size_t i = first_behind(job->targets, job->n_targets, sizeof *job->targets, range.offset);
	uint64_t at = range.offset;
	size_t n = 0;

	for (; i < job->n_targets && fp_range_overlaps(job->targets[i].range, range); i++) {
		const struct fp_range target = fp_range_intersect(job->targets[i].range, range);

		if (target.offset > at)
			list[n++] = (struct fp_range){ at, target.offset - at };
		at = fp_range_end(target);
	}
	if (at < fp_range_end(range))
		list[n++] = (struct fp_range){ at, fp_range_end(range) - at };
	return n;
}

static void lay_over(const struct fp_job_target *list, size_t n, struct fp_range range,
		     uint8_t *bytes)
{
	for (size_t i = first_behind(list, n, sizeof *list, range.offset); i < n; i++) {
		const struct fp_range common = fp_range_intersect(list[i].range, range);

		if (!common.size)
			break;
		memcpy(bytes + (common.offset - range.offset),
		       list[i].data + (common.offset - list[i].range.offset), (size_t)common.size);
	}
}

int fp_job_make_amended(struct fp_job *job, struct fp_error *err)
{
	const struct fp_job_amend *const amend = job->amend;
	int code = 0;

	if (!amend || !amend->n)
		return 0;
	job->amended = calloc(amend->n, sizeof *job->amended);
	if (!job->amended)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < amend->n && code == 0; i++) {
		const struct fp_range range = amend->ranges[i];
		uint8_t *const bytes = malloc((size_t)range.size);

		if (!bytes)
			return fp_fail(err, FP_REFUSED, "out of memory");
		job->amended[job->n_amended++] = (struct fp_job_target){ range, bytes };
		memcpy(bytes, job->old + fp_job_index(job, range.offset), (size_t)range.size);
		lay_over(job->lost, job->n_lost, range, bytes);
		code = amend->run(amend->ctx, i, bytes, err);
	}
	qsort(job->amended, job->n_amended, sizeof *job->amended, by_offset);
	return code;
}

const uint8_t *fp_job_want(const struct fp_job *job, struct fp_range range)
{
	const size_t i =
		first_behind(job->targets, job->n_targets, sizeof *job->targets, range.offset);

	if (i < job->n_targets && fp_range_contains(job->targets[i].range, range))
		return job->targets[i].data + (range.offset - job->targets[i].range.offset);
	memcpy(job->piece, job->old + fp_job_index(job, range.offset), (size_t)range.size);
	lay_over(job->lost, job->n_lost, range, job->piece);
	lay_over(job->targets, job->n_targets, range, job->piece);
	lay_over(job->amended, job->n_amended, range, job->piece);
	return job->piece;
}

uint64_t fp_job_count_differing(const struct fp_job *job, struct fp_range range)
{
	struct fp_range part = { range.offset, 0 };
	uint64_t sum = 0;

	for (; part.offset < fp_range_end(range); part.offset += part.size) {
		const uint64_t left = fp_range_end(range) - part.offset;

		part.size = left < FP_TRANSFER_MAX ? left : FP_TRANSFER_MAX;
		sum += fp_compare(job->old + fp_job_index(job, part.offset), fp_job_want(job, part),
				  (size_t)part.size)
			       .count;
	}
	return sum;
}

static bool is_dirty(const struct fp_job *job, uint64_t offset)
{
	const struct fp_range block = { offset, job->block };

	return memcmp(job->old + fp_job_index(job, offset), fp_job_want(job, block), job->block) !=
	       0;
}

static bool is_doubtful(const struct fp_job *job, uint64_t offset)
{
	const uint8_t *old = job->old + fp_job_index(job, offset);

	return fp_job_is_mixed(job, offset) ||
	       (fp_is_filled(old, job->block, old[0]) && !is_dirty(job, offset));
}

static bool next_blocks(const struct fp_job *job, bool (*has)(const struct fp_job *, uint64_t),
			uint64_t *from, struct fp_range *found)
{
	const uint64_t most = job->block > FP_TRANSFER_MAX ? job->block : FP_TRANSFER_MAX;
	const uint64_t start = *from & ~((uint64_t)job->block - 1);

	for (size_t i = find_run(job, start); i < job->n_runs; i++) {
		const struct fp_range run = job->runs[i].range;
		uint64_t at = run.offset > start ? run.offset : start;

		while (at < fp_range_end(run) && !has(job, at))
			at += job->block;
		found->offset = at;
		while (at < fp_range_end(run) && at - found->offset < most && has(job, at))
			at += job->block;
		found->size = at - found->offset;
		*from = at;
		if (found->size)
			return true;
	}
	return false;
}

bool fp_job_next_dirty(const struct fp_job *job, uint64_t *from, struct fp_range *dirty)
{
	uint64_t n = job->block;

	if (!next_blocks(job, is_dirty, from, dirty))
		return false;
	while (n < dirty->size && !fp_job_is_mixed(job, dirty->offset) &&
	       !fp_job_is_mixed(job, dirty->offset + n))
		n += job->block;
	dirty->size = n;
	*from = fp_range_end(*dirty);
	return true;
}

bool fp_job_next_doubtful(const struct fp_job *job, uint64_t *from, struct fp_range *doubtful)
{
	return next_blocks(job, is_doubtful, from, doubtful);
}

size_t fp_job_index(const struct fp_job *job, uint64_t offset)
{
	const struct fp_job_run *run = &job->runs[find_run(job, offset)];

	return run->at + (size_t)(offset - run->range.offset);
}

static uint64_t count(const struct fp_job *job,
		      bool (*next)(const struct fp_job *, uint64_t *, struct fp_range *))
{
	uint64_t from = 0, sum = 0;
	struct fp_range range;

	while (next(job, &from, &range))
		sum += range.size;
	return sum;
}

uint64_t fp_job_count_dirty(const struct fp_job *job)
{
	return count(job, fp_job_next_dirty);
}

uint64_t fp_job_count_doubtful(const struct fp_job *job)
{
	return count(job, fp_job_next_doubtful);
}
