// SPDX-License-Identifier: GPL-2.0-or-later
// The guard against erases of more than was asked for.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "programmer/serve.h"

static struct {
	const struct fp_range *job;
	const struct fp_host *host;
	void (*release)(void *ctx);
	void *ctx;
	bool is_issued;
	struct fp_range *learnt;
} guard;

void guard_start(const struct fp_range *range, const struct fp_host *host,
		 void (*release)(void *ctx), void *ctx)
{
	memset(&guard, 0, sizeof guard);
	guard.job = range;
	guard.host = host;
	guard.release = release;
	guard.ctx = ctx;
}

void guard_learn(struct fp_range *range)
{
	memset(&guard, 0, sizeof guard);
	guard.learnt = range;
}

void guard_stop(void)
{
	memset(&guard, 0, sizeof guard);
}

/* Shutting the programmer down lets go of the chip's pins; the write is not gone on with. */
static struct fp_range end_write(void)
{
	const struct fp_range job = *guard.job;

	guard.job = NULL;
	guard.release(guard.ctx);
	return job;
}

/* walk_by_layout() of 1.3.0: the next eraser erases more at once, up to the whole chip, and what
 * lies outside of the job's blocks is then in memory only. */
static void end_escalation(void)
{
	const struct fp_range job = end_write();

	fp_driver_abort(
		FP_CHIP,
		"flashrom: a block in 0x%" PRIx64 "+0x%" PRIx64
		" could not be erased or programmed; flashrom was ended before it tried larger erases, nothing outside of these blocks was touched",
		job.offset, job.size);
}

static void end_larger(struct fp_range block)
{
	const bool is_issued = guard.is_issued;
	const struct fp_range job = end_write();

	fp_driver_abort(is_issued ? FP_CHIP : FP_REFUSED,
			"flashrom would erase 0x%" PRIx64 "+0x%" PRIx64
			" of this chip at once, more than the job's blocks 0x%" PRIx64 "+0x%" PRIx64
			"; it was ended before that; a larger erase-size in the plan covers it",
			block.offset, block.size, job.offset, job.size);
}

static void see_block(struct fp_range block)
{
	if (guard.learnt) {
		*guard.learnt = fp_range_join(*guard.learnt, block);
		return;
	}
	if (block.offset < guard.job->offset || fp_range_end(block) > fp_range_end(*guard.job))
		end_larger(block);
	if (guard.host->progress)
		guard.host->progress(guard.host->ctx);
}

/* walk_eraseblocks() of 1.3.0: "0x010000-0x010fff:" */
static bool parse_block(const char *text, struct fp_range *block)
{
	uint64_t to;
	char *end;

	if (strncmp(text, "0x", 2) != 0)
		return false;
	block->offset = strtoull(text, &end, 16);
	if (strncmp(end, "-0x", 3) != 0)
		return false;
	to = strtoull(end + 1, &end, 16);
	block->size = to - block->offset + 1;
	return *end == ':' && to >= block->offset;
}

/* align_region() since 1.4: "Region [0x00010000 - 0x0001ffff] is not sector aligned! Extending
 * start boundaries by 0x00010000 bytes, from 0x00010000 -> 0x00000000", and the same for the end,
 * which is the last byte. */
static bool parse_extension(const char *text, struct fp_range *block)
{
	const char *from = strstr(text, "is not sector aligned! Extending ");
	const char *to = from ? strstr(from, " -> 0x") : NULL;
	const char *region = strstr(text, "Region [0x");
	uint64_t edge, start, last;
	char *end;

	if (!to || !region)
		return false;
	edge = strtoull(to + 4, NULL, 16);
	start = strtoull(region + 8, &end, 16);
	last = strncmp(end, " - 0x", 5) == 0 ? strtoull(end + 3, NULL, 16) : start;
	block->offset = edge < start ? edge : start;
	block->size = (edge > last ? edge : last) - block->offset + 1;
	return true;
}

void guard_take(const char *text)
{
	struct fp_range block;

	if (!guard.job && !guard.learnt)
		return;
	if (guard.job && strstr(text, "Looking for another erase function"))
		end_escalation();
	/* What 1.3.0 prints behind a block's name. */
	if (strcmp(text, "E") == 0 || strcmp(text, "W") == 0)
		guard.is_issued = true;
	if (parse_block(text, &block) || parse_extension(text, &block))
		see_block(block);
}
