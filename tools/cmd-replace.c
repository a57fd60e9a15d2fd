// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan replace: other contents for some partitions of an image, and everything else as it is.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "image/image.h"
#include "options.h"
#include "report.h"

static void announce(const struct fp_selection *selection)
{
	for (size_t i = 0; i < selection->n; i++) {
		const struct fp_selected *const item = &selection->items[i];

		fprintf(stderr, "%s (0x%" PRIx64 "+0x%" PRIx64 ") is replaced%s%s\n",
			item->part->name, item->part->range.offset, item->part->range.size,
			item->file || item->from ? " from " : "",
			item->file   ? item->file
			: item->from ? item->from
				     : "");
	}
	for (size_t i = 0; i < selection->n_left; i++)
		report_note("0x%" PRIx64 "+0x%" PRIx64 " in `%s` is left as it is in the image",
			    selection->left[i].range.offset, selection->left[i].range.size,
			    selection->left[i].part->name);
}

static int replace(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	const struct fp_request request = options_request(o, FP_FOR_CHIP);
	const struct fp_image_options options = { .dirs = options_dirs(o), .base = o->args[1] };
	struct fp_selection selection;
	int code = fp_select(plan, &request, plan->arena, &selection, err);

	if (code == 0)
		code = fp_image_write(plan, &selection, o->output ? o->output : o->args[1],
				      &options, err);
	if (code == 0)
		announce(&selection);
	return code;
}

int cmd_replace(const struct options *o, struct fp_error *err)
{
	struct fp_plan *plan;
	int code = load_plan(o->args[0], &plan);

	if (code == 0)
		code = replace(o, plan, err);
	fp_plan_free(plan);
	return code;
}
