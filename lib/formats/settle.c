// SPDX-License-Identifier: GPL-2.0-or-later
// What every import needs: names that fit the rule, the chip's size, and spans for what overlaps.

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "formats/format.h"
#include "base/number.h"
#include "base/text.h"
#include "plan/check.h"

/* Names for one note, which must not crowd out other faults. */
struct listing {
	char text[400];
	size_t n_more;
};

static void list(struct listing *l, const char *format, const char *a, const char *b)
{
	char one[120];
	const int n = snprintf(one, sizeof one, format, a, b);

	if (n < 0 || (size_t)n >= sizeof one || !fp_list_add(l->text, sizeof l->text, one))
		l->n_more++;
}

static void note_list(struct listing *l, enum fp_severity severity, const char *what,
		      struct fp_faults *faults)
{
	char more[40] = "";

	if (!l->text[0] && !l->n_more)
		return;
	if (l->n_more)
		snprintf(more, sizeof more, " and %zu more", l->n_more);
	fp_fail(fp_faults_next(faults, severity), FP_REFUSED, "%s: %s%s", what, l->text, more);
}

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

static int name_one(struct fp_plan *plan, struct fp_partition *part, struct listing *renamed)
{
	const char *name;

	if (fp_name_is_valid(part->name) && fp_plan_find(plan, part->name) == part)
		return 0;
	part->label = make_label(plan, part->name);
	name = make_name(plan, part);
	if (!name || !part->label)
		return -1;
	part->name = name;
	list(renamed, "\"%s\" is `%s`", part->label, name);
	return 0;
}

static int settle_names(struct fp_plan *plan, struct fp_faults *faults)
{
	struct listing renamed = { 0 };
	int code = 0;

	for (size_t i = 0; i < plan->n_parts && code == 0; i++)
		code = name_one(plan, &plan->parts[i], &renamed);
	for (size_t i = 0; i < plan->n_spans && code == 0; i++)
		code = name_one(plan, &plan->spans[i], &renamed);
	if (code < 0)
		fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	note_list(&renamed, FP_NOTE, "renamed, with the own name as label", faults);
	return code;
}

/* Where the last partition ends; 0 if something of unknown size is the last. */
static uint64_t find_end(const struct fp_plan *plan)
{
	uint64_t next = 0, end = 0, open = 0; /* open: behind it lies a rest */

	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_range r = plan->parts[i].range;
		const uint64_t from = r.offset == FP_OFFSET_NEXT ? next : r.offset;

		if (r.size == FP_SIZE_REST) {
			open = from + 1;
			next = from;
		} else if (fp_add(from, r.size, &next) && next > end) {
			end = next;
		}
	}
	return end > open ? end : 0;
}

static int settle_size(struct fp_plan *plan, const struct fp_import_options *options,
		       const struct fp_format *format, struct fp_faults *faults)
{
	const uint64_t end = find_end(plan);
	char size[FP_SIZE_TEXT];
	struct fp_error *err;

	if (options->size && plan->size && plan->size != options->size)
		fp_fail(fp_faults_next(faults, FP_WARNING), FP_REFUSED,
			"%s says that the chip has %s; the size that you state is taken",
			format->name, fp_size_format(plan->size, size));
	if (options->size)
		plan->size = options->size;
	if (plan->size)
		return 0;
	if (end && (end & (end - 1)) == 0) {
		plan->size = end;
		fp_fail(fp_faults_next(faults, FP_NOTE), FP_REFUSED,
			"%s does not tell the chip's size: %s is taken, where the last partition ends",
			format->name, fp_size_format(end, size));
		return 0;
	}
	err = fp_faults_next(faults, FP_ERROR);
	if (end)
		fp_fail(err, FP_REFUSED,
			"how large is the chip? %s does not tell, and the last partition ends at 0x%" PRIx64,
			format->name, end);
	else
		fp_fail(err, FP_REFUSED,
			"how large is the chip? %s does not tell, and the last partition takes the rest",
			format->name);
	fp_hint(err, "add --size SIZE, such as --size 16M");
	return -FP_REFUSED;
}

/* Blocks of 64K, or what divides a smaller chip. */
static void settle_erase_size(struct fp_plan *plan, const struct fp_format *format)
{
	if (format->carries & FP_CARRY_ERASE_SIZE)
		return;
	while (plan->erase_size > 4096 && plan->size % plan->erase_size)
		plan->erase_size /= 2;
}

static bool is_placed(const struct fp_plan *plan, const struct fp_partition *part)
{
	return fp_range_is_known(part->range) && part->range.size &&
	       fp_range_fits(part->range, plan->size);
}

static bool is_container(const struct fp_plan *plan, const struct fp_partition *part)
{
	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_partition *const other = &plan->parts[i];

		if (other != part && is_placed(plan, other) &&
		    other->range.size < part->range.size &&
		    fp_range_contains(part->range, other->range))
			return true;
	}
	return false;
}

static bool overlaps_kept(const struct fp_plan *plan, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!plan->parts[k].is_span && is_placed(plan, &plan->parts[k]) &&
		    fp_range_overlaps(plan->parts[i].range, plan->parts[k].range))
			return true;
	return false;
}

/* Those that are marked go to the list of spans. */
static int move_spans(struct fp_plan *plan, struct fp_faults *faults)
{
	const size_t n_all = plan->n_parts + plan->n_spans;
	struct fp_partition *const spans = fp_arena_alloc(plan->arena, n_all, sizeof *spans);
	size_t n_parts = 0, n_spans = 0;

	if (!spans)
		return fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	for (size_t i = 0; i < plan->n_parts; i++) {
		if (plan->parts[i].is_span)
			spans[n_spans++] = plan->parts[i];
		else
			plan->parts[n_parts++] = plan->parts[i];
	}
	for (size_t i = 0; i < plan->n_spans; i++)
		spans[n_spans++] = plan->spans[i];
	plan->n_parts = n_parts;
	plan->n_spans = n_spans;
	plan->spans = spans;
	return 0;
}

/* Leaves are the partitions. What contains others lies over them as a span; of two that overlap in
 * part, or are equal, the first stays. */
static int settle_spans(struct fp_plan *plan, struct fp_faults *faults)
{
	struct listing containers = { 0 }, overlaps = { 0 };

	for (size_t i = 0; i < plan->n_parts; i++) {
		struct fp_partition *const part = &plan->parts[i];

		if (!is_placed(plan, part) || !is_container(plan, part))
			continue;
		part->is_span = true;
		list(&containers, "`%s`%s", part->name, "");
	}
	for (size_t i = 0; i < plan->n_parts; i++) {
		struct fp_partition *const part = &plan->parts[i];

		if (part->is_span || !is_placed(plan, part) || !overlaps_kept(plan, i))
			continue;
		part->is_span = true;
		list(&overlaps, "`%s`%s", part->name, "");
	}
	note_list(&containers, FP_NOTE, "spans, as they lie over other partitions", faults);
	note_list(&overlaps, FP_WARNING, "spans, as they overlap an earlier partition", faults);
	return move_spans(plan, faults);
}

int fp_import_settle(struct fp_plan *plan, const struct fp_import_options *options,
		     const struct fp_format *format, struct fp_faults *faults)
{
	if (settle_names(plan, faults) < 0 || settle_size(plan, options, format, faults) < 0)
		return -FP_REFUSED;
	settle_erase_size(plan, format);
	fp_plan_resolve(plan);
	if (settle_spans(plan, faults) < 0)
		return -FP_REFUSED;
	return fp_plan_finish(plan, faults);
}
