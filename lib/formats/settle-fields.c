// SPDX-License-Identifier: GPL-2.0-or-later
// Fields, as far as a plan can have them.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/listing.h"
#include "formats/settle.h"
#include "plan/check-fields.h"

static struct fp_partition *find_part(const struct fp_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_parts; i++)
		if (strcmp(plan->parts[i].name, name) == 0)
			return &plan->parts[i];
	return NULL;
}

/* A span's bytes belong to the partitions under it, and so do its values. */
static struct fp_partition *move(const struct fp_plan *plan, struct fp_field *field)
{
	const struct fp_partition *const span = fp_plan_find(plan, field->partition);
	const struct fp_range inside = { field->offset, field->size };
	struct fp_range on_chip = inside;

	if (field->env || !span || !fp_range_fits(inside, span->range.size))
		return NULL;
	on_chip.offset += span->range.offset;
	for (size_t i = 0; i < plan->n_parts; i++) {
		struct fp_partition *const part = &plan->parts[i];

		if (!fp_range_contains(part->range, on_chip))
			continue;
		field->partition = part->name;
		field->offset = on_chip.offset - part->range.offset;
		part->per_device |= span->per_device;
		return part;
	}
	return NULL;
}

static bool has_type(const struct fp_partition *part, const char *type)
{
	for (size_t i = 0; part->types && part->types[i]; i++)
		if (strcmp(part->types[i], type) == 0)
			return true;
	return false;
}

static bool can_stay(struct fp_plan *plan, struct fp_field *field)
{
	struct fp_partition *part = find_part(plan, field->partition);

	if (!part)
		part = move(plan, field);
	if (!part)
		return false;
	if (field->env)
		return has_type(part, "env");
	return field->size && field->size <= FP_FIELD_SIZE_MAX &&
	       fp_range_fits((struct fp_range){ field->offset, field->size }, part->range.size);
}

/* Of two that cannot both be, a MAC address stays, else the first. */
static struct fp_field *find_rival(struct fp_plan *plan, size_t n, const struct fp_field *field)
{
	for (size_t i = 0; i < n; i++) {
		struct fp_field *const other = &plan->fields[i];

		if (field->env || other->env ||
		    !fp_range_overlaps(fp_field_range(plan, field, 0),
				       fp_field_range(plan, other, 0)) ||
		    fp_field_holds(plan, field, other) || fp_field_holds(plan, other, field))
			continue;
		return other;
	}
	return NULL;
}

static void drop_rest(struct fp_plan *plan, struct fp_faults *faults)
{
	struct fp_listing dropped = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < plan->n_fields; i++) {
		struct fp_field field = plan->fields[i], *rival;

		if (!can_stay(plan, &field)) {
			fp_listing_add(&dropped, "\"%.40s\" of `%s`", field.name, field.partition);
			continue;
		}
		rival = find_rival(plan, n, &field);
		if (!rival) {
			plan->fields[n++] = field;
			continue;
		}
		if (rival->format->size == 0 && field.format->size) {
			const struct fp_field weaker = *rival;

			*rival = field;
			field = weaker;
		}
		fp_listing_add(&dropped, "\"%.40s\" of `%s`", field.name, field.partition);
	}
	plan->n_fields = n;
	fp_listing_note(&dropped, FP_NOTE,
			"values left out, as they lie in no partition or over other values",
			faults);
}

static bool is_alone(const struct fp_plan *plan, size_t i)
{
	for (size_t k = 0; k < plan->n_fields; k++)
		if (k != i && strcmp(plan->fields[k].name, plan->fields[i].name) == 0)
			return false;
	return true;
}

/* The nearest name that fits the rule. */
static const char *clean_name(struct fp_arena *arena, const char *own)
{
	char name[FP_NAME_MAX + 1] = "value";

	if (own[0])
		snprintf(name, sizeof name, "%s", own);
	for (char *p = name; *p; p++) {
		const char two[] = { 'x', *p, 0 };

		if (!fp_name_is_valid(p == name ? two + 1 : two))
			*p = '_';
	}
	return fp_arena_strdup(arena, name);
}

/* Those that are not alone get the offset behind their names, and where that does not help the
 * partition in front too. */
static int widen_names(struct fp_plan *plan, const char **bases, bool has_partition)
{
	const char **const names = fp_arena_alloc(plan->arena, plan->n_fields, sizeof *names);

	for (size_t i = 0; names && i < plan->n_fields; i++) {
		const struct fp_field *const f = &plan->fields[i];

		names[i] = f->name;
		if (is_alone(plan, i))
			continue;
		if (has_partition)
			names[i] = fp_arena_printf(plan->arena, "%.12s-%.9s-%" PRIx32, f->partition,
						   bases[i], (uint32_t)f->offset);
		else
			names[i] = fp_arena_printf(plan->arena, "%.22s-%" PRIx32, bases[i],
						   (uint32_t)f->offset);
	}
	for (size_t i = 0; names && i < plan->n_fields; i++) {
		if (!names[i])
			return -1;
		plan->fields[i].name = names[i];
	}
	return names ? 0 : -1;
}

static int number_names(struct fp_plan *plan)
{
	for (size_t i = 0; i < plan->n_fields; i++) {
		const char *const base = plan->fields[i].name;

		for (unsigned k = 2; !is_alone(plan, i); k++) {
			plan->fields[i].name =
				fp_arena_printf(plan->arena, "%.*s-%u", FP_NAME_MAX - 5, base, k);
			if (!plan->fields[i].name)
				return -1;
		}
	}
	return 0;
}

static int name_fields(struct fp_plan *plan)
{
	const char **const bases = fp_arena_alloc(plan->arena, plan->n_fields, sizeof *bases);

	for (size_t i = 0; bases && i < plan->n_fields; i++) {
		bases[i] = clean_name(plan->arena, plan->fields[i].name);
		if (!bases[i])
			return -1;
		plan->fields[i].name = bases[i];
	}
	if (!bases || widen_names(plan, bases, false) < 0 || widen_names(plan, bases, true) < 0)
		return -1;
	return number_names(plan);
}

int fp_settle_fields(struct fp_plan *plan, struct fp_faults *faults)
{
	drop_rest(plan, faults);
	if (name_fields(plan) < 0)
		return fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	return 0;
}
