// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan: the table of commands.

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "base/file-out.h"
#include "events.h"
#include "help.h"
#include "options.h"
#include "outcome.h"

/* Options that go together. */
#define SELECT                                                                                     \
	OPTION_INCLUDE, OPTION_FILE, OPTION_ALL, OPTION_FROM, OPTION_SKIP, OPTION_INCLUDE_DIR,     \
		OPTION_FORCE, TOUCH
#define SET   OPTION_SET, OPTION_SET_FROM, OPTION_ROW
#define TOUCH OPTION_PER_DEVICE, OPTION_READ_ONLY
#define CHIP  OPTION_PROGRAMMER, OPTION_CHIP, OPTION_TIMEOUT
#define WRITE                                                                                      \
	OPTION_DRY_RUN, OPTION_UNPROTECT, OPTION_BACKUP, OPTION_BACKUP_FROM, OPTION_NO_BACKUP,     \
		OPTION_RESUME, OPTION_OTHER_UNIT, OPTION_IGNORE_TABLE
#define TABLE  OPTION_FROM_FORMAT, OPTION_SIZE, OPTION_TABLE, OPTION_MTD_ID, OPTION_SPANS
#define RESULT OPTION_JSON, OPTION_EVENTS

/* clang-format off */
const struct command commands[] = {
	{ "check", "PLAN...", "find every fault in plans",
	  cmd_check, 1, UINT_MAX, INCLUDE_NONE, { OPTION_STRICT, OPTION_FILES, OPTION_WARN_ABOVE, OPTION_INCLUDE_DIR, OPTION_WITH, OPTION_FROM_FORMAT, OPTION_TABLE, OPTION_ANNOTATIONS, RESULT } },
	{ "show", "PLAN", "print a plan's partitions",
	  cmd_show, 1, 1, INCLUDE_NONE, { RESULT } },
	{ "layout", "PLAN", "write a layout file for flashrom -l",
	  cmd_layout, 1, 1, INCLUDE_NONE, { TABLE, OPTION_OUTPUT, OPTION_DEPFILE, RESULT } },
	{ "convert", "[-f FORMAT] -t FORMAT IN", "turn a partition table into another format",
	  cmd_convert, 1, 1, INCLUDE_NONE, { TABLE, OPTION_TO_FORMAT, OPTION_OUTPUT, OPTION_DEPFILE, RESULT } },
	{ "image", "PLAN -o FILE", "make a padded full-flash image",
	  cmd_image, 1, 1, INCLUDE_CONTENT, { SELECT, SET, OPTION_OUTPUT, OPTION_TRIM, OPTION_MANIFEST, OPTION_DEPFILE, OPTION_SUMMARY, RESULT } },
	{ "extract", "PLAN DUMP [-d DIR] [-i NAME[:FILE]]...", "cut a dump into files",
	  cmd_extract, 2, 2, INCLUDE_TARGET, { OPTION_INCLUDE, OPTION_DIR, OPTION_OVERWRITE, OPTION_TRIM, RESULT } },
	{ "replace", "PLAN IMAGE -i NAME[:FILE]...", "change partitions inside an image",
	  cmd_replace, 2, 2, INCLUDE_CONTENT, { SELECT, SET, OPTION_OUTPUT, RESULT } },
	{ "diff", "PLAN A B", "compare two images or dumps",
	  cmd_diff, 3, 3, INCLUDE_NONE, { OPTION_HEX, OPTION_IGNORE, RESULT } },
	{ "inspect", "[PLAN] DUMP | [PLAN] -p PROG", "say what a dump holds, what is wrong, and what mends it",
	  cmd_inspect, 0, 2, INCLUDE_NONE, { OPTION_AGAINST, CHIP, RESULT } },
	{ "scan", "DUMP [-o PLAN]", "propose a plan for an unknown dump",
	  cmd_scan, 1, 1, INCLUDE_NONE, { OPTION_OUTPUT, RESULT } },
	{ "merge", "DUMP DUMP... -o FILE", "make one right dump of several that disagree",
	  cmd_merge, 2, UINT_MAX, INCLUDE_NONE, { OPTION_OUTPUT, OPTION_PLAN, RESULT } },
	{ "script", "uboot|mtd|flashrom PLAN -i NAME[:FILE]...", "write a script that restores partitions on the device",
	  cmd_script, 2, 2, INCLUDE_CONTENT, { SELECT, OPTION_OUTPUT, OPTION_DIR, OPTION_VIA, OPTION_PLAIN, RESULT } },
	{ "env", "get|set|unset|list FILE [NAME[=VALUE]]...", "read or change the U-Boot environment in a file",
	  cmd_env, 2, UINT_MAX, INCLUDE_NONE, { OPTION_INCLUDE, OPTION_PLAN, OPTION_OFFSET, OPTION_SIZE, OPTION_OUTPUT, RESULT } },
	{ "field", "list|get|set PLAN FILE [NAME[=VALUE]]...", "read or change the values that a plan names in a file",
	  cmd_field, 3, UINT_MAX, INCLUDE_NONE, { OPTION_INCLUDE, OPTION_OUTPUT, OPTION_FORCE, RESULT } },
	{ "layouts", "[WORD...]", "list the installed layouts, or those that have all words",
	  cmd_layouts, 0, UINT_MAX, INCLUDE_NONE, { RESULT } },
	{ "programmers", "", "list what -p can name",
	  cmd_programmers, 0, 0, INCLUDE_NONE, { RESULT } },
	{ "probe", "[PLAN] -p PROG", "say which chip is there",
	  cmd_probe, 0, 1, INCLUDE_NONE, { CHIP, RESULT } },
	{ "backup", "[PLAN] -p PROG -o FILE", "read the whole chip into a file",
	  cmd_backup, 0, 1, INCLUDE_NONE, { CHIP, OPTION_OUTPUT, OPTION_PASSES, OPTION_BACKUP_FROM, RESULT } },
	{ "write", "PLAN -p PROG (-i NAME[:FILE]... | --all)", "program selected partitions only",
	  cmd_write, 1, 1, INCLUDE_CONTENT, { SELECT, SET, CHIP, WRITE, RESULT } },
	{ "verify", "PLAN -p PROG (-i NAME[:FILE]... | --all)", "compare selected partitions with the chip",
	  cmd_verify, 1, 1, INCLUDE_CONTENT, { SELECT, CHIP, RESULT } },
	{ "erase", "PLAN -p PROG -i NAME...", "erase selected partitions only",
	  cmd_erase, 1, 1, INCLUDE_NONE, { OPTION_INCLUDE, TOUCH, CHIP, WRITE, RESULT } },
	{ "restore", "BACKUP -p PROG [-i NAME...]", "put back what a backup holds",
	  cmd_restore, 1, 1, INCLUDE_NONE, { OPTION_INCLUDE, CHIP, WRITE, RESULT } },
	{ 0 },
};
/* clang-format on */

/* Not over what the same run makes. */
static int open_events(const struct options *o, struct fp_error *err)
{
	const char *const made[] = { o->output, o->manifest, o->depfile, o->summary, o->backup };
	int code = 0;

	for (size_t i = 0; i < sizeof made / sizeof *made && code == 0; i++)
		if (made[i] && strcmp(o->events, "-") != 0)
			code = fp_out_check(made[i], o->events, err);
	return code < 0 ? code : events_open(o->events, err);
}

static int run(int argc, char **argv, struct options *o, char **again, struct fp_error *err)
{
	int code = options_parse(argc, argv, o, err);

	o->again = again;
	if (code < 0) {
		options_guess(argc, argv, o);
	} else if (o->is_version) {
		puts("flashplan " FP_VERSION);
		return 0;
	} else if (o->is_help || !o->command) {
		help_print(o->command);
		return o->is_help ? 0 : fp_fail(err, FP_USAGE, "no command given");
	}
	if (o->events && open_events(o, err) < 0)
		code = -(int)err->code;
	outcome_begin(o);
	return code < 0 ? code : o->command->run(o, err);
}

/* A standard descriptor that is closed would be that of the next file that is opened, and messages
 * would go into it. Held the wrong way round, so that its use still fails. */
static void hold_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	struct fp_error err = { 0 };
	struct options o;
	char *again = NULL;
	int code;

	hold_descriptors();
	/* Nobody has to listen for the work to be done. */
	signal(SIGPIPE, SIG_IGN);
	code = outcome_end(&o, run(argc, argv, &o, &again, &err), &err);
	if (again)
		fprintf(stderr, "again: %s\n", again);
	free(again);
	options_free(&o);
	return code;
}
