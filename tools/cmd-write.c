// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan write and erase: the selected partitions, and nothing else.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "programming.h"
#include "session.h"
#include "words.h"
#include "say.h"

/* What will be erased and written, before it happens. */
static void announce(struct programming *p, const struct session *s)
{
	for (size_t i = 0; i < s->selection.n; i++) {
		const struct fp_selected *const item = &s->selection.items[i];
		const uint64_t end = s->contents.items[i].end;

		if (programming_announce(p, item->part->name, item->part->range) &&
		    !item->is_erased && end < item->part->range.size)
			say(stderr,
			    "  the content has 0x%" PRIx64
			    " bytes; the rest of `%s` becomes erased\n",
			    end, item->part->name);
	}
	note_left(&s->selection, "on the chip");
}

static int run(const struct options *o, enum fp_purpose purpose, struct fp_error *err)
{
	struct programming p = { .o = o };
	struct session s;
	int code = session_open(&s, o, purpose, err);

	if (code == 0) {
		p.programmer = &s.programmer;
		p.name = s.plan->name;
		p.parts = list_parts(s.plan);
		p.n_parts = p.parts ? s.plan->n_parts : 0;
		code = programming_read(&p, s.contents.targets, s.contents.n_targets,
					s.plan->erase_size, err);
	}
	if (code == 0) {
		announce(&p, &s);
		code = programming_write(&p, err);
	}
	code = programming_finish(&p, session_close(&s, code, err), err);
	programming_free(&p);
	return code;
}

int cmd_write(const struct options *o, struct fp_error *err)
{
	return run(o, FP_FOR_WRITE, err);
}

int cmd_erase(const struct options *o, struct fp_error *err)
{
	return run(o, FP_FOR_ERASE, err);
}
