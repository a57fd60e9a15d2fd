// SPDX-License-Identifier: GPL-2.0-or-later
// The setters of the table of options.

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/number.h"
#include "base/text.h"
#include "option-set.h"

#define NUMBER_MAX 86400 /* seconds of a day; what else is counted stays far below */

static void *member(struct options *o, const struct option_row *row)
{
	return (char *)o + row->offset;
}

int set_text(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	const char **const text = member(o, row);

	(void)err;
	*text = value;
	return 0;
}

int set_flag(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	bool *const flag = member(o, row);

	(void)value;
	(void)err;
	*flag = true;
	return 0;
}

int set_number(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	unsigned *const number = member(o, row);
	char *end;
	const unsigned long n = strtoul(value, &end, 10);

	if (end == value || *end || *value == '-' || n < 1 || n > NUMBER_MAX)
		return fp_fail(err, FP_USAGE, "--%s %s: expected a number from 1 to %u", row->name,
			       value, NUMBER_MAX);
	*number = (unsigned)n;
	return 0;
}

int set_percent(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	unsigned *const number = member(o, row);
	char *end;
	const unsigned long n = strtoul(value, &end, 10);

	if (end == value || *value == '-' || n < 1 || n > 100 || (*end && strcmp(end, "%") != 0))
		return fp_fail(err, FP_USAGE, "--%s %s: expected 1%% to 100%%", row->name, value);
	*number = (unsigned)n;
	return 0;
}

int set_more(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	unsigned *const number = member(o, row);

	(void)value;
	(void)err;
	++*number;
	return 0;
}

int set_list(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	struct option_list *const list = member(o, row);
	const char **const more = realloc(list->items, (list->n + 1) * sizeof *more);

	if (!more)
		return fp_fail(err, FP_REFUSED, "out of memory");
	list->items = more;
	list->items[list->n++] = value;
	return 0;
}

int set_size(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	struct fp_error why = { 0 };
	uint64_t *const size = member(o, row);

	if (fp_size_parse(value, size, &why) == 0 && *size && *size <= FP_FLASH_SIZE_MAX)
		return 0;
	fp_fail(err, FP_USAGE, "--%s: %s", row->name, why.code ? why.text : "expected up to 4G");
	fp_hint(err, "%s", why.hint);
	return -FP_USAGE;
}

int set_offset(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	struct fp_error why = { 0 };
	uint64_t *const offset = member(o, row);

	o->has_offset = true;
	if (fp_size_parse(value, offset, &why) == 0 && *offset < FP_FLASH_SIZE_MAX)
		return 0;
	fp_fail(err, FP_USAGE, "--%s: %s", row->name, why.code ? why.text : "expected below 4G");
	fp_hint(err, "%s", why.hint);
	return -FP_USAGE;
}

int set_format(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	const struct fp_format **const format = member(o, row);
	struct fp_nearest nearest = { 0 };
	char names[200] = "";

	*format = fp_format_by_name(value);
	if (*format)
		return 0;
	for (size_t i = 0; fp_format_at(i); i++) {
		fp_nearest_offer(&nearest, value, fp_format_at(i)->name);
		fp_list_add(names, sizeof names, fp_format_at(i)->name);
	}
	fp_fail(err, FP_USAGE, "`%s` is no format", value);
	fp_nearest_hint(&nearest, "`", "`", err);
	if (!nearest.best)
		fp_hint(err, "formats: %s", names);
	return -FP_USAGE;
}

/* NAME, or NAME, the separator and a FILE. */
static int add_choice(struct options *o, const char *text, char separator, bool is_selected,
		      struct fp_error *err)
{
	const char *const file = strchr(text, separator);
	struct fp_choice *const more = realloc(o->choices, (o->n_choices + 1) * sizeof *more);
	char *name;

	if (!more)
		return fp_fail(err, FP_REFUSED, "out of memory");
	o->choices = more;
	name = strndup(text, file ? (size_t)(file - text) : strlen(text));
	if (!name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	more[o->n_choices++] = (struct fp_choice){ .name = name,
						   .file = file ? file + 1 : NULL,
						   .is_selected = is_selected };
	return 0;
}

int set_include(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	const char *const file = strchr(value, ':');

	(void)row;
	if (file && o->command->include == INCLUDE_NONE)
		return fp_fail(err, FP_USAGE, "-i %s: expected NAME; no file is used here", value);
	if (!*value || file == value || (file && !file[1]))
		return fp_fail(err, FP_USAGE, "-i: expected NAME or NAME:FILE, none of them empty");
	return add_choice(o, value, ':', true, err);
}

int set_file(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	const char *const path = strchr(value, '=');

	(void)row;
	if (!path || path == value || !path[1])
		return fp_fail(err, FP_USAGE, "--file %s: expected NAME=PATH", value);
	return add_choice(o, value, '=', false, err);
}

int set_setting(struct options *o, const struct option_row *row, char *value, struct fp_error *err)
{
	char *const separator = strchr(value, '=');
	struct fp_setting *more;

	(void)row;
	if (!separator || separator == value)
		return fp_fail(err, FP_USAGE, "--set %s: expected FIELD=VALUE", value);
	more = realloc(o->settings, (o->n_settings + 1) * sizeof *more);
	if (!more)
		return fp_fail(err, FP_REFUSED, "out of memory");
	o->settings = more;
	more[o->n_settings].name = strndup(value, (size_t)(separator - value));
	more[o->n_settings].value = separator + 1;
	if (!more[o->n_settings].name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	o->n_settings++;
	return 0;
}

int refuse_no_verify(struct options *o, const struct option_row *row, char *value,
		     struct fp_error *err)
{
	(void)o;
	(void)row;
	(void)value;
	fp_fail(err, FP_USAGE, "-n is not an option here: everything that is written is verified");
	fp_hint(err,
		"-n means \"do not verify\" in flashrom; to see what would be done, say --dry-run");
	return -FP_USAGE;
}
