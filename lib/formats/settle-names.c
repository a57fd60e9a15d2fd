// SPDX-License-Identifier: GPL-2.0-or-later
// Names that every format can carry; the own ones stay as labels.

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "formats/listing.h"
#include "formats/settle.h"

static bool is_taken(const struct fp_plan *plan, const struct fp_partition *self, const char *name)
{
	const struct fp_partition *const other = fp_plan_find(plan, name);

	return other && other != self;
}

/* How many entries before this one had the same name. */
static unsigned count_earlier(const struct fp_plan *plan, const struct fp_partition *part)
{
	unsigned n = 0;

	for (size_t i = 0; i < plan->n_parts && &plan->parts[i] != part; i++)
		n += plan->parts[i].label && strcmp(plan->parts[i].label, part->label) == 0;
	return n;
}

/* The nearest name that fits the rule; "-2" and so on where another one has it. */
static const char *make_name(const struct fp_plan *plan, const struct fp_partition *part)
{
	char name[FP_NAME_MAX + 1] = "part", unique[FP_NAME_MAX + 1];

	for (size_t i = 0; part->name[i] && i < FP_NAME_MAX; i++) {
		const unsigned char c = (unsigned char)part->name[i];
		const bool is_good = c < 128 && (isalnum(c) || (i && strchr("_.+-", c)));

		name[i] = is_good ? (char)c : '_';
		name[i + 1] = 0;
	}
	strcpy(unique, name);
	for (unsigned k = 2 + count_earlier(plan, part); is_taken(plan, part, unique); k++)
		snprintf(unique, sizeof unique, "%.*s-%u", FP_NAME_MAX - 5, name, k);
	return fp_arena_strdup(plan->arena, unique);
}

/* The own name, as far as text can show it. */
static const char *make_label(const struct fp_plan *plan, const char *name)
{
	char *const label = fp_arena_strdup(plan->arena, name);

	if (label)
		fp_text_clean(label);
	for (char *p = label; p && *p; p++)
		if (*p & 0x80)
			*p = '?';
	return label;
}

static void follow(struct fp_plan *plan, const char *old, const char *name)
{
	for (size_t i = 0; i < plan->n_fields; i++)
		if (plan->fields[i].partition == old)
			plan->fields[i].partition = name;
	if (plan->table.partition == old)
		plan->table.partition = name;
}

static int name_one(struct fp_plan *plan, struct fp_partition *part, struct fp_listing *renamed)
{
	const char *name;

	if (fp_name_is_valid(part->name) && fp_plan_find(plan, part->name) == part)
		return 0;
	part->label = make_label(plan, part->name);
	name = make_name(plan, part);
	if (!name || !part->label)
		return -1;
	follow(plan, part->name, name);
	part->name = name;
	fp_listing_add(renamed, "\"%s\" is `%s`", part->label, name);
	/* A label says something or is not there. */
	if (!part->label[0])
		part->label = NULL;
	return 0;
}

int fp_settle_names(struct fp_plan *plan, struct fp_faults *faults)
{
	struct fp_listing renamed = { 0 };
	int code = 0;

	for (size_t i = 0; i < plan->n_parts && code == 0; i++)
		code = name_one(plan, &plan->parts[i], &renamed);
	for (size_t i = 0; i < plan->n_spans && code == 0; i++)
		code = name_one(plan, &plan->spans[i], &renamed);
	fp_listing_note(&renamed, FP_NOTE, "renamed, with the own name as label", faults);
	if (code < 0)
		return fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	return 0;
}
