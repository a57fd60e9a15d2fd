/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ctrl-C and its like as a request that is looked at between operations. */
#ifndef FP_INTERRUPT_H
#define FP_INTERRUPT_H

#include <stdbool.h>

/* From here on SIGINT, SIGTERM and SIGHUP ask for an end at the next safe place, and a
 * reader that goes away (SIGPIPE) ends nothing. */
void interrupt_catch(void);

/* For a host or a job: ctx is not used. */
bool is_interrupted(void *ctx);

#endif
