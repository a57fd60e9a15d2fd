/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people: the one place that it goes through. */
#ifndef FP_SAY_H
#define FP_SAY_H

#include <jansson.h>
#include <stdio.h>

/* fprintf(), cleaned: whatever words of plans, dumps and devices are in it, they neither steer a
 * terminal nor begin a line. Of the newlines only one at the end of the format stays. */
void say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* JSON with what a terminal would obey as \uXXXX, which is the same JSON; the caller frees. NULL
 * when out of memory. flags are jansson's. */
char *say_json(const json_t *json, size_t flags);

#endif
