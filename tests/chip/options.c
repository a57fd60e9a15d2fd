// SPDX-License-Identifier: GPL-2.0-or-later
// Options: one table of names, a parser for each kind of value, and one switch.

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

enum {
	CHIP,
	PORT,
	PORT_FILE,
	COUNTERS,
	ONCE,
	PROFILE,
	STATUS,
	WP_LOW,
	CUT,
	HALF,
	DROP,
	LOSS,
	STUCK,
	NOISE,
	NOISE_BURST,
	IGNORE,
	WEAK,
	BUSY_AFTER,
	FLOAT,
	SEED,
	HELP
};

static const struct option table[] = {
	{ "chip", required_argument, NULL, CHIP },
	{ "port", required_argument, NULL, PORT },
	{ "port-file", required_argument, NULL, PORT_FILE },
	{ "counters", required_argument, NULL, COUNTERS },
	{ "once", no_argument, NULL, ONCE },
	{ "profile", required_argument, NULL, PROFILE },
	{ "status", required_argument, NULL, STATUS },
	{ "wp-low", no_argument, NULL, WP_LOW },
	{ "cut", required_argument, NULL, CUT },
	{ "half", required_argument, NULL, HALF },
	{ "drop", required_argument, NULL, DROP },
	{ "loss", required_argument, NULL, LOSS },
	{ "stuck", required_argument, NULL, STUCK },
	{ "noise", required_argument, NULL, NOISE },
	{ "noise-burst", required_argument, NULL, NOISE_BURST },
	{ "ignore", required_argument, NULL, IGNORE },
	{ "weak", required_argument, NULL, WEAK },
	{ "busy-after", required_argument, NULL, BUSY_AFTER },
	{ "float", required_argument, NULL, FLOAT },
	{ "seed", required_argument, NULL, SEED },
	{ "help", no_argument, NULL, HELP },
	{ 0 },
};

static const char help[] =
	"usage: flashplan-chip [options] IMAGE\n"
	"An emulated SPI-NOR chip that speaks serprog on a loopback TCP port.\n"
	"IMAGE holds its contents; a missing file is made, erased.\n"
	"  --chip NAME           gd25q64, gd25q128 (default), gd25q256\n"
	"  --port N              default: any free one, printed as `port N`\n"
	"  --port-file FILE      write the port there as well\n"
	"  --counters FILE       JSON, at the end of each connection and of the program\n"
	"  --once                end after one connection\n"
	"  --profile NAME        ch341a (default), fast, instant\n"
	"  --status SR1[:SR2[:SR3]]  status registers at the start\n"
	"  --wp-low              the WP# pin is low\n"
	"faults:\n"
	"  --cut programmed:N    power lost once N bytes are programmed, in mid-page\n"
	"  --cut erase:N         power lost in the N-th erase, half done\n"
	"  --cut before:N        power lost before the N-th erase or program\n"
	"  --cut after:N         power lost after it\n"
	"  --half prefix|random  what half done means (default prefix)\n"
	"  --drop N              connection lost after N transactions\n"
	"  --loss close|reset|stall  how connections are lost (default close)\n"
	"  --stuck OFFSET:BIT:VALUE  a stuck bit; may be given 64 times\n"
	"  --noise P             probability that a byte is read with a wrong bit\n"
	"  --noise-burst FROM:COUNT  only in these transactions, from 1\n"
	"  --ignore erase:R      that erase does nothing; also program:R.\n"
	"                        R: every R-th, or below 1 a probability\n"
	"  --weak erase:R        that erase leaves some bits; also program:R\n"
	"  --busy-after N        busy for ever after the N-th erase or program\n"
	"  --float high|low|random[:N]  data line not connected, after N transactions\n"
	"  --seed N              for whatever is random\n";

static void fail(const char *option, const char *value)
{
	fprintf(stderr, "flashplan-chip: bad value for --%s: %s\n", option, value);
	exit(2);
}

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

static bool parse_numbers(const char *text, uint64_t most, uint64_t *values, size_t least, size_t n)
{
	size_t i = 0;

	while (i < n && number(&text, most, &values[i])) {
		i++;
		if (!*text)
			return i >= least;
	}
	return false;
}

static bool parse_status(const char *text, uint8_t *sr)
{
	uint64_t values[3] = { 0 };

	if (!parse_numbers(text, 0xff, values, 1, 3))
		return false;
	for (size_t i = 0; i < 3; i++)
		sr[i] = (uint8_t)values[i];
	return true;
}

static bool parse_cut(const char *text, struct chip_faults *faults)
{
	static const char *const words[] = { "programmed", "erase", "before", "after", NULL };
	const int i = word(&text, words);

	if (i < 0 || !number(&text, UINT64_MAX, &faults->cut_n) || *text)
		return false;
	faults->cut = (enum chip_cut)(CHIP_CUT_PROGRAMMED + i);
	return faults->cut == CHIP_CUT_PROGRAMMED || faults->cut_n > 0;
}

static bool parse_stuck(const char *text, struct chip_faults *faults)
{
	struct chip_stuck *stuck = &faults->stuck[faults->n_stuck];
	uint64_t values[3];

	if (faults->n_stuck == sizeof faults->stuck / sizeof *faults->stuck ||
	    !parse_numbers(text, UINT32_MAX, values, 3, 3) || values[1] > 7 || values[2] > 1)
		return false;
	stuck->offset = (uint32_t)values[0];
	stuck->bit = (uint8_t)values[1];
	stuck->value = values[2];
	faults->n_stuck++;
	return true;
}

static bool parse_probability(const char *text, double *value)
{
	char *end;

	*value = strtod(text, &end);
	return end != text && !*end && *value >= 0 && *value <= 1;
}

static bool parse_rate(const char *text, struct chip_rate *rates)
{
	static const char *const words[] = { "program", "erase", NULL };
	const int i = word(&text, words);

	if (i < 0)
		return false;
	if (number(&text, UINT64_MAX, &rates[i].every))
		return rates[i].every > 0 && !*text;
	rates[i].every = 0;
	return parse_probability(text, &rates[i].probability);
}

static bool parse_float(const char *text, struct chip_faults *faults)
{
	static const char *const words[] = { "high", "low", "random", NULL };
	const int i = word(&text, words);

	if (i < 0)
		return false;
	faults->floats = (enum chip_float)(CHIP_FLOAT_HIGH + i);
	return !*text || (number(&text, UINT64_MAX, &faults->floats_after) && !*text);
}

static bool parse_choice(const char *text, const char *const *words, int *choice)
{
	*choice = word(&text, words);
	return *choice >= 0 && !*text;
}

static bool parse_one(const char *text, uint64_t least, uint64_t most, uint64_t *value)
{
	return parse_numbers(text, most, value, 1, 1) && *value >= least;
}

static bool parse_fault(struct chip_options *options, int option, const char *text)
{
	static const char *const halves[] = { "prefix", "random", NULL };
	static const char *const losses[] = { "close", "reset", "stall", NULL };
	struct chip_faults *faults = &options->faults;
	uint64_t burst[2];
	int choice = 0;
	bool ok;

	switch (option) {
	case CUT:
		return parse_cut(text, faults);
	case HALF:
		ok = parse_choice(text, halves, &choice);
		faults->cut_random = choice == 1;
		return ok;
	case DROP:
		return parse_one(text, 1, UINT64_MAX, &options->drop_after);
	case LOSS:
		ok = parse_choice(text, losses, &choice);
		options->loss = (enum serprog_loss)choice;
		return ok;
	case STUCK:
		return parse_stuck(text, faults);
	case NOISE:
		return parse_probability(text, &faults->noise);
	case NOISE_BURST:
		ok = parse_numbers(text, UINT64_MAX, burst, 2, 2) && burst[1] > 0;
		faults->noise_from = ok ? burst[0] : 0;
		faults->noise_count = ok ? burst[1] : 0;
		return ok;
	case IGNORE:
		return parse_rate(text, faults->ignore);
	case WEAK:
		return parse_rate(text, faults->weak);
	case BUSY_AFTER:
		return parse_one(text, 1, UINT64_MAX, &faults->busy_after);
	case FLOAT:
		return parse_float(text, faults);
	default:
		return parse_one(text, 1, UINT64_MAX, &faults->random);
	}
}

static bool parse(struct chip_options *options, int option, const char *text)
{
	const struct chip_timing *timing;
	uint64_t value = 0;
	bool ok;

	switch (option) {
	case CHIP:
		options->type = chip_type_find(text);
		return options->type;
	case PORT:
		ok = parse_one(text, 0, UINT16_MAX, &value);
		options->port = (uint16_t)value;
		return ok;
	case PORT_FILE:
		options->port_file = text;
		return true;
	case COUNTERS:
		options->counters_file = text;
		return true;
	case ONCE:
		return options->is_once = true;
	case PROFILE:
		timing = chip_timing_find(text);
		if (timing)
			options->timing = *timing;
		return timing;
	case STATUS:
		return parse_status(text, options->sr);
	case WP_LOW:
		return options->is_wp_low = true;
	default:
		return parse_fault(options, option, text);
	}
}

void chip_options_parse(struct chip_options *options, int argc, char **argv)
{
	int option, i = 0;

	memset(options, 0, sizeof *options);
	options->type = chip_type_find("gd25q128");
	options->timing = *chip_timing_find("ch341a");
	options->faults.random = 1;
	while ((option = getopt_long(argc, argv, "", table, &i)) != -1) {
		if (option == HELP) {
			fputs(help, stdout);
			exit(0);
		}
		if (option == '?')
			exit(2);
		if (!parse(options, option, optarg))
			fail(table[i].name, optarg);
	}
	if (argc - optind != 1) {
		fputs(help, stderr);
		exit(2);
	}
	options->image = argv[optind];
	for (size_t n = 0; n < options->faults.n_stuck; n++) {
		if (options->faults.stuck[n].offset >= options->type->size)
			fail("stuck", "outside the chip");
	}
}
