// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan verify: does the chip hold what the plan wants?

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "job/run.h"
#include "progress.h"
#include "outcome.h"
#include "session.h"
#include "words.h"

struct difference {
	uint64_t first, count; /* chip offset of the first differing byte; how many there are */
};

static void compare(const struct fp_job_target *target, struct fp_range part, const uint8_t *chip,
		    struct difference *d)
{
	const uint8_t *const want = target->data + (part.offset - target->range.offset);

	for (uint64_t i = 0; i < part.size; i++) {
		if (chip[i] == want[i])
			continue;
		if (!d->count++)
			d->first = part.offset + i;
	}
}

static int compare_target(const struct fp_programmer *programmer,
			  const struct fp_job_target *target, struct difference *d,
			  struct progress *progress, struct fp_error *err)
{
	static uint8_t buf[FP_TRANSFER_MAX];
	struct fp_range part = { target->range.offset, 0 };
	const uint64_t end = fp_range_end(target->range);
	int code = 0;

	for (; part.offset < end && code == 0; part.offset += part.size) {
		part.size = end - part.offset < sizeof buf ? end - part.offset : sizeof buf;
		progress_show(progress, "reading", part.offset - target->range.offset,
			      target->range.size);
		code = fp_job_read_range(programmer, part, buf, err);
		if (code == 0)
			compare(target, part, buf, d);
	}
	return code;
}

static json_t *describe(const struct fp_partition *part, const struct difference *d)
{
	json_t *row =
		json_pack("{s:s, s:I, s:I, s:s}", "name", part->name, "offset",
			  (json_int_t)part->range.offset, "size", (json_int_t)part->range.size,
			  "result", d->count ? "differs" : "equal");

	if (row && d->count) {
		json_object_set_new(row, "bytes_differing", json_integer((json_int_t)d->count));
		json_object_set_new(row, "first_difference", json_integer((json_int_t)d->first));
	}
	return row;
}

static int verify(const struct session *s, bool *is_equal, struct fp_error *err)
{
	struct progress progress = { 0 };
	size_t target = 0;
	int code = 0;

	for (size_t i = 0; i < s->selection.n && code == 0; i++) {
		struct difference d = { 0 };

		for (size_t k = 0; k < s->selection.items[i].n_ranges && code == 0; k++)
			code = compare_target(&s->programmer, &s->contents.targets[target++], &d,
					      &progress, err);
		outcome_row("partitions", describe(s->selection.items[i].part, &d));
		*is_equal &= !d.count;
	}
	progress_clear(&progress);
	/* A clip that came off reads as erased, and then erased is not proven. */
	return code < 0 ? code : fp_job_identify(&s->programmer, err);
}

int cmd_verify(const struct options *o, struct fp_error *err)
{
	bool is_equal = true;
	struct session s;
	int code = session_open(&s, o, FP_FOR_VERIFY, err);

	if (code == 0) {
		note_left(&s.selection, "on the chip");
		code = verify(&s, &is_equal, err);
	}
	code = session_close(&s, code, err);
	if (code == 0)
		outcome_result(is_equal ? "equal" : "differs",
			       is_equal ? "equal" : "the chip differs");
	return code == 0 && !is_equal ? -FP_NO : code;
}
