// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan verify: does the chip hold what the plan wants?

#include "job/verify.h"
#include "progress.h"
#include "result.h"
#include "session.h"

static json_t *describe_item(const struct fp_item *item)
{
	json_t *row =
		json_pack("{s:s, s:I, s:I, s:s}", "partition", item->name, "offset",
			  (json_int_t)item->range.offset, "size", (json_int_t)item->range.size,
			  "result", item->bytes_differing ? "differs" : "equal");

	if (row && item->bytes_differing) {
		json_object_set_new(row, "differing bytes",
				    json_integer((json_int_t)item->bytes_differing));
		json_object_set_new(
			row, "first at",
			json_sprintf("0x%llx", (unsigned long long)item->first_difference));
	}
	return row;
}

static int verify(const struct session *s, struct fp_item *items, struct fp_error *err)
{
	struct progress progress = { 0 };
	struct fp_job_report report = { 0 };
	const struct fp_job_io io = { .ctx = &progress, .progress = progress_callback };
	const struct fp_work work = { &s->programmer, &io, &report };
	const struct fp_job_wish wish = { .targets = s->contents.targets,
					  .n_targets = s->contents.n_targets };
	int code = fp_verify(&work, &wish, items, s->selection.n, err);

	progress_clear(&progress);
	return code;
}

/* Returns how many items differ. */
static size_t describe(const struct fp_item *items, size_t n, json_t *rows)
{
	size_t n_differing = 0;

	for (size_t i = 0; i < n; i++) {
		json_array_append_new(rows, describe_item(&items[i]));
		n_differing += items[i].bytes_differing > 0;
	}
	return n_differing;
}

int cmd_verify(const struct options *o, struct fp_error *err)
{
	json_t *rows = json_array();
	size_t n_differing = 0;
	struct session s;
	int code = session_open(&s, o, FP_FOR_CHIP, err);

	if (code == 0) {
		struct fp_item *items = session_items(&s);

		session_note_left(&s);
		code = items ? verify(&s, items, err) : fp_fail(err, FP_REFUSED, "out of memory");
		if (code == 0)
			n_differing = describe(items, s.selection.n, rows);
	}
	code = session_close(&s, code, err);
	if (code == 0)
		code = result_print(json_pack("{s:O}", "partitions", rows), o->is_json, err);
	json_decref(rows);
	return code == 0 && n_differing ? -FP_NO : code;
}
