// SPDX-License-Identifier: GPL-2.0-or-later
// Parsing of the command line.

#define _GNU_SOURCE /* getopt_long */
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "base/number.h"
#include "option-table.h"
#include "options.h"

/* What getopt_long() returns: a letter, or LONG_OPTION and the index of the row. */
#define LONG_OPTION 256

static const struct option_row *find_row(const struct command *command, int value)
{
	if (value >= LONG_OPTION)
		return &option_rows[value - LONG_OPTION];
	for (size_t i = 0; i < n_option_rows; i++)
		if (option_rows[i].letter == value && option_is_taken(command, option_rows[i].id))
			return &option_rows[i];
	return NULL;
}

static int add_choice(struct options *o, const char *text, bool is_selected, struct fp_error *err)
{
	const char *const separator = strchr(text, is_selected ? ':' : '=');
	struct fp_choice *const choice = &o->choices[o->n_choices];

	if (!is_selected && (!separator || !separator[1]))
		return fp_fail(err, FP_USAGE, "--file %s: expected NAME=PATH", text);
	if (!*text || separator == text || (separator && !separator[1]))
		return fp_fail(err, FP_USAGE, "-i: expected NAME or NAME:FILE, none of them empty");
	choice->name = strndup(text, separator ? (size_t)(separator - text) : strlen(text));
	if (!choice->name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	choice->file = separator ? separator + 1 : NULL;
	choice->is_selected = is_selected;
	o->n_choices++;
	return 0;
}

static int set_number(const char *option, const char *text, unsigned most, unsigned *number,
		      struct fp_error *err)
{
	char *end;
	const unsigned long value = strtoul(text, &end, 10);

	if (end == text || *end || *text == '-' || value < 1 || value > most)
		return fp_fail(err, FP_USAGE, "--%s %s: expected a number from 1 to %u", option,
			       text, most);
	*number = (unsigned)value;
	return 0;
}

static int set_size(struct options *o, const char *text, struct fp_error *err)
{
	struct fp_error why = { 0 };

	if (fp_size_parse(text, &o->size, &why) == 0 && o->size && o->size <= FP_FLASH_SIZE_MAX)
		return 0;
	fp_fail(err, FP_USAGE, "--size: %s", why.code ? why.text : "expected up to 4G");
	fp_hint(err, "%s", why.hint);
	return -FP_USAGE;
}

static int set_format(const struct fp_format **format, const char *name, struct fp_error *err)
{
	struct fp_nearest nearest = { 0 };
	char names[200] = "";
	size_t n = 0;

	*format = fp_format_by_name(name);
	if (*format)
		return 0;
	for (size_t i = 0; fp_format_at(i); i++) {
		fp_nearest_offer(&nearest, name, fp_format_at(i)->name);
		if (n < sizeof names)
			n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "",
					      fp_format_at(i)->name);
	}
	fp_fail(err, FP_USAGE, "`%s` is no format", name);
	if (nearest.best)
		fp_hint(err, "did you mean `%s`?", nearest.best);
	else
		fp_hint(err, "formats: %s", names);
	return -FP_USAGE;
}

/* Options that only say where their value goes. */
static const struct member {
	int id;
	size_t offset;
} texts[] = {
	{ 'p', offsetof(struct options, programmer) },
	{ 'c', offsetof(struct options, chip) },
	{ 'o', offsetof(struct options, output) },
	{ 'F', offsetof(struct options, from) },
	{ 'd', offsetof(struct options, dir) },
	{ 'P', offsetof(struct options, plan) },
	{ 'w', offsetof(struct options, table) },
	{ 'm', offsetof(struct options, manifest) },
	{ 'M', offsetof(struct options, depfile) },
	{ 'b', offsetof(struct options, backup) },
}, flags[] = {
	{ 'T', offsetof(struct options, is_trimmed) },
	{ 'x', offsetof(struct options, is_hex) },
	{ 'a', offsetof(struct options, is_all) },
	{ 'D', offsetof(struct options, has_per_device) },
	{ 'y', offsetof(struct options, is_dry_run) },
	{ 'u', offsetof(struct options, has_unprotect) },
	{ 'B', offsetof(struct options, has_no_backup) },
	{ 's', offsetof(struct options, has_spans) },
	{ 'S', offsetof(struct options, is_strict) },
	{ 'j', offsetof(struct options, is_json) },
	{ 'h', offsetof(struct options, is_help) },
	{ 'R', offsetof(struct options, is_version) },
};

static void *find_member(const struct member *members, size_t n, struct options *o, int id)
{
	for (size_t i = 0; i < n; i++)
		if (members[i].id == id)
			return (char *)o + members[i].offset;
	return NULL;
}

static int refuse_no_verify(struct fp_error *err)
{
	fp_fail(err, FP_USAGE, "-n is not an option here: everything that is written is verified");
	fp_hint(err, "-n means \"do not verify\" in flashrom; to see what would be done, say "
		     "--dry-run");
	return -FP_USAGE;
}

static int set_option(struct options *o, int id, char *value, struct fp_error *err)
{
	const char **const text = find_member(texts, sizeof texts / sizeof *texts, o, id);
	bool *const flag = find_member(flags, sizeof flags / sizeof *flags, o, id);

	if (text)
		*text = value;
	if (flag)
		*flag = true;
	switch (id) {
	case 'k':
		if (strchr(value, ':'))
			return fp_fail(err, FP_USAGE, "-i %s: expected NAME; no file is used here",
				       value);
		return add_choice(o, value, true, err);
	case 'i':
	case 'r':
	case 'f':
		return add_choice(o, value, id != 'f', err);
	case 't':
		return set_number("timeout", value, 86400, &o->timeout_s, err);
	case 'N':
		return set_number("passes", value, 100, &o->passes, err);
	case 'z':
		return set_size(o, value, err);
	case 'q':
		return set_format(&o->from_format, value, err);
	case 'e':
		return set_format(&o->to_format, value, err);
	case 'I':
		o->include_dirs[o->n_include_dirs++] = value;
		break;
	case 'g':
		o->ignored[o->n_ignored++] = value;
		break;
	case 'v':
	case 'V':
		o->verbosity++;
		break;
	case 'n':
		return refuse_no_verify(err);
	}
	return 0;
}

static int refuse_option(const struct command *command, int id, const char *word,
			 struct fp_error *err)
{
	struct fp_nearest nearest = { 0 };

	if (id == ':')
		return fp_fail(err, FP_USAGE, "%s needs a value", word);
	fp_fail(err, FP_USAGE, "unknown option %s", word);
	for (size_t i = 0; i < n_option_rows && strncmp(word, "--", 2) == 0; i++)
		if (option_rows[i].name && option_is_taken(command, option_rows[i].id))
			fp_nearest_offer(&nearest, word + 2, option_rows[i].name);
	if (nearest.best)
		fp_hint(err, "did you mean --%s?", nearest.best);
	else if (!command)
		fp_hint(err, "options of a command stand behind it: flashplan COMMAND [OPTIONS]");
	else
		fp_hint(err, "see flashplan %s --help", command->name);
	return -FP_USAGE;
}

static int find_command(const char *word, const struct command **found, struct fp_error *err)
{
	struct fp_nearest nearest = { 0 };

	for (const struct command *c = commands; c->name; c++) {
		if (strcmp(c->name, word) == 0) {
			*found = c;
			return 0;
		}
		fp_nearest_offer(&nearest, word, c->name);
	}
	fp_fail(err, FP_USAGE, "unknown command `%s`", word);
	if (nearest.best)
		fp_hint(err, "did you mean `%s`?", nearest.best);
	else
		fp_hint(err, "see flashplan --help");
	return -FP_USAGE;
}

static int check_backup(const struct options *o, struct fp_error *err)
{
	if (o->backup && o->has_no_backup)
		return fp_fail(err, FP_USAGE, "--backup and --no-backup contradict each other");
	if (o->backup && strcmp(o->backup, "-") == 0)
		return fp_fail(err, FP_USAGE,
			       "--backup -: it is two files, FILE and FILE.json, and none of them "
			       "standard output");
	return 0;
}

static int check_args(const struct options *o, struct fp_error *err)
{
	const struct command *const c = o->command;

	if (o->is_help || o->is_version || !c)
		return 0;
	if (o->n_args < c->least_args)
		fp_fail(err, FP_USAGE, "%s: something is missing: flashplan %s %s", c->name,
			c->name, c->args);
	else if (o->n_args > c->most_args)
		fp_fail(err, FP_USAGE, "%s: what is `%s`?", c->name, o->args[c->most_args]);
	else if (strchr(c->options, 'e') && !o->to_format)
		fp_fail(err, FP_USAGE, "%s: to which format? Name it with -t FORMAT", c->name);
	else if (strchr(c->options, 'p') && !o->programmer)
		fp_fail(err, FP_USAGE, "%s: which programmer? Name it with -p PROG", c->name);
	else
		return check_backup(o, err);
	fp_hint(err, "see flashplan %s --help", c->name);
	return -FP_USAGE;
}

/* The options that every command knows, and the command's. An option of another command is unknown.
 */
static void make_tables(const struct command *command, char *short_options,
			struct option *long_options)
{
	*short_options++ = ':';
	for (size_t i = 0; i < n_option_rows; i++) {
		if (!option_is_taken(command, option_rows[i].id))
			continue;
		if (option_rows[i].letter)
			*short_options++ = option_rows[i].letter;
		if (option_rows[i].letter && option_rows[i].arg)
			*short_options++ = ':';
		if (option_rows[i].name)
			*long_options++ = (struct option){ option_rows[i].name,
							   option_rows[i].arg ? required_argument
									      : no_argument,
							   NULL, LONG_OPTION + (int)i };
	}
	*short_options = 0;
	*long_options = (struct option){ 0 };
}

static int parse_options(int argc, char **argv, struct options *o, struct fp_error *err)
{
	char short_options[2 * OPTION_ROWS_MAX + 2];
	struct option long_options[OPTION_ROWS_MAX + 1];
	int value, code = 0;

	make_tables(o->command, short_options, long_options);
	opterr = 0;
	optind = 1;
	while (code == 0 &&
	       (value = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
		const struct option_row *const row = find_row(o->command, value);
		char word[] = { '-', (char)optopt, 0 };

		if (row)
			code = set_option(o, row->id, optarg, err);
		else
			code = refuse_option(o->command, value,
					     optopt > 0 && optopt < LONG_OPTION &&
							     argv[optind - 1][1] != '-'
						     ? word
						     : argv[optind - 1],
					     err);
	}
	o->args = argv + optind;
	o->n_args = (size_t)(argc - optind);
	return code;
}

int options_parse(int argc, char **argv, struct options *o, struct fp_error *err)
{
	char **words;
	int code = 0;

	*o = (struct options){ 0 };
	o->choices = calloc((size_t)argc, sizeof *o->choices);
	o->include_dirs = calloc((size_t)argc, sizeof *o->include_dirs);
	o->ignored = calloc((size_t)argc, sizeof *o->ignored);
	o->words = words = calloc((size_t)argc + 1, sizeof *words);
	if (!o->choices || !o->include_dirs || !o->ignored || !words)
		return fp_fail(err, FP_REFUSED, "out of memory");
	memcpy(words, argv, (size_t)argc * sizeof *words);
	if (argc > 1 && argv[1][0] != '-') {
		code = find_command(argv[1], &o->command, err);
		argc--, words++;
	}
	if (code == 0)
		code = parse_options(argc, words, o, err);
	return code < 0 ? code : check_args(o, err);
}

void options_free(struct options *o)
{
	for (size_t i = 0; i < o->n_choices; i++)
		free((char *)o->choices[i].name);
	free(o->choices);
	free(o->include_dirs);
	free(o->ignored);
	free(o->words);
}

struct fp_request options_request(const struct options *o, enum fp_purpose purpose)
{
	return (struct fp_request){ .choices = o->choices,
				    .n_choices = o->n_choices,
				    .from = o->from,
				    .purpose = purpose,
				    .is_all = o->is_all,
				    .has_per_device = o->has_per_device };
}

struct fp_source_dirs options_dirs(const struct options *o)
{
	return (struct fp_source_dirs){ o->include_dirs, o->n_include_dirs };
}
