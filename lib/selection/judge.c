// SPDX-License-Identifier: GPL-2.0-or-later
// Judging of sources.

#include <inttypes.h>
#include <stdio.h>

#include "base/number.h"
#include "plan/locate.h"
#include "selection/contents.h"
#include "selection/judge.h"

/* The key that states the content. */
static const char *key_of(const struct fp_partition *part)
{
	static const char *const keys[] = { [FP_PIECE_FILE] = "file",
					    [FP_PIECE_FILL] = "fill",
					    [FP_PIECE_HEX] = "hex",
					    [FP_PIECE_ENV] = "env" };

	return part->n_pieces > 1 ? "pieces" : keys[part->pieces[0].kind];
}

static struct fp_error *add_fault(const struct fp_plan *plan, struct fp_faults *faults,
				  enum fp_severity severity, const struct fp_partition *part,
				  const char *text)
{
	char pointer[FP_POINTER_MAX] = "";

	fp_pointer_push(pointer, part->is_span ? "spans" : "partitions");
	fp_pointer_push(pointer, part->name);
	fp_pointer_push(pointer, key_of(part));
	return fp_plan_fault(plan, faults, severity, pointer, "%s", text);
}

static void warn_full(const struct fp_plan *plan, const struct fp_judging *judging,
		      struct fp_faults *faults, const struct fp_partition *part, uint64_t used)
{
	const uint64_t size = part->range.size;
	char text[160], words[2][FP_SIZE_WORDS];

	/* Partitions are far below 2^64 / 100. */
	if (!judging->warn_above || used * 100 <= size * judging->warn_above)
		return;
	snprintf(text, sizeof text, "`%s` is filled to %" PRIu64 " %%: %s of %s", part->name,
		 used * 100 / size, fp_size_words(used, words[0]), fp_size_words(size, words[1]));
	add_fault(plan, faults, FP_WARNING, part, text);
}

static void judge(const struct fp_plan *plan, const struct fp_judging *judging,
		  struct fp_faults *faults, const struct fp_partition *part)
{
	const struct fp_selected item = { .part = part, .ranges = &part->range, .n_ranges = 1 };
	const struct fp_selection selection = { .items = &item, .n = 1 };
	struct fp_contents contents;
	struct fp_error err = { 0 };

	if (fp_contents_load(&contents, plan, &selection, &judging->dirs, &err) < 0) {
		fp_hint(add_fault(plan, faults, FP_ERROR, part, err.text), "%s", err.hint);
	} else {
		warn_full(plan, judging, faults, part, contents.items[0].end);
		judging->told(judging->ctx, part, contents.items[0].end);
	}
	fp_contents_free(&contents);
}

void fp_judge_sources(const struct fp_plan *plan, const struct fp_judging *judging,
		      struct fp_faults *faults)
{
	for (size_t i = 0; i < plan->n_parts; i++)
		if (plan->parts[i].n_pieces)
			judge(plan, judging, faults, &plan->parts[i]);
	for (size_t i = 0; i < plan->n_spans; i++)
		if (plan->spans[i].n_pieces)
			judge(plan, judging, faults, &plan->spans[i]);
}
