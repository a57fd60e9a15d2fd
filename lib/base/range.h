/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges of bytes on a chip, and the arithmetic on them that cannot overflow. */
#ifndef FP_BASE_RANGE_H
#define FP_BASE_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes offset .. offset + size - 1. Inclusive ends exist only inside the flashrom formats. */
struct fp_range {
	uint64_t offset, size;
};

/* False on overflow; *sum (*product) is then untouched. */
bool fp_add(uint64_t a, uint64_t b, uint64_t *sum);
bool fp_mul(uint64_t a, uint64_t b, uint64_t *product);

/* The first byte after it. The range must be a checked one: offset + size fits in 64 bits. */
uint64_t fp_range_end(struct fp_range r);

/* Does r lie in 0 .. limit - 1? True only if offset + size does not overflow either. */
bool fp_range_fits(struct fp_range r, uint64_t limit);

bool fp_range_contains(struct fp_range outer, struct fp_range inner);
bool fp_range_is_same(struct fp_range a, struct fp_range b);
bool fp_range_overlaps(struct fp_range a, struct fp_range b);

/* The common part; size 0 where there is none. */
struct fp_range fp_range_intersect(struct fp_range a, struct fp_range b);

/* The smallest range that holds both; an empty one counts for nothing. */
struct fp_range fp_range_join(struct fp_range a, struct fp_range b);

/* Outward to multiples of block (a power of two). */
struct fp_range fp_range_widen(struct fp_range r, uint64_t block);

/* Sorts by offset and joins those that touch or overlap, in place. Returns the new count. */
size_t fp_range_merge(struct fp_range *list, size_t n);

/* What is left of whole without the n holes, in offset order; rest has room for n + 1. The holes
 * come in any order, may overlap, and are merged in place. Returns the count. */
size_t fp_range_subtract(struct fp_range whole, struct fp_range *holes, size_t n,
			 struct fp_range *rest);

#endif
