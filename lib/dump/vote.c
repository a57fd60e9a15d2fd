// SPDX-License-Identifier: GPL-2.0-or-later
// Voting.

#include <inttypes.h>
#include <string.h>

#include "content/kinds/kind.h"
#include "dump/vote.h"

#define TRIES_MAX 256 /* ways to choose open bytes that are tried for one partition */
#define OPEN_MAX  8

/* Which dump has the value that most have; n where several values are as frequent. */
static size_t elect(const struct fp_vote *v, uint64_t at, size_t size)
{
	size_t best = v->n, most = 1;

	for (size_t i = 0; i < v->n; i++) {
		size_t count = 0;

		for (size_t k = 0; k < v->n; k++)
			count += memcmp(v->dumps[i].data + at, v->dumps[k].data + at, size) == 0;
		if (count > most) {
			most = count;
			best = i;
		} else if (count == most && best < v->n &&
			   memcmp(v->dumps[i].data + at, v->dumps[best].data + at, size) != 0) {
			best = v->n;
			most = count;
		}
	}
	return best;
}

static void note_doubt(struct fp_vote *v, uint64_t at)
{
	struct fp_range *const last = v->n_doubts ? &v->doubt[v->n_doubts - 1] : NULL;

	v->open++;
	if (last && fp_range_end(*last) == at)
		last->size++;
	else if (v->n_doubts < FP_DOUBTS_MAX)
		v->doubt[v->n_doubts++] = (struct fp_range){ at, 1 };
}

static bool is_unanimous(const struct fp_vote *v, uint64_t at, size_t size)
{
	for (size_t i = 1; i < v->n; i++)
		if (memcmp(v->dumps[0].data + at, v->dumps[i].data + at, size) != 0)
			return false;
	return true;
}

static void vote_block(struct fp_vote *v, uint64_t at, size_t size)
{
	size_t winner;

	memcpy(v->out + at, v->dumps[0].data + at, size);
	if (is_unanimous(v, at, size))
		return;
	winner = elect(v, at, size);
	if (winner < v->n) {
		memcpy(v->out + at, v->dumps[winner].data + at, size);
		v->blocks++;
		return;
	}
	for (size_t i = 0; i < size; i++) {
		if (is_unanimous(v, at + i, 1))
			continue;
		winner = elect(v, at + i, 1);
		if (winner == v->n) {
			note_doubt(v, at + i);
			continue;
		}
		v->out[at + i] = v->dumps[winner].data[at + i];
		v->bytes++;
	}
}

/* The open bytes of one partition. */
struct open_bytes {
	uint64_t at[OPEN_MAX];
	size_t n;
};

/* False: there are none, or too many. */
static bool find_open(const struct fp_vote *v, struct fp_range range, struct open_bytes *open)
{
	open->n = 0;
	for (size_t i = 0; i < v->n_doubts; i++) {
		const struct fp_range in = fp_range_intersect(v->doubt[i], range);

		if (in.size > OPEN_MAX - open->n)
			return false;
		for (uint64_t k = 0; k < in.size; k++)
			open->at[open->n++] = in.offset + k;
	}
	return open->n > 0;
}

/* The open bytes come from the dumps that the digits of `choice` name. */
static void choose(struct fp_vote *v, const struct open_bytes *open, size_t choice)
{
	for (size_t i = 0; i < open->n; i++, choice /= v->n)
		v->out[open->at[i]] = v->dumps[choice % v->n].data[open->at[i]];
}

/* Is all that is open covered by a checksum that is right? */
static bool is_proven(const struct fp_vote *v, const struct fp_partition *part,
		      const struct open_bytes *open)
{
	const struct fp_view view = { .data = v->out + part->range.offset,
				      .fd = -1,
				      .size = part->range.size,
				      .erased = v->dumps[0].erased };
	enum fp_verdict verdict;
	struct fp_found found;
	const struct fp_kind *const kind = fp_kind_identify(&view, &verdict, &found);

	if (!kind || !kind->is_summed || verdict != FP_GOOD ||
	    (part->types && !fp_kind_is_among(kind, part->types)))
		return false;
	for (size_t i = 0; i < open->n; i++)
		if (open->at[i] - part->range.offset >= found.used)
			return false;
	return true;
}

/* The bytes that one choice gives are another choice's where dumps agree: only what differs counts
 * as a second answer. */
static bool settle(struct fp_vote *v, const struct fp_partition *part,
		   const struct open_bytes *open)
{
	uint8_t right[OPEN_MAX] = { 0 };
	size_t ways = 1, answers = 0;

	for (size_t i = 0; i < open->n && ways <= TRIES_MAX; i++)
		ways *= v->n;
	for (size_t choice = 0; choice < ways && ways <= TRIES_MAX && answers < 2; choice++) {
		bool is_new = !answers;

		choose(v, open, choice);
		for (size_t i = 0; i < open->n; i++)
			is_new |= v->out[open->at[i]] != right[i];
		if (!is_new || !is_proven(v, part, open))
			continue;
		answers++;
		for (size_t i = 0; i < open->n; i++)
			right[i] = v->out[open->at[i]];
	}
	choose(v, open, 0);
	for (size_t i = 0; i < open->n && answers == 1; i++)
		v->out[open->at[i]] = right[i];
	return answers == 1;
}

/* Takes what is settled out of the doubts. Bytes of one partition cut a range that reaches into
 * another one in two, at most. */
static void forget(struct fp_vote *v, const struct open_bytes *open)
{
	struct fp_range holes[OPEN_MAX], rest[OPEN_MAX + 1], doubt[2 * FP_DOUBTS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < v->n_doubts; i++) {
		size_t left;

		for (size_t k = 0; k < open->n; k++)
			holes[k] = (struct fp_range){ open->at[k], 1 };
		left = fp_range_subtract(v->doubt[i], holes, open->n, rest);
		for (size_t k = 0; k < left && n < 2 * FP_DOUBTS_MAX; k++)
			doubt[n++] = rest[k];
	}
	memcpy(v->doubt, doubt, n * sizeof *doubt);
	v->n_doubts = n;
	v->settled += open->n;
	v->open -= open->n;
}

static void settle_all(struct fp_vote *v, const struct fp_plan *plan)
{
	struct open_bytes open;

	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_partition *const part = &plan->parts[i];

		if (find_open(v, part->range, &open) && settle(v, part, &open))
			forget(v, &open);
	}
}

int fp_vote(struct fp_vote *v, const struct fp_plan *plan, struct fp_error *err)
{
	const uint64_t size = v->dumps[0].size;

	for (size_t i = 1; i < v->n; i++)
		if (v->dumps[i].size != size)
			return fp_fail(err, FP_REFUSED,
				       "the dumps are not of one chip: %" PRIu64
				       " bytes and %" PRIu64,
				       size, v->dumps[i].size);
	for (uint64_t at = 0; at < size; at += FP_VOTE_BLOCK)
		vote_block(v, at, size - at < FP_VOTE_BLOCK ? (size_t)(size - at) : FP_VOTE_BLOCK);
	/* Of what is not kept nothing can be tried. */
	if (plan && v->open && v->n_doubts < FP_DOUBTS_MAX)
		settle_all(v, plan);
	return 0;
}
