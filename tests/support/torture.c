// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers of cases, random numbers, totals.

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/torture.h"

static uint32_t state = 1;

bool is_torture(void)
{
	return getenv("FP_TORTURE") != NULL;
}

uint32_t torture_count(uint32_t usual)
{
	const char *text = getenv("FP_TORTURE");
	const uint32_t n = text ? (uint32_t)strtoul(text, NULL, 10) : usual;

	ck_assert_uint_gt(n, 0);
	return n;
}

void torture_say(const char *format, ...)
{
	va_list args;

	if (!is_torture())
		return;
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	fflush(stdout);
}

void draw_seed(uint32_t seed)
{
	state = seed * 2654435761u + 1;
}

uint32_t draw(uint32_t limit)
{
	state = state * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)(state >> 8) * limit >> 24);
}

bool draw_one_in(uint32_t n)
{
	return draw(n) == 0;
}
