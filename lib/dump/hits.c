// SPDX-License-Identifier: GPL-2.0-or-later
// The search for contents: at block boundaries, and right behind what was found.

#include <stdlib.h>

#include "base/bytes.h"
#include "content/env-find.h"
#include "dump/hits.h"

#define COARSE 65536 /* bytes: where a kind without a magic number is tried */

struct search {
	const struct fp_view *dump;
	struct fp_hits *hits;
	struct fp_env_copy envs[FP_ENV_COPIES_MAX];
	size_t n_envs;
	bool is_inside; /* of bytes that nothing is known of */
};

static int add(struct search *s, const struct fp_hit *hit, struct fp_error *err)
{
	struct fp_hits *const hits = s->hits;

	if (!hits->item)
		hits->item = malloc(FP_HITS_MAX * sizeof *hits->item);
	if (!hits->item)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (hits->n < FP_HITS_MAX)
		hits->item[hits->n++] = *hit;
	return 0;
}

static bool is_env_at(const struct search *s, uint64_t at)
{
	for (size_t i = 0; i < s->n_envs; i++)
		if (s->envs[i].offset == at)
			return true;
	return false;
}

/* What has no magic number is tried where a piece of flash begins only: an environment is found by
 * a search of its own, and blank bytes are no content. */
static bool is_worth_it(const struct search *s, const struct fp_kind *kind, uint64_t at)
{
	if (!kind->align || at % kind->align)
		return false;
	if (kind == &fp_kind_env)
		return is_env_at(s, at);
	return kind->magics || (!s->is_inside && at % COARSE == 0);
}

/* A JFFS2 that was mounted has a clean marker in each of its free blocks, and one that was not has
 * no node behind its first free block: what follows a block without anything is another one. */
static uint64_t jffs2_room(const struct search *s, uint64_t at)
{
	const struct fp_view *const dump = s->dump;

	for (uint64_t block = at & ~(uint64_t)(COARSE - 1); block + COARSE <= dump->size;
	     block += COARSE)
		if (block > at && fp_is_filled(dump->data + block, COARSE, dump->erased))
			return block - at;
	return dump->size - at;
}

static bool identify(const struct search *s, uint64_t at, struct fp_hit *hit)
{
	struct fp_view here = fp_view_part(s->dump, at, s->dump->size);

	hit->offset = at;
	for (size_t i = 0; (hit->kind = fp_kind_at(i)); i++)
		if (is_worth_it(s, hit->kind, at) &&
		    fp_kind_try(hit->kind, &here, &hit->found) == FP_GOOD)
			break;
	if (hit->kind == &fp_kind_jffs2) {
		here = fp_view_part(s->dump, at, jffs2_room(s, at));
		fp_kind_try(hit->kind, &here, &hit->found);
	}
	return hit->kind;
}

static bool is_blank(const struct search *s, uint64_t at)
{
	const uint8_t *const p = s->dump->data + at;
	const size_t left = (size_t)(s->dump->size - at);
	const size_t n = left < FP_HITS_STEP ? left : FP_HITS_STEP;

	return fp_is_filled(p, n, s->dump->erased) || fp_is_filled(p, n, 0);
}

/* The next place worth a look: behind a content every word up to the next step, as root file
 * systems follow their kernels. */
static uint64_t next_place(const struct search *s, uint64_t at)
{
	if (at % FP_HITS_STEP == 0)
		return at + FP_HITS_STEP;
	do
		at += 4;
	while (at % FP_HITS_STEP && at < s->dump->size &&
	       (s->dump->data[at] == s->dump->erased || !s->dump->data[at]));
	return at;
}

static uint64_t end_of(const struct fp_hit *hit)
{
	return hit->found.used ? (hit->offset + hit->found.used + 3) & ~UINT64_C(3)
			       : (hit->offset | (FP_HITS_STEP - 1)) + 1;
}

int fp_hits_find(const struct fp_view *dump, struct fp_hits *hits, struct fp_error *err)
{
	struct search s = { .dump = dump, .hits = hits };
	struct fp_hit hit;
	uint64_t at = 0;
	int code = 0;

	s.n_envs = fp_env_scan(dump->data, (size_t)dump->size, s.envs, FP_ENV_COPIES_MAX);
	while (at < dump->size && code == 0) {
		if (at % FP_HITS_STEP == 0 && is_blank(&s, at)) {
			s.is_inside = false;
			at += FP_HITS_STEP;
		} else if (identify(&s, at, &hit)) {
			code = add(&s, &hit, err);
			s.is_inside = !hit.found.used;
			at = end_of(&hit);
		} else {
			s.is_inside |= at % FP_HITS_STEP == 0;
			at = next_place(&s, at);
		}
	}
	return code;
}
