/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --events FILE: one line of JSON for each step of a run, for programs that show or log it. Every
 * line has "t", the seconds since the start, and "event". `end` is the last; where it is missing
 * the run was killed. Nothing happens where no file is open. */
#ifndef FP_EVENTS_H
#define FP_EVENTS_H

#include <jansson.h>
#include <stdint.h>

#include "base/error.h"

/* Opens the file for appending ("-" is standard error). One that holds something else than events
 * is refused. */
FP_MUST_CHECK int events_open(const char *path, struct fp_error *err);

/* Adds a line. Takes `members`, an object; NULL: it has none. A line that cannot be written is told
 * once on standard error, and the run goes on. */
void events_add(const char *event, json_t *members);

/* `phase` where another one begins, then `progress`, at most two a second. */
void events_progress(const char *phase, uint64_t done, uint64_t total);

/* Seconds since the first call. */
double events_clock(void);

#endif
