/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of scripts: what runs them, and what its script is called. */
#ifndef FP_SCRIPT_KINDS_H
#define FP_SCRIPT_KINDS_H

#include <stdio.h>

#include "options.h"
#include "plan/plan.h"
#include "script/script.h"

/* A script that is being made. */
struct script_job {
	const struct options *o;
	const struct script_kind *kind;
	struct fp_plan *plan;
	struct fp_selection selection;
	struct fp_contents contents;
	struct fp_script script;
	const char *output; /* where the script goes */
};

struct script_kind {
	const char *name;
	const char *own; /* the script's name in the directory of -d */
	FP_MUST_CHECK int (*write)(struct script_job *job, FILE *out, struct fp_error *err);
	bool is_uboot; /* --via and --plain are for this one, and an output may be an image */
};

/* -FP_USAGE, and a suggestion, if there is none of that name. */
FP_MUST_CHECK int script_kind_find(const char *name, const struct script_kind **kind,
				   struct fp_error *err);

/* Does the output's name ask for an image of U-Boot's? */
bool script_is_image(const struct script_job *job);

#endif
