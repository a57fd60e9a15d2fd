/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the command share. Not an interface for others. */
#ifndef FP_COMMANDS_H
#define FP_COMMANDS_H

#include "base/error.h"

struct options;

/* One row of the table of commands. */
struct command {
	const char *name, *args, *summary;
	const char *options; /* the ids of those it takes, besides -h and -v */
	int (*run)(const struct options *o, struct fp_error *err);
	unsigned least_args, most_args;
};

extern const struct command commands[]; /* ends with a NULL name */

int cmd_backup(const struct options *o, struct fp_error *err);
int cmd_check(const struct options *o, struct fp_error *err);
int cmd_erase(const struct options *o, struct fp_error *err);
int cmd_diff(const struct options *o, struct fp_error *err);
int cmd_env(const struct options *o, struct fp_error *err);
int cmd_extract(const struct options *o, struct fp_error *err);
int cmd_convert(const struct options *o, struct fp_error *err);
int cmd_image(const struct options *o, struct fp_error *err);
int cmd_layout(const struct options *o, struct fp_error *err);
int cmd_layouts(const struct options *o, struct fp_error *err);
int cmd_probe(const struct options *o, struct fp_error *err);
int cmd_programmers(const struct options *o, struct fp_error *err);
int cmd_restore(const struct options *o, struct fp_error *err);
int cmd_replace(const struct options *o, struct fp_error *err);
int cmd_show(const struct options *o, struct fp_error *err);
int cmd_verify(const struct options *o, struct fp_error *err);
int cmd_write(const struct options *o, struct fp_error *err);

#endif
