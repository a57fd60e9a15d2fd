// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan replace: other contents for some partitions of an image, and everything else as it is.

#include "image/image.h"
#include "give.h"
#include "made.h"
#include "options.h"
#include "outcome.h"
#include "report.h"
#include "words.h"

static int replace(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	const char *const path = o->output ? o->output : o->args[1];
	const struct fp_image_options options = {
		.dirs = options_dirs(o), .base = o->args[1], .values = o->set_from, .told = made_row
	};
	struct fp_selection selection;
	int code = give_binary(o, path, err);

	if (code == 0)
		code = select_parts(o, plan, FP_FOR_REPLACE, &selection, err);
	if (code == 0)
		code = fp_image_write(plan, &selection, path, &options, err);
	if (code < 0)
		hint_source(o, plan, err);
	if (code == 0) {
		note_left(&selection, "in the image");
		outcome_fact("file", outcome_text(path));
		outcome_result("made", "replaced in %s", path);
	}
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
