// SPDX-License-Identifier: GPL-2.0-or-later
// The rules of a plan. Every fault is recorded; none is said twice.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content/kinds/kind.h"
#include "base/nearest.h"
#include "base/number.h"
#include "base/text.h"
#include "plan/check-fields.h"
#include "plan/check.h"
#include "plan/locate.h"
#include "plan/pieces.h"
#include "plan/table.h"

/* The nearest stated offset behind this one, or the chip's end. */
static uint64_t next_offset(const struct fp_plan *plan, uint64_t offset)
{
	uint64_t next = plan->size;

	for (size_t i = 0; i < plan->n_parts; i++) {
		const uint64_t other = plan->parts[i].range.offset;

		if (other < FP_OFFSET_UNKNOWN && other > offset && other < next)
			next = other;
	}
	return next;
}

void fp_plan_resolve(struct fp_plan *plan)
{
	uint64_t next = 0;

	for (size_t i = 0; i < plan->n_parts; i++) {
		struct fp_range *const r = &plan->parts[i].range;

		if (r->offset == FP_OFFSET_NEXT)
			r->offset = next;
		if (r->size == FP_SIZE_REST && r->offset != FP_OFFSET_UNKNOWN)
			r->size = next_offset(plan, r->offset) > r->offset
					  ? next_offset(plan, r->offset) - r->offset
					  : 0;
		if (!fp_range_is_known(*r) || !fp_add(r->offset, r->size, &next))
			next = FP_OFFSET_UNKNOWN;
	}
}

#define SHARED_MAX 3 /* neighbours in one erase block that have a warning of their own */

struct check {
	const struct fp_plan *plan;
	struct fp_faults *faults;
	const struct fp_partition **sorted; /* partitions with a good range, in offset order */
	size_t n_sorted;
	const struct fp_partition **names; /* all of them, in the order of their names */
	size_t n_names;
	size_t n_shared, n_unnamed; /* neighbours in one erase block; those not in the list */
	char shared[160]; /* the list of those behind the first SHARED_MAX */
	bool has_flash; /* chip size and erase size are sound, so that places can be judged */
	char pointer[FP_POINTER_MAX];
};

/* "/partitions/NAME/KEY", valid until the next call. */
static const char *pointer_to(struct check *c, const struct fp_partition *part, const char *key)
{
	c->pointer[0] = 0;
	fp_pointer_push(c->pointer, part->is_span ? "spans" : "partitions");
	fp_pointer_push(c->pointer, part->name);
	if (key[0])
		fp_pointer_push(c->pointer, key);
	return c->pointer;
}

/* A size of 0 stands for one that could not be read: that fault is recorded already. */
static bool check_flash(struct check *c)
{
	const struct fp_plan *plan = c->plan;
	char size[FP_SIZE_TEXT], erase[FP_SIZE_TEXT];
	struct fp_error *err;

	fp_size_format(plan->size, size);
	fp_size_format(plan->erase_size, erase);
	if (plan->erase_size & (plan->erase_size - 1)) {
		err = fp_plan_fault(plan, c->faults, FP_ERROR, "/flash/erase-size",
				    "erase size %s is not a power of two", erase);
		fp_hint(err, "SPI NOR has blocks of 4K, 32K or 64K");
		return false;
	}
	if (plan->size > FP_FLASH_SIZE_MAX) {
		fp_plan_fault(plan, c->faults, FP_ERROR, "/flash/size",
			      "size %s is more than 4G, the most that is supported", size);
		return false;
	}
	if (plan->erase_size && plan->size % plan->erase_size) {
		fp_plan_fault(plan, c->faults, FP_ERROR, "/flash/size",
			      "size %s is not a multiple of the erase size %s", size, erase);
		return false;
	}
	if ((!plan->size || !plan->erase_size) && !c->faults->n_errors)
		fp_plan_fault(plan, c->faults, FP_ERROR,
			      plan->size ? "/flash/erase-size" : "/flash/size",
			      plan->size ? "erase size 0" : "a chip of size 0");
	return plan->size && plan->erase_size;
}

/* By their names; of equal ones the one that fp_plan_find() finds comes first. */
static int by_name(const void *a, const void *b)
{
	const struct fp_partition *const *x = a, *const *y = b;
	const int order = strcmp((*x)->name, (*y)->name);

	if (order)
		return order;
	if ((*x)->is_span != (*y)->is_span)
		return (*x)->is_span ? 1 : -1;
	return (*x > *y) - (*x < *y);
}

static bool sort_names(struct check *c)
{
	const struct fp_plan *const plan = c->plan;

	c->names = malloc((plan->n_parts + plan->n_spans + 1) * sizeof *c->names);
	if (!c->names)
		return false;
	for (size_t i = 0; i < plan->n_parts; i++)
		c->names[c->n_names++] = &plan->parts[i];
	for (size_t i = 0; i < plan->n_spans; i++)
		c->names[c->n_names++] = &plan->spans[i];
	if (c->n_names)
		qsort(c->names, c->n_names, sizeof *c->names, by_name);
	return true;
}

/* The first of the same name: itself where it is the only one. */
static const struct fp_partition *first_of_name(const struct check *c,
						const struct fp_partition *part)
{
	const struct fp_partition **at =
		bsearch(&part, c->names, c->n_names, sizeof *c->names, by_name);

	while (at > c->names && strcmp(at[-1]->name, part->name) == 0)
		at--;
	return *at;
}

/* Two of one list in a text were found before its merging. */
static void check_unique(struct check *c, const struct fp_partition *part)
{
	const struct fp_partition *first = first_of_name(c, part);

	if (first == part)
		return;
	if (first->is_span != part->is_span)
		fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, "name"),
			      "`%s` is the name of a partition already", part->name);
	else if (!c->plan->n_texts)
		fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, "name"),
			      "`%s` is there twice", part->name);
}

static void check_name(struct check *c, const struct fp_partition *part, size_t index)
{
	struct fp_error *err;
	char pointer[FP_POINTER_MAX];

	if (fp_name_is_valid(part->name)) {
		check_unique(c, part);
		return;
	}
	snprintf(pointer, sizeof pointer, "/%s/%zu/name", part->is_span ? "spans" : "partitions",
		 index);
	err = fp_plan_fault(
		c->plan, c->faults, FP_ERROR, pointer,
		"\"%.40s\" cannot be a name: expected up to %d of A-Z a-z 0-9 _ . + -, the first a letter, digit or _",
		part->name, FP_NAME_MAX);
	if (strchr(part->name, ':') || strchr(part->name, ' '))
		fp_hint(err,
			"every layout format must be able to carry it; `label` may hold any text");
}

/* True if the range can be compared with others. */
static bool check_range(struct check *c, const struct fp_partition *part)
{
	const uint64_t limit = c->plan->size;
	const struct fp_range r = part->range;
	char size[FP_SIZE_TEXT];

	if (!fp_range_is_known(r) && !c->faults->n_errors)
		fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, ""),
			      "`%s` has no place", part->name);
	if (!fp_range_is_known(r) || !c->has_flash)
		return false;
	if (r.offset >= limit) {
		fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, "offset"),
			      "`%s` begins at 0x%" PRIx64 ", behind the end of the %s chip",
			      part->name, r.offset, fp_size_format(limit, size));
		return false;
	}
	if (!r.size) {
		fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, "size"),
			      "`%s` has size 0", part->name);
		return false;
	}
	if (!fp_range_fits(r, limit)) {
		fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, "size"),
			      "`%s` (0x%" PRIx64 "+0x%" PRIx64 ") ends 0x%" PRIx64
			      " bytes behind the end of the %s chip",
			      part->name, r.offset, r.size, r.size - (limit - r.offset),
			      fp_size_format(limit, size));
		return false;
	}
	return true;
}

static void check_types(struct check *c, const struct fp_partition *part)
{
	for (size_t i = 0; part->types && part->types[i]; i++) {
		struct fp_nearest nearest = { 0 };
		struct fp_error *err;

		if (fp_kind_by_name(part->types[i]))
			continue;
		err = fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, "type"),
				    "`%.40s` is not a kind of content", part->types[i]);
		for (size_t k = 0; fp_kind_at(k); k++)
			fp_nearest_offer(&nearest, part->types[i], fp_kind_at(k)->name);
		if (nearest.best)
			fp_hint(err, "did you mean `%s`?", nearest.best);
	}
}

static void check_keeps(struct check *c, const struct fp_partition *part)
{
	for (size_t i = 0; i < part->n_keeps; i++) {
		const struct fp_range keep = part->keeps[i];

		if (!fp_range_fits(keep, part->range.size) || !keep.size)
			fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, "keep"),
				      "range 0x%" PRIx64 "+0x%" PRIx64
				      " does not lie inside the 0x%" PRIx64 " bytes of `%s`",
				      keep.offset, keep.size, part->range.size, part->name);
		for (size_t k = 0; k < i; k++) {
			if (!fp_range_overlaps(keep, part->keeps[k]))
				continue;
			fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, "keep"),
				      "ranges %zu and %zu of `%s` overlap", k, i, part->name);
			break;
		}
	}
}

/* What is known without opening a file. */
static void check_pieces(struct check *c, const struct fp_partition *part)
{
	struct fp_error why = { 0 };
	const char *key = "";

	for (size_t i = 0; i < part->n_pieces; i++)
		if (part->pieces[i].at == FP_OFFSET_UNKNOWN ||
		    part->pieces[i].length == FP_SIZE_UNKNOWN)
			return;
	for (size_t i = 0; i < part->n_pieces && !c->plan->mtd_id; i++)
		if (part->pieces[i].env && fp_env_wants_table(part->pieces[i].env))
			fp_hint(fp_plan_fault(
					c->plan, c->faults, FP_ERROR, pointer_to(c, part, "env"),
					"`%s`: " FP_ENV_TABLE
					" stands for the plan's table, and the plan does not tell the kernel's name for the chip",
					part->name),
				"add \"mtd-id\" to \"flash\", such as \"jz_sfc\" or \"spi0.0\"");
	if (fp_pieces_check(part, &why) == 0)
		return;
	if (part->n_pieces > 1)
		key = "pieces";
	fp_hint(fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, part, key), "%s",
			      why.text),
		"%s", why.hint);
}

static void check_partition(struct check *c, const struct fp_partition *part, size_t index)
{
	check_name(c, part, index);
	check_types(c, part);
	if (!check_range(c, part))
		return;
	if (!part->is_span)
		c->sorted[c->n_sorted++] = part;
	check_keeps(c, part);
	check_pieces(c, part);
}

static int by_offset(const void *a, const void *b)
{
	const struct fp_partition *const *x = a, *const *y = b;

	return ((*x)->range.offset > (*y)->range.offset) -
	       ((*x)->range.offset < (*y)->range.offset);
}

static void report_overlap(struct check *c, const struct fp_partition *a,
			   const struct fp_partition *b)
{
	/* The one that stands later in the plan is the one to look at. */
	const struct fp_partition *const later = a > b ? a : b;
	const struct fp_partition *const other = a > b ? b : a;
	const struct fp_range common = fp_range_intersect(a->range, b->range);

	fp_plan_fault(c->plan, c->faults, FP_ERROR, pointer_to(c, later, ""),
		      "`%s` (0x%" PRIx64 "+0x%" PRIx64 ") overlaps `%s` (0x%" PRIx64 "+0x%" PRIx64
		      ") by 0x%" PRIx64 " bytes",
		      later->name, later->range.offset, later->range.size, other->name,
		      other->range.offset, other->range.size, common.size);
}

static void report_shared_block(struct check *c, const struct fp_partition *a,
				const struct fp_partition *b)
{
	const uint64_t block = c->plan->erase_size;
	const uint64_t first = b->range.offset & ~(block - 1);
	char pair[2 * FP_NAME_MAX + 16];
	struct fp_error *err;

	if (((fp_range_end(a->range) - 1) & ~(block - 1)) != first)
		return;
	if (c->n_shared++ >= SHARED_MAX) {
		snprintf(pair, sizeof pair, "`%s` and `%s`", a->name, b->name);
		c->n_unnamed += !fp_list_add(c->shared, sizeof c->shared, pair);
		return;
	}
	err = fp_plan_fault(c->plan, c->faults, FP_WARNING, pointer_to(c, b, ""),
			    "`%s` and `%s` share the erase block at 0x%" PRIx64, a->name, b->name,
			    first);
	fp_hint(err, "writing one erases and rewrites a part of the other");
}

/* A map of small areas has dozens of them: one warning for all behind the first. */
static void report_more_shared(struct check *c)
{
	char more[40] = "";

	if (c->n_shared <= SHARED_MAX)
		return;
	if (c->n_unnamed)
		snprintf(more, sizeof more, " and %zu more", c->n_unnamed);
	fp_plan_fault(c->plan, c->faults, FP_WARNING, "/partitions",
		      "%zu more neighbours share erase blocks: %s%s", c->n_shared - SHARED_MAX,
		      c->shared, more);
}

static void report_gap(struct check *c, uint64_t from, uint64_t to)
{
	/* Of a plan with errors, gaps are no news. */
	if (from < to && !c->faults->n_errors)
		fp_plan_fault(c->plan, c->faults, FP_NOTE, "/partitions",
			      "0x%" PRIx64 "+0x%" PRIx64 " belongs to no partition", from,
			      to - from);
}

static void check_neighbours(struct check *c)
{
	const struct fp_partition *last = NULL; /* the one that reaches furthest so far */
	uint64_t end = 0;

	qsort(c->sorted, c->n_sorted, sizeof *c->sorted, by_offset);
	for (size_t i = 0; i < c->n_sorted; i++) {
		const struct fp_partition *const part = c->sorted[i];

		if (last && fp_range_overlaps(last->range, part->range))
			report_overlap(c, last, part);
		else if (last)
			report_shared_block(c, last, part);
		report_gap(c, end, part->range.offset);
		if (fp_range_end(part->range) > end) {
			end = fp_range_end(part->range);
			last = part;
		}
	}
	report_more_shared(c);
	if (c->plan->n_parts && c->n_sorted == c->plan->n_parts)
		report_gap(c, end, c->plan->size);
}

static void check_plan(const struct fp_plan *plan, struct fp_faults *faults)
{
	struct check c = { .plan = plan, .faults = faults };

	c.has_flash = check_flash(&c);
	c.sorted = malloc((plan->n_parts + 1) * sizeof *c.sorted);
	if (!c.sorted || !sort_names(&c)) {
		free(c.sorted);
		fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
		return;
	}
	for (size_t i = 0; i < plan->n_parts; i++)
		check_partition(&c, &plan->parts[i], i);
	for (size_t i = 0; i < plan->n_spans; i++)
		check_partition(&c, &plan->spans[i], i);
	fp_table_check(plan, faults);
	if (c.has_flash)
		check_neighbours(&c);
	fp_plan_check_fields(plan, faults);
	free(c.sorted);
	free(c.names);
}

int fp_plan_finish(struct fp_plan *plan, struct fp_faults *faults)
{
	if (!plan->name)
		plan->name = "plan";
	fp_plan_resolve(plan);
	check_plan(plan, faults);
	return faults->n_errors ? -FP_REFUSED : 0;
}
