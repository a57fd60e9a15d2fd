/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of commands, and the ids of their options. */
#ifndef FP_COMMANDS_H
#define FP_COMMANDS_H

#include "base/error.h"

struct options;

/* A long option each, but for those without a name. 0 ends a list of them. */
enum option_id {
	OPTION_END,
	OPTION_INCLUDE,
	OPTION_FILE,
	OPTION_ALL,
	OPTION_FROM,
	OPTION_PER_DEVICE,
	OPTION_SET,
	OPTION_SET_FROM,
	OPTION_ROW,
	OPTION_READ_ONLY,
	OPTION_SKIP,
	OPTION_INCLUDE_DIR,
	OPTION_PROGRAMMER,
	OPTION_CHIP,
	OPTION_OUTPUT,
	OPTION_DIR,
	OPTION_OVERWRITE,
	OPTION_TRIM,
	OPTION_PLAN,
	OPTION_OFFSET,
	OPTION_HEX,
	OPTION_IGNORE,
	OPTION_FROM_FORMAT,
	OPTION_TO_FORMAT,
	OPTION_SIZE,
	OPTION_TABLE,
	OPTION_MTD_ID,
	OPTION_MANIFEST,
	OPTION_DEPFILE,
	OPTION_SUMMARY,
	OPTION_FORCE,
	OPTION_VIA,
	OPTION_PLAIN,
	OPTION_DRY_RUN,
	OPTION_UNPROTECT,
	OPTION_IGNORE_TABLE,
	OPTION_BACKUP,
	OPTION_BACKUP_FROM,
	OPTION_NO_BACKUP,
	OPTION_RESUME,
	OPTION_OTHER_UNIT,
	OPTION_PASSES,
	OPTION_AGAINST,
	OPTION_TIMEOUT,
	OPTION_SPANS,
	OPTION_STRICT,
	OPTION_FILES,
	OPTION_WARN_ABOVE,
	OPTION_WITH,
	OPTION_ANNOTATIONS,
	OPTION_JSON,
	OPTION_EVENTS,
	/* Every command knows these. */
	OPTION_VERBOSE,
	OPTION_VERBOSE_TOO, /* -V, as flashrom has it */
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_NO_VERIFY, /* -n, which is refused */
};

#define COMMAND_OPTIONS_MAX 32

/* What the FILE of -i NAME:FILE is. */
enum include_file {
	INCLUDE_CONTENT, /* read in place of the plan's content */
	INCLUDE_TARGET, /* written */
	INCLUDE_NONE, /* there is none: -i NAME */
};

/* One row of the table of commands. */
struct command {
	const char *name, *args, *summary;
	int (*run)(const struct options *o, struct fp_error *err);
	unsigned least_args, most_args;
	enum include_file include;
	enum option_id options[COMMAND_OPTIONS_MAX]; /* besides those that every command knows */
};

extern const struct command commands[]; /* ends with a NULL name */

FP_MUST_CHECK int cmd_backup(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_check(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_erase(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_diff(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_env(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_field(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_extract(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_convert(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_image(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_inspect(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_layout(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_layouts(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_merge(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_probe(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_programmers(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_restore(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_replace(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_scan(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_script(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_show(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_verify(const struct options *o, struct fp_error *err);
FP_MUST_CHECK int cmd_write(const struct options *o, struct fp_error *err);

#endif
