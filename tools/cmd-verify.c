// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan verify: does the chip hold what the plan wants?

#include "job/verify.h"
#include "outcome.h"
#include "own-table.h"
#include "progress.h"
#include "session.h"
#include "words.h"

static json_t *describe_item(const struct fp_item *item)
{
	json_t *row =
		json_pack("{s:s, s:I, s:I, s:s}", "name", item->name, "offset",
			  (json_int_t)item->range.offset, "size", (json_int_t)item->range.size,
			  "result", item->bytes_differing ? "differs" : "equal");

	if (row && item->bytes_differing) {
		json_object_set_new(row, "bytes_differing",
				    json_integer((json_int_t)item->bytes_differing));
		json_object_set_new(row, "first_difference",
				    json_integer((json_int_t)item->first_difference));
		if (fp_contrast_why(&item->contrast))
			json_object_set_new(row, "why",
					    json_string(fp_contrast_why(&item->contrast)));
	}
	return row;
}

static int verify(const struct session *s, struct fp_item *items, size_t n, struct fp_error *err)
{
	struct progress progress = { 0 };
	struct fp_job_report report = { 0 };
	const struct fp_job_io io = { .ctx = &progress, .progress = progress_callback };
	const struct fp_work work = { &s->programmer, &io, &report };
	const struct fp_job_wish wish = { .targets = s->contents.targets,
					  .n_targets = s->contents.n_targets,
					  .amend = &s->amend };
	const struct own_table own = { .o = s->o, .plan = s->plan, .items = items, .n_items = n };
	int code = own_table_note(&own, &work, err);

	if (code == 0)
		code = fp_verify(&work, &wish, items, n, err);
	progress_clear(&progress);
	return code;
}

/* Returns how many items differ. */
static size_t describe(const struct fp_item *items, size_t n)
{
	size_t n_differing = 0;

	for (size_t i = 0; i < n; i++) {
		outcome_row("partitions", describe_item(&items[i]));
		n_differing += items[i].bytes_differing > 0;
	}
	return n_differing;
}

int cmd_verify(const struct options *o, struct fp_error *err)
{
	size_t n_differing = 0;
	struct session s;
	int code = session_open(&s, o, FP_FOR_VERIFY, err);

	if (code == 0) {
		size_t n;
		struct fp_item *items = session_items(&s, &n);

		note_left(&s.selection, "on the chip");
		code = items ? verify(&s, items, n, err)
			     : fp_fail(err, FP_REFUSED, "out of memory");
		if (code == 0)
			n_differing = describe(items, n);
	}
	code = session_close(&s, code, err);
	if (code == 0)
		outcome_result(n_differing ? "differs" : "equal",
			       n_differing ? "the chip differs" : "equal");
	return code == 0 && n_differing ? -FP_NO : code;
}
