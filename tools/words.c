// SPDX-License-Identifier: GPL-2.0-or-later
// Hints: the next command.

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "outcome.h"
#include "report.h"
#include "units.h"
#include "words.h"

/* Appends to a hint, and loses what has no room. */
__attribute__((format(printf, 2, 3))) static void add(char *text, const char *format, ...)
{
	const size_t n = strlen(text), size = sizeof((struct fp_error *)0)->hint;
	va_list ap;

	va_start(ap, format);
	vsnprintf(text + n, size - n, format, ap);
	va_end(ap);
}

/* The partition whose name stands at *names, which goes on to the next; NULL at the end. */
static const struct fp_partition *next_part(const struct fp_plan *plan, const char **names)
{
	const size_t n = strcspn(*names, ",");
	char name[FP_NAME_MAX + 1];

	if (!n || n >= sizeof name)
		return NULL;
	memcpy(name, *names, n);
	name[n] = 0;
	*names += n;
	*names += strspn(*names, ", ");
	return fp_plan_find(plan, name);
}

/* Would leaving it out, of all that is taken unasked, mend it? */
static bool can_be_skipped(const struct options *o, const struct fp_partition *part)
{
	bool is_stated = part->n_pieces, is_named = false, is_any_named = false;

	for (size_t i = 0; i < o->n_choices; i++) {
		const struct fp_choice *const choice = &o->choices[i];
		const bool is_same = strcmp(choice->name, part->name) == 0;

		is_any_named |= choice->is_selected;
		is_named |= choice->is_selected && is_same;
		is_stated |= choice->file && is_same;
	}
	return is_stated && !is_named && (o->is_all || !is_any_named);
}

/* Each class of the partitions in err->names has its flag; what was not named has a way out, too.
 */
static void hint_protected(const struct options *o, const struct fp_plan *plan,
			   struct fp_error *err)
{
	const struct fp_partition *part, *noted = NULL;
	bool is_per_device = false, is_read_only = false;
	char text[sizeof err->hint] = "", skips[sizeof err->hint] = "";
	const char *names = err->names;

	while ((part = next_part(plan, &names))) {
		is_per_device |= part->per_device && !o->has_per_device;
		is_read_only |= part->read_only && !o->has_read_only;
		if (can_be_skipped(o, part))
			add(skips, " --skip %s", part->name);
		if (!noted && part->note)
			noted = part;
	}
	add(text, "add %s%s%s if this is really meant", is_per_device ? "--per-device" : "",
	    is_per_device && is_read_only ? " and " : "", is_read_only ? "--read-only" : "");
	if (*skips)
		add(text, ", or leave out:%s", skips);
	if (noted)
		add(text, ". %s", noted->note);
	fp_hint(err, "%s", text);
}

static void hint_content(const struct fp_plan *plan, struct fp_error *err)
{
	char text[sizeof err->hint] = "";

	if (*err->names)
		add(text, "name a file: -i %s:FILE, or take it out of an image: --from IMAGE",
		    err->names);
	else
		add(text, "--from IMAGE takes it out of an image, --file NAME=PATH names a file");
	for (size_t i = 0; i < plan->n_spans; i++)
		if (plan->spans[i].n_pieces) {
			add(text, "; the span `%s` has content: -i %s", plan->spans[i].name,
			    plan->spans[i].name);
			break;
		}
	fp_hint(err, "%s", text);
}

static void hint_nothing(enum fp_purpose purpose, struct fp_error *err)
{
	if (purpose == FP_FOR_ERASE)
		fp_hint(err, "name partitions with -i NAME");
	else
		fp_hint(err, "name partitions with -i NAME[:FILE], or take all that have content "
			     "with --all");
}

static const char *chosen_file(const struct options *o, const char *name)
{
	for (size_t i = 0; i < o->n_choices; i++)
		if (o->choices[i].file && strcmp(o->choices[i].name, name) == 0)
			return o->choices[i].file;
	return NULL;
}

static bool is_update(const char *path)
{
	uint8_t header[FP_UIMAGE_HEADER];
	struct fp_uimage uimage;
	FILE *const file = fopen(path, "rb");
	const size_t n = file ? fread(header, 1, sizeof header, file) : 0;

	if (file)
		fclose(file);
	return fp_uimage_parse(header, n, &uimage, NULL, NULL) == FP_UIMAGE_SOUND;
}

/* The span whose content comes out of an update. */
static const struct fp_partition *update_span(const struct fp_plan *plan)
{
	for (size_t i = 0; i < plan->n_spans; i++)
		if (plan->spans[i].wrap ||
		    (plan->spans[i].n_pieces && plan->spans[i].pieces[0].is_wrapped))
			return &plan->spans[i];
	return NULL;
}

/* How a refused content is taken all the same. */
static void offer_force(struct fp_error *err)
{
	const size_t n = strlen(err->hint);

	if (err->reason == FP_REASON_WRONG_CONTENT)
		snprintf(err->hint + n, sizeof err->hint - n, "%s--force takes it as it is",
			 n ? "; " : "");
}

void hint_source(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	const char *file = err->code ? chosen_file(o, err->names) : NULL;
	const struct fp_partition *const span = update_span(plan);
	struct stat st;

	if (file && stat(file, &st) < 0)
		file = NULL;
	if (file && (uint64_t)st.st_size == plan->size) {
		err->hint[0] = 0;
		fp_hint(err,
			"%s is as large as the chip: -i %s --from %s takes what belongs there out of it",
			file, err->names, file);
	} else if (file && span && is_update(file)) {
		err->hint[0] = 0;
		fp_hint(err, "%s is a firmware update, and the span `%s` takes those: -i %s:%s",
			file, span->name, span->name, file);
	} else {
		offer_force(err);
	}
}

int select_parts(const struct options *o, const struct fp_plan *plan, enum fp_purpose purpose,
		 struct fp_selection *selection, struct fp_error *err)
{
	struct fp_request request = options_request(o, purpose);
	int code = 0;

	if (o->set_from && !o->row)
		return fp_fail(err, FP_USAGE, "--set-from: which unit? Name it with --row N");
	if (o->set_from)
		code = units_read(o->set_from, o->row, plan->arena, &request.settings,
				  &request.n_settings, err);
	if (code == 0)
		code = fp_select(plan, &request, plan->arena, selection, err);

	if (code == 0)
		outcome_left(selection);
	else if (err->reason == FP_REASON_PER_DEVICE || err->reason == FP_REASON_READ_ONLY)
		hint_protected(o, plan, err);
	else if (err->reason == FP_REASON_NO_CONTENT)
		hint_content(plan, err);
	else if (!o->is_all)
		hint_nothing(purpose, err);
	return code;
}

void note_left(const struct fp_selection *selection, const char *where)
{
	for (size_t i = 0; i < selection->n_left; i++) {
		const struct fp_left *const left = &selection->left[i];

		if (left->why == FP_LEFT_KEEP)
			report_note("0x%" PRIx64 "+0x%" PRIx64 " in `%s` is kept as it is %s",
				    left->range.offset, left->range.size, left->part->name, where);
		else if (left->why == FP_LEFT_FIELD)
			report_note("`%s` of `%s` is this unit's and is kept as it is %s",
				    left->field->name, left->part->name, where);
		else if (left->why == FP_LEFT_PER_DEVICE || left->why == FP_LEFT_READ_ONLY)
			report_note("%s `%s` is left as it is %s",
				    left->why == FP_LEFT_PER_DEVICE ? "per-device" : "read-only",
				    left->part->name, where);
	}
}
