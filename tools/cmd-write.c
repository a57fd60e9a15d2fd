// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan write and erase: the selected partitions, and nothing else.

#include <stdio.h>

#include "base/number.h"
#include "own-table.h"
#include "programming.h"
#include "session.h"
#include "words.h"
#include "say.h"

/* What will be erased and written, before it happens. */
static void announce(const struct programming *p)
{
	const struct session *const s = p->ctx;
	char size[FP_SIZE_WORDS];

	for (size_t i = 0; i < s->selection.n; i++) {
		const struct fp_selected *const item = &s->selection.items[i];
		const uint64_t end = s->contents.items[i].end;

		if (programming_announce(p, &p->course.items[i]) && !item->is_erased &&
		    end < item->part->range.size)
			say(stderr, "  the content has %s; the rest of `%s` %s erased\n",
			    fp_size_words(end, size), item->part->name,
			    p->o->is_dry_run ? "would become" : "becomes");
	}
	for (size_t i = s->selection.n; i < p->course.n_items; i++)
		programming_announce(p, &p->course.items[i]);
	note_left(&s->selection, "on the chip");
}

static int program(struct session *s, struct fp_error *err)
{
	size_t n;
	struct fp_item *const items = session_items(s, &n);
	struct own_table own = { .o = s->o,
				 .plan = s->plan,
				 .items = items,
				 .n_items = n,
				 .targets = s->contents.targets,
				 .n_targets = s->contents.n_targets };
	struct programming p = {
		.o = s->o,
		.programmer = &s->programmer,
		.name = s->plan->name,
		.plan = s->plan,
		.course = { .targets = s->contents.targets,
			    .n_targets = s->contents.n_targets,
			    .amend = &s->amend,
			    .items = items,
			    .n_items = n,
			    .judge = own_table_judge,
			    .judge_ctx = &own,
			    .block = s->plan->erase_size,
			    .parts = list_parts(s->plan),
			    .n_parts = s->plan->n_parts },
		.contents = &s->contents,
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
	return run(o, FP_FOR_WRITE, err);
}

int cmd_erase(const struct options *o, struct fp_error *err)
{
	return run(o, FP_FOR_ERASE, err);
}
