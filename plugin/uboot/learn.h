/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a boot loader can do, and where in its RAM there is room: found out by asking. */
#ifndef FP_UBOOT_LEARN_H
#define FP_UBOOT_LEARN_H

#include "board.h"

/* Its commands. Refuses a boot loader by which no chip can be reached. */
int learn_commands(struct board *b, struct fp_error *err);

/* b->load, and how the CPU orders the bytes of a word there. */
int learn_memory(struct board *b, struct fp_error *err);

/* b->flash, with its size. */
int learn_flash(struct board *b, struct fp_error *err);

/* "version", "prompt", "load" and, where its environment has them, "mtdparts", as facts for the
 * user. */
int learn_facts(struct board *b, struct fp_error *err);

/* A variable of its environment; *value is empty where there is none. */
int learn_variable(struct board *b, const char *name, char *value, size_t size,
		   struct fp_error *err);

#endif
