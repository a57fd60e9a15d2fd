// SPDX-License-Identifier: GPL-2.0-or-later
// The parameters behind "uboot:".

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/number.h"
#include "params.h"

static const struct row {
	const char *name;
	size_t offset;
	bool is_number;
} rows[] = {
	{ "dev", offsetof(struct params, dev), false },
	{ "baud", offsetof(struct params, baud), true },
	{ "fast", offsetof(struct params, fast), true },
	{ "prompt", offsetof(struct params, prompt), false },
	{ "key", offsetof(struct params, key), false },
	{ "load", offsetof(struct params, load), true },
	{ "size", offsetof(struct params, size), true },
	{ "flash", offsetof(struct params, flash), false },
	{ "power", offsetof(struct params, power), false },
	{ "wait", offsetof(struct params, wait), true },
	{ "log", offsetof(struct params, log), false },
};

#define N_ROWS (sizeof rows / sizeof *rows)

/* Keys that a command line can hardly hold. */
static const struct {
	const char *name, *text;
} keys[] = {
	{ "ctrl-c", "\003" }, { "enter", "\r" },	 { "esc", "\033" },
	{ "space", " " },     { "esc-esc", "\033\033" },
};

static int fail_unknown(const char *name, struct fp_error *err)
{
	struct fp_nearest nearest = { 0 };

	for (size_t i = 0; i < N_ROWS; i++)
		fp_nearest_offer(&nearest, name, rows[i].name);
	fp_fail(err, FP_REFUSED, "uboot: there is no parameter \"%s\"", name);
	if (nearest.best)
		fp_hint(err, "did you mean \"%s\"?", nearest.best);
	else
		fp_hint(err,
			"it takes dev, baud, fast, prompt, key, load, size, flash, power, wait and log");
	return -FP_REFUSED;
}

static int set(struct params *p, const char *name, const char *value, struct fp_error *err)
{
	const struct row *row = rows;
	struct fp_error why = { 0 };

	while (row < rows + N_ROWS && strcmp(row->name, name) != 0)
		row++;
	if (row == rows + N_ROWS)
		return fail_unknown(name, err);
	if (!*value)
		return fp_fail(err, FP_REFUSED, "uboot: %s= has no value", name);
	if (!row->is_number) {
		snprintf((char *)p + row->offset, PARAM_MAX, "%s", value);
		return 0;
	}
	if (fp_size_parse(value, (uint64_t *)((char *)p + row->offset), &why) < 0)
		return fp_fail(err, FP_REFUSED, "uboot: %s=%s: %s", name, value, why.text);
	p->has_load |= row->offset == offsetof(struct params, load);
	return 0;
}

static void decode_key(char *key)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(key, keys[i].name) == 0)
			strcpy(key, keys[i].text);
}

static int check(const struct params *p, struct fp_error *err)
{
	if (!p->dev[0]) {
		fp_fail(err, FP_REFUSED, "uboot: which line is the device on?");
		fp_hint(err, "-p uboot:dev=/dev/ttyUSB0, dev=tcp:HOST:PORT or dev=unix:PATH");
		return -FP_REFUSED;
	}
	if (p->fast && (strncmp(p->dev, "tcp:", 4) == 0 || strncmp(p->dev, "unix:", 5) == 0))
		return fp_fail(err, FP_REFUSED,
			       "uboot: fast= needs a serial device: the speed of %s cannot be "
			       "changed from here",
			       p->dev);
	return 0;
}

int params_parse(const char *text, struct params *p, struct fp_error *err)
{
	*p = (struct params){ .baud = 115200, .wait = 60 };
	while (*text) {
		const size_t n = strcspn(text, ",");
		char word[2 * PARAM_MAX], *value;

		if (n >= PARAM_MAX)
			return fp_fail(err, FP_REFUSED, "uboot: \"%.20s...\" is too long", text);
		snprintf(word, sizeof word, "%.*s", (int)n, text);
		value = strchr(word, '=');
		if (!value) {
			fp_fail(err, FP_REFUSED, "uboot: \"%s\" is not NAME=VALUE", word);
			fp_hint(err, "-p uboot:dev=/dev/ttyUSB0,baud=115200");
			return -FP_REFUSED;
		}
		*value++ = 0;
		if (set(p, word, value, err) < 0)
			return -FP_REFUSED;
		text += n;
		text += *text == ',';
	}
	decode_key(p->key);
	return check(p, err);
}
