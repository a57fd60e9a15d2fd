// SPDX-License-Identifier: GPL-2.0-or-later
// Arithmetic on ranges.

#include <stdlib.h>

#include "base/range.h"

bool fp_add(uint64_t a, uint64_t b, uint64_t *sum)
{
	if (a > UINT64_MAX - b)
		return false;
	*sum = a + b;
	return true;
}

bool fp_mul(uint64_t a, uint64_t b, uint64_t *product)
{
	if (b && a > UINT64_MAX / b)
		return false;
	*product = a * b;
	return true;
}

uint64_t fp_range_end(struct fp_range r)
{
	return r.offset + r.size;
}

bool fp_range_fits(struct fp_range r, uint64_t limit)
{
	return r.offset <= limit && r.size <= limit - r.offset;
}

bool fp_range_contains(struct fp_range outer, struct fp_range inner)
{
	return inner.offset >= outer.offset && fp_range_end(inner) <= fp_range_end(outer);
}

bool fp_range_overlaps(struct fp_range a, struct fp_range b)
{
	return fp_range_intersect(a, b).size > 0;
}

bool fp_range_is_same(struct fp_range a, struct fp_range b)
{
	return a.offset == b.offset && a.size == b.size;
}

struct fp_range fp_range_intersect(struct fp_range a, struct fp_range b)
{
	const uint64_t start = a.offset > b.offset ? a.offset : b.offset;
	const uint64_t a_end = fp_range_end(a), b_end = fp_range_end(b);
	const uint64_t end = a_end < b_end ? a_end : b_end;

	return (struct fp_range){ start, end > start ? end - start : 0 };
}

struct fp_range fp_range_join(struct fp_range a, struct fp_range b)
{
	const uint64_t start = a.offset < b.offset ? a.offset : b.offset;
	const uint64_t a_end = fp_range_end(a), b_end = fp_range_end(b);

	if (!a.size || !b.size)
		return a.size ? a : b;
	return (struct fp_range){ start, (a_end > b_end ? a_end : b_end) - start };
}

struct fp_range fp_range_widen(struct fp_range r, uint64_t block)
{
	const uint64_t start = r.offset & ~(block - 1);
	const uint64_t end = (fp_range_end(r) + block - 1) & ~(block - 1);

	return (struct fp_range){ start, end - start };
}

static int by_offset(const void *a, const void *b)
{
	const struct fp_range *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

size_t fp_range_merge(struct fp_range *list, size_t n)
{
	size_t kept = 0;

	if (n)
		qsort(list, n, sizeof *list, by_offset);
	for (size_t i = 0; i < n; i++) {
		struct fp_range *last = kept ? &list[kept - 1] : NULL;

		if (!list[i].size)
			continue;
		if (!last || list[i].offset > fp_range_end(*last))
			list[kept++] = list[i];
		else if (fp_range_end(list[i]) > fp_range_end(*last))
			last->size = fp_range_end(list[i]) - last->offset;
	}
	return kept;
}

size_t fp_range_subtract(struct fp_range whole, struct fp_range *holes, size_t n,
			 struct fp_range *rest)
{
	uint64_t at = whole.offset;
	size_t kept = 0;

	n = fp_range_merge(holes, n);
	for (size_t i = 0; i < n; i++) {
		const struct fp_range hole = fp_range_intersect(holes[i], whole);

		if (!hole.size)
			continue;
		if (hole.offset > at)
			rest[kept++] = (struct fp_range){ at, hole.offset - at };
		at = fp_range_end(hole);
	}
	if (at < fp_range_end(whole))
		rest[kept++] = (struct fp_range){ at, fp_range_end(whole) - at };
	return kept;
}
