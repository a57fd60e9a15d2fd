/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the suites that draw their cases share: how many, which, and the totals. */
#ifndef FP_TORTURE_H
#define FP_TORTURE_H

#include <stdbool.h>
#include <stdint.h>

/* FP_TORTURE from the environment, else `usual`. */
uint32_t torture_count(uint32_t usual);

/* Is FP_TORTURE set? */
bool is_torture(void);

/* A line of totals on standard output, if it is. */
void torture_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* From here on draw() gives the numbers of this seed. */
void draw_seed(uint32_t seed);

/* 0 .. limit - 1; the limit is at most 1 << 24. */
uint32_t draw(uint32_t limit);

/* One time in n. */
bool draw_one_in(uint32_t n);

#endif
