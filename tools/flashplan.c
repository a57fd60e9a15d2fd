// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan: the table of commands.

#include <limits.h>
#include <stdio.h>

#include "commands.h"
#include "options.h"
#include "report.h"

const struct command commands[] = {
	{ "check", "PLAN...", "find every fault in plans", "jS", cmd_check, 1, UINT_MAX },
	{ "show", "PLAN", "print a plan's partitions", "j", cmd_show, 1, 1 },
	{ "layout", "PLAN", "write a layout file for flashrom -l", "osFzw", cmd_layout, 1, 1 },
	{ "convert", "[-f FORMAT] -t FORMAT IN", "turn a partition table into another format",
	  "FTzwso", cmd_convert, 1, 1 },
	{ "image", "PLAN -o FILE", "make a padded full-flash image", "oifaIdmM", cmd_image, 1, 1 },
	{ "programmers", "", "list what -p can name", "j", cmd_programmers, 0, 0 },
	{ "probe", "[PLAN] -p PROG", "say which chip is there", "pctj", cmd_probe, 0, 1 },
	{ "write", "PLAN -p PROG (-i NAME[:FILE]... | --all)", "program selected partitions only",
	  "pctifaIdybBj", cmd_write, 1, 1 },
	{ "verify", "PLAN -p PROG (-i NAME[:FILE]... | --all)",
	  "compare selected partitions with the chip", "pctifaIdj", cmd_verify, 1, 1 },
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
		options_print_help(o->command);
		if (!o->is_help)
			return fp_fail(err, FP_USAGE, "no command given");
	} else {
		code = o->command->run(o, err);
	}
	return code;
}

int main(int argc, char **argv)
{
	struct fp_error err = { 0 };
	struct options o;
	int code = run(argc, argv, &o, &err);

	if (err.code)
		report_error(&err);
	if (fflush(stdout) != 0 && code == 0) {
		perror("flashplan: standard output");
		code = -FP_REFUSED;
	}
	options_free(&o);
	return -code;
}
