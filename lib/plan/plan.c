// SPDX-License-Identifier: GPL-2.0-or-later
// Building plans and finding things in them.

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/nearest.h"
#include "base/path.h"
#include "plan/plan.h"

struct fp_plan *fp_plan_new(void)
{
	struct fp_arena *arena = fp_arena_new();
	struct fp_plan *plan = arena ? fp_arena_alloc(arena, 1, sizeof *plan) : NULL;

	if (!plan) {
		fp_arena_free(arena);
		return NULL;
	}
	plan->arena = arena;
	plan->erase_size = 65536;
	plan->erased = 0xff;
	return plan;
}

void fp_plan_free(struct fp_plan *plan)
{
	if (plan)
		fp_arena_free(plan->arena);
}

void fp_plan_name_after(struct fp_plan *plan, const char *file)
{
	const char *const base = fp_path_last(file);
	const size_t length = strcspn(base, ".");

	/* Room of its own: being out of memory must not give it another name. */
	snprintf(plan->own_name, sizeof plan->own_name, "%.*s",
		 (int)(length < FP_NAME_MAX ? length : FP_NAME_MAX), base);
	plan->name = fp_name_is_valid(plan->own_name) ? plan->own_name : "plan";
}

/* A list of n items with room for one more; it grows when the count reaches a power of two. NULL
 * when out of memory. */
static void *grow(struct fp_arena *arena, void *list, size_t n, size_t size)
{
	void *more;

	if (n & (n - 1))
		return list;
	more = fp_arena_alloc(arena, n ? n * 2 : 1, size);
	if (more && n)
		memcpy(more, list, n * size);
	return more;
}

static int append(struct fp_arena *arena, struct fp_partition **list, size_t *n,
		  const struct fp_partition *part)
{
	struct fp_partition *const more = grow(arena, *list, *n, sizeof *more);

	if (!more)
		return -1;
	*list = more;
	more[(*n)++] = *part;
	return 0;
}

int fp_plan_add(struct fp_plan *plan, const struct fp_partition *part, struct fp_error *err)
{
	int code;

	if (plan->n_parts + plan->n_spans >= FP_PARTITIONS_MAX)
		return fp_fail(err, FP_REFUSED, "more than %d partitions and spans",
			       FP_PARTITIONS_MAX);
	code = part->is_span ? append(plan->arena, &plan->spans, &plan->n_spans, part)
			     : append(plan->arena, &plan->parts, &plan->n_parts, part);
	return code < 0 ? fp_fail(err, FP_REFUSED, "out of memory") : 0;
}

int fp_plan_add_field(struct fp_plan *plan, const struct fp_field *field, struct fp_error *err)
{
	struct fp_field *more;

	if (plan->n_fields >= FP_FIELDS_MAX)
		return fp_fail(err, FP_REFUSED, "more than %d fields", FP_FIELDS_MAX);
	more = grow(plan->arena, plan->fields, plan->n_fields, sizeof *more);
	if (!more)
		return fp_fail(err, FP_REFUSED, "out of memory");
	plan->fields = more;
	more[plan->n_fields++] = *field;
	return 0;
}

const struct fp_partition *fp_plan_find(const struct fp_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_parts; i++)
		if (strcmp(plan->parts[i].name, name) == 0)
			return &plan->parts[i];
	for (size_t i = 0; i < plan->n_spans; i++)
		if (strcmp(plan->spans[i].name, name) == 0)
			return &plan->spans[i];
	return NULL;
}

const struct fp_field *fp_plan_find_field(const struct fp_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_fields; i++)
		if (strcmp(plan->fields[i].name, name) == 0)
			return &plan->fields[i];
	return NULL;
}

struct fp_range fp_field_range(const struct fp_plan *plan, const struct fp_field *field, size_t i)
{
	const struct fp_partition *const part = fp_plan_find(plan, field->partition);
	const uint64_t copy = i ? field->copies[i - 1] : 0;

	return (struct fp_range){ part->range.offset + field->offset + copy, field->size };
}

bool fp_plan_suggest(const struct fp_plan *plan, const char *name, struct fp_error *err)
{
	struct fp_nearest nearest = { 0 };

	for (size_t i = 0; i < plan->n_parts; i++)
		fp_nearest_offer(&nearest, name, plan->parts[i].name);
	for (size_t i = 0; i < plan->n_spans; i++)
		fp_nearest_offer(&nearest, name, plan->spans[i].name);
	fp_nearest_hint(&nearest, "`", "`", err);
	return nearest.best;
}

const char *fp_plan_suggest_field(const struct fp_plan *plan, const char *name)
{
	struct fp_nearest nearest = { 0 };

	for (size_t i = 0; i < plan->n_fields; i++)
		fp_nearest_offer(&nearest, name, plan->fields[i].name);
	return nearest.best;
}

bool fp_name_is_valid(const char *name)
{
	size_t n = 0;

	for (; name[n]; n++) {
		const unsigned char c = (unsigned char)name[n];

		if (n >= FP_NAME_MAX || c > 127)
			return false;
		if (!isalnum(c) && c != '_' && (n == 0 || !strchr(".+-", c)))
			return false;
	}
	return n > 0;
}

bool fp_plan_has_chip_id(const struct fp_plan *plan, const char *id)
{
	for (size_t i = 0; i < plan->n_chips; i++)
		if (plan->chips[i].id && strcasecmp(plan->chips[i].id, id) == 0)
			return true;
	return false;
}
