// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan write and erase: the selected partitions, and nothing else.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "programming.h"
#include "session.h"

/* What will be erased and written, before it happens. */
static void announce(const struct programming *p)
{
	const struct session *const s = p->ctx;

	for (size_t i = 0; i < s->selection.n; i++) {
		const struct fp_selected *const item = &s->selection.items[i];
		const uint64_t end = s->contents.items[i].end;

		if (programming_announce(&p->course.items[i]) && !item->is_erased &&
		    end < item->part->range.size)
			fprintf(stderr,
				"  the content has 0x%" PRIx64
				" bytes; the rest of `%s` becomes erased\n",
				end, item->part->name);
	}
	session_note_left(s);
}

static int program(struct session *s, struct fp_error *err)
{
	struct programming p = {
		.o = s->o,
		.programmer = &s->programmer,
		.name = s->plan->name,
		.plan = s->plan,
		.course = { .targets = s->contents.targets,
			    .n_targets = s->contents.n_targets,
			    .items = session_items(s),
			    .n_items = s->selection.n,
			    .block = s->plan->erase_size,
			    .parts = list_parts(s->plan),
			    .n_parts = s->plan->n_parts },
		.announce = announce,
		.ctx = s,
	};

	s->is_open = false;
	if (p.course.items && p.course.parts)
		return programming_run(&p, err);
	fp_programmer_close(&s->programmer, err);
	return fp_fail(err, FP_REFUSED, "out of memory");
}

static int run(const struct options *o, enum fp_purpose purpose, struct fp_error *err)
{
	struct session s;
	int code = session_open(&s, o, purpose, err);

	if (code == 0)
		code = program(&s, err);
	return session_close(&s, code, err);
}

int cmd_write(const struct options *o, struct fp_error *err)
{
	return run(o, FP_FOR_CHIP, err);
}

int cmd_erase(const struct options *o, struct fp_error *err)
{
	return run(o, FP_FOR_ERASE, err);
}
