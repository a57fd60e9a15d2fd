// SPDX-License-Identifier: GPL-2.0-or-later
// Parsing of the command line.

#define _GNU_SOURCE /* getopt_long */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "option-table.h"
#include "options.h"

/* What getopt_long() returns: a letter, or LONG_OPTION and the index of the row. */
#define LONG_OPTION 256

static const struct option_row *find_row(const struct command *command, int value)
{
	if (value >= LONG_OPTION)
		return &option_rows[value - LONG_OPTION];
	for (const struct option_row *row = option_rows; row->set; row++)
		if (row->letter == value && option_is_taken(command, row->id))
			return row;
	return NULL;
}

/* What flashrom's options are here. */
static const char *flashrom_twin(const char *word)
{
	static const struct {
		const char *words, *twin;
	} twins[] = {
		{ "-w --write",
		  "flashplan write PLAN -p PROG -i NAME:FILE writes a partition, --all "
		  "--from FILE takes them out of an image" },
		{ "-r --read", "flashplan backup -p PROG -o FILE reads the chip" },
		{ "-E --erase", "flashplan erase PLAN -p PROG -i NAME erases a partition" },
		{ "-l --layout --ifd --fmap --fmap-file",
		  "PLAN is the layout: flashplan convert -t json FILE -o PLAN.json makes one of a "
		  "layout file, an FMAP or a descriptor" },
		{ "--image", "-i NAME selects a partition" },
		{ "-N --noverify-all --noverify",
		  "what is written is read back, and nothing else: there is nothing to turn off" },
		{ "--force", "what is refused has an option of its own, which the refusal names" },
		{ "-L --list-supported", "flashplan programmers lists what -p can name" },
		{ "--flash-name --flash-size", "flashplan probe -p PROG says which chip is there" },
	};

	for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
		const char *const at = strstr(twins[i].words, word);
		const size_t n = strlen(word);

		if (at && (at == twins[i].words || at[-1] == ' ') && (!at[n] || at[n] == ' '))
			return twins[i].twin;
	}
	return NULL;
}

static int refuse_option(const struct command *command, int value, const char *word,
			 struct fp_error *err)
{
	struct fp_nearest nearest = { 0 };

	if (value == ':')
		return fp_fail(err, FP_USAGE, "%s needs a value", word);
	fp_fail(err, FP_USAGE, "unknown option %s", word);
	if (command && flashrom_twin(word))
		fp_hint(err, "in flashplan: %s", flashrom_twin(word));
	for (const struct option_row *row = option_rows; row->set; row++)
		if (strncmp(word, "--", 2) == 0 && row->name && option_is_taken(command, row->id))
			fp_nearest_offer(&nearest, word + 2, row->name);
	fp_nearest_hint(&nearest, "--", "", err);
	if (nearest.best)
		return -FP_USAGE;
	if (!command)
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
	fp_nearest_hint(&nearest, "`", "`", err);
	if (!nearest.best)
		fp_hint(err, "see flashplan --help");
	return -FP_USAGE;
}

static int check_backup(const struct options *o, struct fp_error *err)
{
	if (o->backup && o->has_no_backup)
		return fp_fail(err, FP_USAGE, "--backup and --no-backup contradict each other");
	if (o->backup && strcmp(o->backup, "-") == 0)
		return fp_fail(
			err, FP_USAGE,
			"--backup -: it is two files, FILE and FILE.json, and none of them standard output");
	if (o->has_no_backup && o->resumed.n)
		return fp_fail(
			err, FP_USAGE,
			"--resume and --no-backup contradict each other: what is taken up is at risk until it is written");
	return 0;
}

/* A word that flashrom takes behind -p. */
static bool is_programmer(const char *word)
{
	static const char *const names[] = { "dummy",	 "serprog",   "internal",
					     "dediprog", "linux_mtd", "developerbox",
					     "pickit2",	 "uboot",     "mtd" };
	const size_t n = strcspn(word, ":=");

	if (n > 4 && strncmp(word + n - 4, "_spi", 4) == 0)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == n && strncmp(word, names[i], n) == 0)
			return true;
	return false;
}

/* A word without its option. */
static void hint_option(const struct options *o, struct fp_error *err)
{
	for (size_t i = 0; i < o->n_args; i++) {
		const char *const word = o->args[i];

		if (!o->programmer && is_programmer(word) &&
		    option_is_taken(o->command, OPTION_PROGRAMMER))
			fp_hint(err, "is `%s` the programmer? -p %s", word, word);
		else if (i >= o->command->most_args && strchr(word, ':') &&
			 option_is_taken(o->command, OPTION_INCLUDE))
			fp_hint(err, "is it what to select? -i %s", word);
	}
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
	else if (option_is_taken(c, OPTION_TO_FORMAT) && !o->to_format)
		fp_fail(err, FP_USAGE, "%s: to which format? Name it with -t FORMAT", c->name);
	else if (option_is_taken(c, OPTION_PROGRAMMER) && !o->programmer && c->run != cmd_inspect)
		fp_fail(err, FP_USAGE, "%s: which programmer? Name it with -p PROG", c->name);
	else
		return check_backup(o, err);
	hint_option(o, err);
	fp_hint(err, "see flashplan %s --help", c->name);
	return -FP_USAGE;
}

/* The options that every command knows, and the command's. An option of another command is unknown.
 */
static void make_tables(const struct command *command, char *short_options,
			struct option *long_options)
{
	*short_options++ = ':';
	for (const struct option_row *row = option_rows; row->set; row++) {
		if (!option_is_taken(command, row->id))
			continue;
		if (row->letter)
			*short_options++ = row->letter;
		if (row->letter && row->arg)
			*short_options++ = ':';
		if (row->name)
			*long_options++ =
				(struct option){ row->name,
						 row->arg ? required_argument : no_argument, NULL,
						 LONG_OPTION + (int)(row - option_rows) };
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
	optind = 0; /* afresh, as glibc and musl have it: not within a word of the last run */
	while (code == 0 &&
	       (value = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
		const struct option_row *const row = find_row(o->command, value);
		char word[] = { '-', (char)optopt, 0 };

		if (row)
			code = row->set(o, row, optarg, err);
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

	*o = (struct options){ .argc = argc, .argv = argv };
	o->words = words = calloc((size_t)argc + 1, sizeof *words);
	if (!words)
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

void options_guess(int argc, char **argv, struct options *o)
{
	static const char events[] = "--events";

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--json") == 0)
			o->is_json = true;
		else if (strncmp(argv[i], events, sizeof events - 1) != 0)
			continue;
		else if (argv[i][sizeof events - 1] == '=')
			o->events = argv[i] + sizeof events;
		else if (!argv[i][sizeof events - 1] && argv[i + 1])
			o->events = argv[i + 1];
	}
}

void options_free(struct options *o)
{
	for (size_t i = 0; i < o->n_choices; i++)
		free((char *)o->choices[i].name);
	for (size_t i = 0; i < o->n_settings; i++)
		free((char *)o->settings[i].name);
	free(o->settings);
	free(o->choices);
	free(o->include_dirs.items);
	free(o->ignored.items);
	free(o->skips.items);
	free(o->with.items);
	free(o->resumed.items);
	free(o->words);
}

struct fp_request options_request(const struct options *o, enum fp_purpose purpose)
{
	return (struct fp_request){ .choices = o->choices,
				    .n_choices = o->n_choices,
				    .from = o->from,
				    .settings = o->settings,
				    .n_settings = o->n_settings,
				    .purpose = purpose,
				    .is_all = o->is_all,
				    .skips = o->skips.items,
				    .n_skips = o->skips.n,
				    .has_per_device = o->has_per_device,
				    .has_read_only = o->has_read_only,
				    .is_forced = o->is_forced };
}

struct fp_source_dirs options_dirs(const struct options *o)
{
	return (struct fp_source_dirs){ o->include_dirs.items, o->include_dirs.n };
}
