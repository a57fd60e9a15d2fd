/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parsed options of all commands; their table is option-table.h. */
#ifndef FP_OPTIONS_H
#define FP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "commands.h"
#include "formats/format.h"
#include "selection/select.h"
#include "selection/source.h"

#define OPTION_ROWS_MAX 96

/* The values of an option that may be given several times, in their order. */
struct option_list {
	const char **items;
	size_t n;
};

struct options {
	const struct command *command;
	int argc;
	char *const *argv; /* the command line as it was typed */
	char **again; /* for commands: what to run next, printed behind the error; malloc()ed */
	char **words; /* the command line, in the order in which getopt_long() puts it */
	char **args; /* what is no option, n_args of them */
	size_t n_args;
	const char *programmer, *chip, *output, *manifest, *depfile, *summary, *backup,
		*backup_from;
	const char *from, *dir, *plan, *table, *mtd_id, *against, *events, *via;
	const struct fp_format *from_format, *to_format; /* NULL: not stated */
	uint64_t size; /* of the chip, of an environment; 0: not stated */
	uint64_t offset; /* where has_offset */
	struct fp_choice *choices; /* -i and --file, in their order */
	size_t n_choices;
	struct fp_setting *settings; /* --set */
	size_t n_settings;
	const char *set_from; /* --set-from, and its --row */
	unsigned row;
	struct option_list include_dirs, ignored, skips, with, resumed; /* -I, --ignore, ... */
	unsigned timeout_s, passes, warn_above, verbosity, n_other_units; /* 0 where not given */
	bool is_all, is_dry_run, is_json, is_strict, has_per_device, has_read_only, has_spans,
		has_no_backup;
	bool has_offset, has_overwrite, has_unprotect, is_trimmed, is_hex, is_forced, has_files,
		has_annotations, ignores_table, is_plain;
	bool is_help, is_version;
};

/* Fills in *o from the command line. -FP_USAGE after a mistake. The caller frees with
 * options_free(), also after a failure. The words of argv stay in use. */
FP_MUST_CHECK int options_parse(int argc, char **argv, struct options *o, struct fp_error *err);
void options_free(struct options *o);

/* After a mistake: --json and --events hold all the same, wherever they stand. */
void options_guess(int argc, char **argv, struct options *o);

/* What is asked for with the options that select, and where the plan's files may be. The options'
 * strings stay in use. */
struct fp_request options_request(const struct options *o, enum fp_purpose purpose);
struct fp_source_dirs options_dirs(const struct options *o);

#endif
