// SPDX-License-Identifier: GPL-2.0-or-later
// The values of options: numbers and words, with colons between them.

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "value.h"

/* A number that ends at `end` or at a colon; *text then points past it. */
static bool number(const char **text, uint64_t most, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(*text, &end, 0);
	if (errno || end == *text || **text == '-' || *value > most || (*end && *end != ':'))
		return false;
	*text = *end ? end + 1 : end;
	return true;
}

/* The place of the word before the colon, if any, in a list that ends with NULL; -1 if it is none
 * of them. */
static int word(const char **text, const char *const *words)
{
	const size_t n = strcspn(*text, ":");

	for (int i = 0; words[i]; i++) {
		if (strlen(words[i]) != n || strncmp(words[i], *text, n) != 0)
			continue;
		*text += (*text)[n] ? n + 1 : n;
		return i;
	}
	return -1;
}

static bool numbers(const char *text, uint64_t most, uint64_t *values, size_t least, size_t n)
{
	size_t i = 0;

	while (i < n && number(&text, most, &values[i])) {
		i++;
		if (!*text)
			return i >= least;
	}
	return false;
}

bool chip_parse_status(const char *text, uint8_t *sr)
{
	uint64_t values[3] = { 0 };

	if (!numbers(text, 0xff, values, 1, 3))
		return false;
	for (size_t i = 0; i < 3; i++)
		sr[i] = (uint8_t)values[i];
	return true;
}

bool chip_parse_cut(const char *text, struct chip_faults *faults)
{
	static const char *const words[] = { "programmed", "erase", "before", "after", NULL };
	const int i = word(&text, words);

	if (i < 0 || !number(&text, UINT64_MAX, &faults->cut_n) || *text)
		return false;
	faults->cut = (enum chip_cut)(CHIP_CUT_PROGRAMMED + i);
	return faults->cut == CHIP_CUT_PROGRAMMED || faults->cut_n > 0;
}

bool chip_parse_stuck(const char *text, struct chip_faults *faults)
{
	struct chip_stuck *stuck = &faults->stuck[faults->n_stuck];
	uint64_t values[3];

	if (faults->n_stuck == sizeof faults->stuck / sizeof *faults->stuck ||
	    !numbers(text, UINT32_MAX, values, 3, 3) || values[1] > 7 || values[2] > 1)
		return false;
	stuck->offset = (uint32_t)values[0];
	stuck->bit = (uint8_t)values[1];
	stuck->value = values[2];
	faults->n_stuck++;
	return true;
}

bool chip_parse_probability(const char *text, double *value)
{
	char *end;

	*value = strtod(text, &end);
	return end != text && !*end && *value >= 0 && *value <= 1;
}

bool chip_parse_rate(const char *text, struct chip_rate *rates)
{
	static const char *const words[] = { "program", "erase", NULL };
	const int i = word(&text, words);

	if (i < 0)
		return false;
	if (number(&text, UINT64_MAX, &rates[i].every))
		return rates[i].every > 0 && !*text;
	rates[i].every = 0;
	return chip_parse_probability(text, &rates[i].probability);
}

bool chip_parse_float(const char *text, struct chip_faults *faults)
{
	static const char *const words[] = { "high", "low", "random", NULL };
	const int i = word(&text, words);
	uint64_t values[2] = { 0 };

	if (i < 0)
		return false;
	faults->floats = (enum chip_float)(CHIP_FLOAT_HIGH + i);
	if (!*text)
		return true;
	if (!numbers(text, UINT64_MAX, values, 1, 2))
		return false;
	faults->floats_after = values[0];
	faults->floats_count = values[1];
	return true;
}

bool chip_parse_choice(const char *text, const char *const *words, int *choice)
{
	*choice = word(&text, words);
	return *choice >= 0 && !*text;
}

bool chip_parse_one(const char *text, uint64_t least, uint64_t most, uint64_t *value)
{
	return numbers(text, most, value, 1, 1) && *value >= least;
}

bool chip_parse_burst(const char *text, struct chip_faults *faults)
{
	uint64_t values[2] = { 0 };

	if (!numbers(text, UINT64_MAX, values, 2, 2) || values[1] == 0)
		return false;
	faults->noise_from = values[0];
	faults->noise_count = values[1];
	return true;
}
