// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan image: a padded full-flash image.

#include "image/image.h"
#include "options.h"
#include "report.h"

/* Whoever writes this image whole loses what only this unit has. */
static void note_protected(const struct fp_plan *plan, const struct fp_selection *selection,
			   struct fp_range image)
{
	for (size_t i = 0; i < selection->n_left; i++) {
		if (!fp_range_intersect(selection->left[i].range, image).size)
			continue;
		report_note(
			"%s `%s` is left erased: writing this image whole would erase it on the chip",
			selection->left[i].part->per_device ? "per-device" : "read-only",
			selection->left[i].part->name);
	}
	if (!selection->n)
		report_note("the plan %s gives no content: the image is all erased", plan->name);
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

static int make_image(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	const struct fp_request request = options_request(o, FP_FOR_IMAGE);
	struct fp_image_options options = { .dirs = options_dirs(o),
					    .manifest = o->manifest,
					    .depfile = o->depfile,
					    .is_trimmed = o->is_trimmed };
	struct fp_selection selection;
	int code = fp_select(plan, &request, plan->arena, &selection, err);

	if (code == 0 && o->is_trimmed)
		options.wrap = find_wrap(o, plan);
	if (code == 0 && o->is_trimmed && !selection.range.size)
		code = fp_fail(err, FP_REFUSED, "nothing is selected that has content");
	if (code == 0)
		code = fp_image_write(plan, &selection, o->output, &options, err);
	if (code == 0)
		note_protected(plan, &selection,
			       o->is_trimmed ? selection.range
					     : (struct fp_range){ 0, plan->size });
	return code;
}

static int check_options(const struct options *o, struct fp_error *err)
{
	if (!o->output)
		return fp_fail(err, FP_USAGE, "image: where to? Name the file with -o FILE");
	if (o->is_trimmed && o->manifest)
		return fp_fail(err, FP_USAGE, "image: --manifest is for images of the whole chip");
	return 0;
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
