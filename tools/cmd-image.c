// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan image: a padded full-flash image.

#include "base/number.h"
#include "image/image.h"
#include "give.h"
#include "made.h"
#include "options.h"
#include "outcome.h"
#include "report.h"
#include "words.h"

/* Whoever writes this image whole loses what only this unit has. */
static void note_protected(const struct fp_plan *plan, const struct fp_selection *selection,
			   struct fp_range image)
{
	for (size_t i = 0; i < selection->n_left; i++) {
		const struct fp_left *const left = &selection->left[i];
		const bool is_per_device = left->why == FP_LEFT_PER_DEVICE;

		if (!fp_range_intersect(left->range, image).size ||
		    (!is_per_device && left->why != FP_LEFT_READ_ONLY))
			continue;
		report_note("%s `%s` is left erased: writing this image whole would erase it on "
			    "the chip (%s and content, such as --file %s=FILE, put it in)",
			    is_per_device ? "per-device" : "read-only", left->part->name,
			    is_per_device ? "--per-device" : "--read-only", left->part->name);
	}
	if (!selection->n)
		report_note("nothing of the plan %s is put in: the image is all erased",
			    plan->name);
}

/* The header of the one span that is cut out. */
static const struct fp_uimage *find_wrap(const struct options *o, const struct fp_plan *plan)
{
	const struct fp_partition *part = NULL;

	for (size_t i = 0; i < o->n_choices; i++) {
		if (!o->choices[i].is_selected)
			continue;
		if (part)
			return NULL;
		part = fp_plan_find(plan, o->choices[i].name);
	}
	return part ? part->wrap : NULL;
}

static void describe(const struct options *o, uint64_t size)
{
	char words[FP_SIZE_WORDS];

	outcome_fact("file", outcome_text(o->output));
	outcome_fact("size", json_integer((json_int_t)size));
	outcome_result("made", "made %s, %s", o->output, fp_size_words(size, words));
}

static int make_image(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	struct fp_image_options options = { .dirs = options_dirs(o),
					    .manifest = o->manifest,
					    .depfile = o->depfile,
					    .summary = o->summary,
					    .values = o->set_from,
					    .is_trimmed = o->is_trimmed,
					    .told = made_row };
	struct fp_range range = { 0, plan->size };
	struct fp_selection selection;
	int code = select_parts(o, plan, FP_FOR_IMAGE, &selection, err);

	if (code < 0)
		return code;
	if (o->is_trimmed) {
		options.wrap = find_wrap(o, plan);
		range = selection.range;
	}
	if (!range.size)
		return fp_fail(err, FP_REFUSED, "nothing is selected that has content");
	code = fp_image_write(plan, &selection, o->output, &options, err);
	if (code < 0) {
		hint_source(o, plan, err);
		return code;
	}
	note_protected(plan, &selection, range);
	describe(o, range.size + (options.wrap ? FP_UIMAGE_HEADER : 0));
	return 0;
}

static int check_options(const struct options *o, struct fp_error *err)
{
	if (!o->output)
		return fp_fail(err, FP_USAGE, "image: where to? Name the file with -o FILE");
	if (o->is_trimmed && (o->manifest || o->summary))
		return fp_fail(err, FP_USAGE, "image: --%s is for images of the whole chip",
			       o->manifest ? "manifest" : "summary");
	return give_binary(o, o->output, err);
}

int cmd_image(const struct options *o, struct fp_error *err)
{
	struct fp_plan *plan;
	int code = check_options(o, err);

	if (code < 0)
		return code;
	code = load_plan(o->args[0], &plan);
	if (code == 0)
		code = make_image(o, plan, err);
	fp_plan_free(plan);
	return code;
}
