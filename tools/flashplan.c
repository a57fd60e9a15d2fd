// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan: the table of commands.

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "commands.h"
#include "help.h"
#include "options.h"
#include "report.h"

const struct command commands[] = {
	{ "check", "PLAN...", "find every fault in plans", "jS", cmd_check, 1, UINT_MAX },
	{ "show", "PLAN", "print a plan's partitions", "j", cmd_show, 1, 1 },
	{ "layout", "PLAN", "write a layout file for flashrom -l", "osqzw", cmd_layout, 1, 1 },
	{ "convert", "[-f FORMAT] -t FORMAT IN", "turn a partition table into another format",
	  "qezwso", cmd_convert, 1, 1 },
	{ "image", "PLAN -o FILE", "make a padded full-flash image", "oifaIDFTmM", cmd_image, 1,
	  1 },
	{ "extract", "PLAN DUMP [-d DIR] [-i NAME[:FILE]]...", "cut a dump into files", "rdTj",
	  cmd_extract, 2, 2 },
	{ "replace", "PLAN IMAGE -i NAME[:FILE]...", "change partitions inside an image", "ifaIDFo",
	  cmd_replace, 2, 2 },
	{ "diff", "PLAN A B", "compare two images or dumps", "xgj", cmd_diff, 3, 3 },
	{ "env", "get|set|unset|list FILE [NAME[=VALUE]]...",
	  "read or change the U-Boot environment in a file", "Pkoj", cmd_env, 2, UINT_MAX },
	{ "layouts", "", "list the installed layouts", "j", cmd_layouts, 0, 0 },
	{ "programmers", "", "list what -p can name", "j", cmd_programmers, 0, 0 },
	{ "probe", "[PLAN] -p PROG", "say which chip is there", "pctj", cmd_probe, 0, 1 },
	{ "backup", "[PLAN] -p PROG -o FILE", "read the whole chip into a file", "opctNj",
	  cmd_backup, 0, 1 },
	{ "write", "PLAN -p PROG (-i NAME[:FILE]... | --all)", "program selected partitions only",
	  "pctifaIDFyubBj", cmd_write, 1, 1 },
	{ "verify", "PLAN -p PROG (-i NAME[:FILE]... | --all)",
	  "compare selected partitions with the chip", "pctifaIDFj", cmd_verify, 1, 1 },
	{ "erase", "PLAN -p PROG -i NAME...", "erase selected partitions only", "pctkDyubBj",
	  cmd_erase, 1, 1 },
	{ "restore", "BACKUP -p PROG [-i NAME...]", "put back what a backup holds", "pctkyubBj",
	  cmd_restore, 1, 1 },
	{ 0 },
};

static int run(int argc, char **argv, struct options *o, struct fp_error *err)
{
	int code = options_parse(argc, argv, o, err);

	if (code < 0)
		return code;
	if (o->is_version) {
		puts("flashplan " FP_VERSION);
	} else if (o->is_help || !o->command) {
		help_print(o->command);
		if (!o->is_help)
			return fp_fail(err, FP_USAGE, "no command given");
	} else {
		code = o->command->run(o, err);
	}
	return code;
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
	int code;

	hold_descriptors();
	code = run(argc, argv, &o, &err);
	if (err.code)
		report_error(&err);
	if (err.code == FP_CHANGED)
		report_again(argc, argv);
	if ((fflush(stdout) != 0 || ferror(stdout)) && code == 0) {
		perror("flashplan: standard output");
		code = -FP_REFUSED;
	}
	options_free(&o);
	return -code;
}
