// SPDX-License-Identifier: GPL-2.0-or-later
// Fields in a selection. A field in an ordinary partition is this unit's: other contents go around
// it. One that has bytes of its own is cut out of them; one with a checksum, or in an environment,
// is read first and put into them, with a new checksum.

#include <stdlib.h>
#include <string.h>

#include "plan/value.h"
#include "selection/amend.h"

static const struct fp_setting *find_setting(const struct fp_request *request,
					     const struct fp_field *field)
{
	for (size_t i = 0; i < request->n_settings; i++)
		if (strcmp(request->settings[i].name, field->name) == 0)
			return &request->settings[i];
	return NULL;
}

static bool is_in(const struct fp_field *field, const struct fp_partition *part)
{
	return strcmp(field->partition, part->name) == 0;
}

/* Whose bytes are the unit's own although the item has others for them? An image has no unit, and
 * holds what is stated; what another unit's dump offers is that unit's. */
static bool is_keeping(const struct fp_gather *b, const struct fp_selected *item,
		       const struct fp_partition *part)
{
	if (part->per_device || b->request->purpose == FP_FOR_ERASE)
		return false;
	return b->request->purpose != FP_FOR_IMAGE || !fp_gather_is_made(b, item->part);
}

/* All that has to be read for the fields of a partition that are no plain ones: those that are set,
 * and (is_kept) the others. Size 0: there are none. */
static struct fp_range find_hull(const struct fp_gather *b, const struct fp_partition *part,
				 bool is_kept)
{
	struct fp_range hull = { 0, 0 };

	for (size_t i = 0; i < b->plan->n_fields; i++) {
		const struct fp_field *const field = &b->plan->fields[i];

		if (is_in(field, part) && !fp_field_is_plain(field) &&
		    (is_kept || find_setting(b->request, field)))
			hull = fp_range_join(hull, fp_field_extent(b->plan, field));
	}
	return hull;
}

size_t fp_amend_count(const struct fp_plan *plan, const struct fp_partition *part)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_fields; i++)
		if (is_in(&plan->fields[i], part))
			n += 2 + plan->fields[i].n_copies;
	return n;
}

int fp_amend_holes(struct fp_gather *b, const struct fp_selected *item,
		   const struct fp_partition *part, struct fp_field_hole **holes, size_t *n,
		   struct fp_error *err)
{
	const bool is_kept = is_keeping(b, item, part);
	const struct fp_range hull = find_hull(b, part, is_kept);
	struct fp_field_hole *const list =
		fp_arena_alloc(b->arena, fp_amend_count(b->plan, part), sizeof *list);

	*n = 0;
	*holes = list;
	if (!list)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < b->plan->n_fields; i++) {
		const struct fp_field *const field = &b->plan->fields[i];
		const bool is_set = find_setting(b->request, field);

		if (!is_in(field, part) || (!is_set && !is_kept))
			continue;
		for (size_t k = 0; fp_field_is_plain(field) && k <= field->n_copies; k++)
			list[(*n)++] = (struct fp_field_hole){ fp_field_range(b->plan, field, k),
							       is_set ? NULL : field };
		if (!fp_field_is_plain(field) && !is_set)
			list[(*n)++] =
				(struct fp_field_hole){ fp_field_extent(b->plan, field), field };
	}
	if (hull.size)
		list[(*n)++] = (struct fp_field_hole){ hull, NULL };
	return 0;
}

/* The item whose content the range lies in; NULL: none is selected. */
static const struct fp_selected *find_item(const struct fp_gather *b, struct fp_range range)
{
	for (size_t i = 0; i < b->n; i++)
		if (fp_range_contains(b->items[i].part->range, range))
			return &b->items[i];
	return NULL;
}

static int add_values(struct fp_gather *b, const struct fp_field *field, const char *text,
		      struct fp_job_target *values, size_t *n, struct fp_error *err)
{
	uint8_t *const bytes = fp_arena_alloc(b->arena, 1, (size_t)field->size);

	if (!bytes)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t k = 0; k <= field->n_copies; k++)
		values[(*n)++] = (struct fp_job_target){ fp_field_range(b->plan, field, k), bytes };
	return fp_value_encode(field, text, bytes, err);
}

/* All of one partition's, in its hull. */
static int add_amendment(struct fp_gather *b, const struct fp_partition *part,
			 struct fp_amendment *amendments, size_t *n, struct fp_error *err)
{
	struct fp_range hull = find_hull(b, part, true);
	const struct fp_selected *item = find_item(b, hull);
	const bool is_kept = hull.size && item && is_keeping(b, item, part);
	struct fp_change *changes;
	struct fp_amendment *const a = &amendments[*n];

	hull = find_hull(b, part, is_kept);
	if (!hull.size)
		return 0;
	item = find_item(b, hull);
	changes = fp_arena_alloc(b->arena, b->plan->n_fields, sizeof *changes);
	if (!changes)
		return fp_fail(err, FP_REFUSED, "out of memory");
	*a = (struct fp_amendment){ .range = hull,
				    .part = part,
				    .content = item ? item->part : NULL,
				    .is_offered = item && !fp_gather_is_made(b, item->part),
				    .changes = changes };
	for (size_t i = 0; i < b->plan->n_fields; i++) {
		const struct fp_field *const field = &b->plan->fields[i];
		const struct fp_setting *const setting = find_setting(b->request, field);

		if (is_in(field, part) && !fp_field_is_plain(field) && (setting || is_kept))
			changes[a->n++] =
				(struct fp_change){ field, setting ? setting->value : NULL };
	}
	++*n;
	return 0;
}

static int check_setting(const struct fp_gather *b, const struct fp_setting *setting,
			 struct fp_error *err)
{
	const struct fp_field *const field = fp_select_field(b->plan, setting->name, err);
	const char *doubt;

	if (!field)
		return -FP_USAGE;
	if (find_setting(b->request, field) != setting)
		return fp_fail(err, FP_USAGE, "`%s` is set twice", setting->name);
	return b->request->is_forced ? 0
				     : fp_field_judge(field->format, setting->value, &doubt, err);
}

int fp_amend_gather(struct fp_gather *b, struct fp_selection *selection, struct fp_error *err)
{
	const struct fp_plan *const plan = b->plan;
	struct fp_job_target *values;
	struct fp_amendment *amendments;
	const struct fp_field **settings;
	size_t n_values = 0;
	int code = 0;

	for (size_t i = 0; i < b->request->n_settings && code == 0; i++)
		code = check_setting(b, &b->request->settings[i], err);
	for (size_t i = 0; i < plan->n_fields; i++)
		n_values += 1 + plan->fields[i].n_copies;
	values = fp_arena_alloc(b->arena, n_values, sizeof *values);
	amendments = fp_arena_alloc(b->arena, plan->n_parts, sizeof *amendments);
	settings = fp_arena_alloc(b->arena, b->request->n_settings, sizeof *settings);
	if (code == 0 && (!values || !amendments || !settings))
		code = fp_fail(err, FP_REFUSED, "out of memory");
	selection->values = values;
	selection->amendments = amendments;
	selection->settings = settings;
	for (size_t i = 0; i < b->request->n_settings && code == 0; i++) {
		const struct fp_setting *const setting = &b->request->settings[i];
		const struct fp_field *const field = fp_plan_find_field(plan, setting->name);

		settings[selection->n_settings++] = field;
		if (fp_field_is_plain(field))
			code = add_values(b, field, setting->value, values, &selection->n_values,
					  err);
	}
	for (size_t i = 0; i < plan->n_parts && plan->n_fields && code == 0; i++)
		code = add_amendment(b, &plan->parts[i], amendments, &selection->n_amendments, err);
	return code;
}

/* Where this unit's value cannot be told, another unit's must not come in its place. */
static int drop(const struct fp_plan *plan, const struct fp_field *field, uint8_t *bytes,
		struct fp_error *err)
{
	if (field->env)
		return fp_value_write(plan, field, NULL, bytes, err);
	fp_fail(err, FP_REFUSED,
		"`%s` of this unit cannot be read, and what is to come in its place is another unit's",
		field->name);
	fp_hint(err, "state it: --set %s=VALUE", field->name);
	return -FP_REFUSED;
}

/* old, bytes: of the field's extent. */
static int keep(const struct fp_plan *plan, const struct fp_field *field, bool is_offered,
		const uint8_t *old, uint8_t *bytes, struct fp_error *err)
{
	struct fp_value value = { 0 };
	struct fp_error why = { 0 };
	int code = fp_value_read(plan, field, old, &value, err);

	if (code == 0 && value.text && value.n_valid &&
	    fp_value_write(plan, field, value.text, bytes, &why) < 0) {
		code = fp_fail(
			err, FP_REFUSED,
			"`%s` is %s on this unit, and the new content has no place for it: %s",
			field->name, value.text, why.text);
		fp_hint(err, "to give it up, `flashplan erase -i %s` first", field->partition);
	} else if (code == 0 && !(value.text && value.n_valid) && is_offered) {
		code = drop(plan, field, bytes, err);
	}
	free(value.text);
	return code;
}

int fp_amend_apply(const struct fp_plan *plan, const struct fp_amendment *a, const uint8_t *content,
		   uint8_t *bytes, struct fp_error *err)
{
	uint8_t *const old = malloc((size_t)a->range.size);
	int code = 0;

	if (!old)
		return fp_fail(err, FP_REFUSED, "out of memory");
	memcpy(old, bytes, (size_t)a->range.size);
	if (content)
		memcpy(bytes, content, (size_t)a->range.size);
	for (size_t i = 0; i < a->n && code == 0; i++) {
		const struct fp_field *const field = a->changes[i].field;
		const uint64_t at = fp_field_extent(plan, field).offset - a->range.offset;

		code = a->changes[i].value
			       ? fp_value_write(plan, field, a->changes[i].value, bytes + at, err)
			       : keep(plan, field, a->is_offered, old + at, bytes + at, err);
	}
	free(old);
	return code;
}
