// SPDX-License-Identifier: GPL-2.0-or-later
// From the bytes of any format to a plan.

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf.h"
#include "formats/format.h"

static void list_readable(char *text, size_t size)
{
	text[0] = 0;
	for (size_t i = 0; fp_format_at(i); i++)
		if (fp_format_at(i)->read)
			fp_list_add(text, size, fp_format_at(i)->name);
}

/* The surest that says yes. What a dump holds beside is worth a note; what a text quotes is not. */
static const struct fp_format *recognise(const struct fp_input *in, struct fp_faults *faults,
					 struct fp_error *err)
{
	const struct fp_format *found = NULL, *others[16];
	char names[200];
	size_t n = 0;

	for (size_t i = 0; fp_format_at(i); i++) {
		const struct fp_format *const format = fp_format_at(i);

		if (!format->probe || !format->probe(in))
			continue;
		if (!found || format->certainty > found->certainty) {
			if (found && n < 16)
				others[n++] = found;
			found = format;
		} else if (n < 16) {
			others[n++] = format;
		}
	}
	for (size_t i = 0; i < n && found->certainty != FP_BY_SYNTAX; i++)
		fp_fail(fp_faults_next(faults, FP_NOTE), FP_REFUSED,
			"taken as %s; it looks like %s too, which -f %s reads", found->name,
			others[i]->name, others[i]->name);
	if (found)
		return found;
	list_readable(names, sizeof names);
	fp_fail(err, FP_REFUSED, "no partition table of a known format is in it");
	fp_hint(err, "say which it is with -f: %s", names);
	return NULL;
}

static int refuse(struct fp_faults *faults, const struct fp_error *why)
{
	struct fp_error *const err = fp_faults_next(faults, FP_ERROR);

	*err = *why;
	err->severity = FP_ERROR;
	return -FP_REFUSED;
}

/* Whatever found the fault, it is in this file. */
static void set_file(struct fp_faults *faults, const char *file)
{
	for (size_t i = 0; file && i < faults->n; i++)
		if (!faults->item[i].file[0])
			snprintf(faults->item[i].file, sizeof faults->item[i].file, "%s", file);
}

static int read_plan(const struct fp_input *in, const struct fp_format *format,
		     struct fp_plan *plan, struct fp_faults *faults)
{
	struct fp_error err = { 0 };

	if (!format->read) {
		fp_fail(&err, FP_REFUSED, "%s can be written, not read", format->name);
		return refuse(faults, &err);
	}
	if (format->read(in, plan, faults, &err) < 0)
		return err.code ? refuse(faults, &err) : -FP_REFUSED;
	if (format->carries == FP_CARRY_ALL)
		return 0;
	if (!plan->n_parts && !plan->n_spans) {
		fp_fail(&err, FP_REFUSED, "no partitions are in it, read as %s", format->name);
		return refuse(faults, &err);
	}
	fp_plan_name_after(plan, in->file ? in->file : "");
	return fp_import_settle(plan, in, format, faults);
}

static int import(const struct fp_input *in, const struct fp_format **format, struct fp_plan **plan,
		  struct fp_faults *faults)
{
	struct fp_error err = { 0 };
	struct fp_plan *new;
	int code;

	if (!*format)
		*format = recognise(in, faults, &err);
	if (!*format)
		return refuse(faults, &err);
	new = fp_plan_new();
	if (!new) {
		fp_fail(&err, FP_REFUSED, "out of memory");
		return refuse(faults, &err);
	}
	code = read_plan(in, *format, new, faults);
	if (code < 0)
		fp_plan_free(new);
	else
		*plan = new;
	return code;
}

int fp_import(const struct fp_input *in, const struct fp_format **format, struct fp_plan **plan,
	      struct fp_faults *faults)
{
	struct fp_input plain = *in;
	char *text = NULL;
	int code;

	*plan = NULL;
	if (fp_utf_decode(in->data, in->n, &text, &plain.n) < 0) {
		fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
		return -FP_REFUSED;
	}
	if (text)
		plain.data = (const uint8_t *)text;
	code = import(&plain, format, plan, faults);
	free(text);
	set_file(faults, in->file);
	return code;
}

void fp_import_note_missing(const struct fp_format *format, struct fp_faults *notes)
{
	const unsigned has = format->carries;
	struct fp_error *err;

	if ((has & FP_CARRY_ALL) == FP_CARRY_ALL)
		return;
	err = fp_faults_next(notes, FP_NOTE);
	fp_fail(err, FP_REFUSED, "%s does not tell%s%s%s what the contents are", format->name,
		has & FP_CARRY_ERASE_SIZE ? "" : " the erase size (64K is assumed),",
		has & FP_CARRY_READ_ONLY ? "" : " what is read-only,",
		has & FP_CARRY_PER_DEVICE ? "" : " which partitions belong to this one unit,");
	fp_hint(err, "add %s%s\"type\" and \"file\" to the plan where they are known",
		has & FP_CARRY_ERASE_SIZE ? "" : "\"erase-size\", ",
		has & FP_CARRY_PER_DEVICE ? "" : "\"per-device\", ");
}
