// SPDX-License-Identifier: GPL-2.0-or-later
// From the bytes of any format to a plan.

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/format.h"
#include "plan/json.h"

static void list_readable(char *text, size_t size)
{
	text[0] = 0;
	for (size_t i = 0; fp_format_at(i); i++) {
		const struct fp_format *const format = fp_format_at(i);

		if (fp_format_can_read(format))
			fp_list_add(text, size, format->name);
	}
}

/* The first that says yes. A dump that holds several tables is worth a note. */
static const struct fp_format *recognise(const uint8_t *data, size_t n, struct fp_faults *faults,
					 struct fp_error *err)
{
	const struct fp_format *found = NULL;
	char names[200];

	for (size_t i = 0; fp_format_at(i); i++) {
		const struct fp_format *const format = fp_format_at(i);

		if (!format->probe || !format->probe(data, n))
			continue;
		if (!found) {
			found = format;
			continue;
		}
		fp_fail(fp_faults_next(faults, FP_NOTE), FP_REFUSED,
			"taken as %s; it looks like %s too, which -f %s reads", found->name,
			format->name, format->name);
	}
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

static int read_plan(const uint8_t *data, size_t n, const struct fp_import_options *options,
		     const struct fp_format *format, struct fp_plan *plan, struct fp_faults *faults)
{
	struct fp_error err = { 0 };

	if (!format->read) {
		fp_fail(&err, FP_REFUSED, "%s can be written, not read", format->name);
		return refuse(faults, &err);
	}
	if (format->read(data, n, options->table, plan, faults, &err) < 0)
		return refuse(faults, &err);
	if (!plan->n_parts && !plan->n_spans) {
		fp_fail(&err, FP_REFUSED, "no partitions are in it, read as %s", format->name);
		return refuse(faults, &err);
	}
	fp_plan_name_after(plan, options->file ? options->file : "");
	return fp_import_settle(plan, options, format, faults);
}

static int read_json(const uint8_t *data, size_t n, const struct fp_import_options *options,
		     struct fp_plan **plan, struct fp_faults *faults)
{
	return fp_plan_parse((const char *)data, n, options->file ? options->file : "plan",
			     options->dir ? options->dir : "", options->paths, plan, faults);
}

static int import(const uint8_t *data, size_t n, const struct fp_import_options *options,
		  struct fp_plan **plan, const struct fp_format **format, struct fp_faults *faults)
{
	struct fp_error err = { 0 };
	struct fp_plan *new;
	int code;

	*plan = NULL;
	*format = options->format ? options->format : recognise(data, n, faults, &err);
	if (!*format)
		return refuse(faults, &err);
	if (*format == &fp_format_json)
		return read_json(data, n, options, plan, faults);
	new = fp_plan_new();
	if (!new) {
		fp_fail(&err, FP_REFUSED, "out of memory");
		return refuse(faults, &err);
	}
	code = read_plan(data, n, options, *format, new, faults);
	if (code < 0)
		fp_plan_free(new);
	else
		*plan = new;
	return code;
}

int fp_import(const uint8_t *data, size_t n, const struct fp_import_options *options,
	      struct fp_plan **plan, const struct fp_format **format, struct fp_faults *faults)
{
	const int code = import(data, n, options, plan, format, faults);

	set_file(faults, options->file);
	return code;
}

void fp_import_note_missing(const struct fp_format *format, struct fp_faults *notes)
{
	const unsigned has = format->carries;
	struct fp_error *err;

	if ((has & FP_CARRY_ALL) == FP_CARRY_ALL)
		return;
	err = fp_faults_next(notes, FP_NOTE);
	fp_fail(err, FP_REFUSED,
		"%s does not tell%s%s what the contents are and which partitions belong to this one unit",
		format->name, has & FP_CARRY_ERASE_SIZE ? "" : " the erase size (64K is assumed),",
		has & FP_CARRY_READ_ONLY ? "" : " what is read-only,");
	fp_hint(err,
		"add \"erase-size\", \"type\", \"file\" and \"per-device\" to the plan where they are known");
}
