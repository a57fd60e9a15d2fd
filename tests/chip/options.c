// SPDX-License-Identifier: GPL-2.0-or-later
// Options: one table of names, one switch over them.

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "value.h"

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
	SLOW,
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
	{ "slow", required_argument, NULL, SLOW },
	{ "seed", required_argument, NULL, SEED },
	{ "help", no_argument, NULL, HELP },
	{ 0 },
};

static const char help[] =
	"usage: flashplan-chip [options] IMAGE\n"
	"An emulated SPI-NOR chip that speaks serprog on a loopback TCP port.\n"
	"IMAGE holds its contents; a missing file is made, erased.\n"
	"  --chip NAME           gd25q64, gd25q128 (default), gd25q256, m25p64, m25p128, a25l80p\n"
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
	"  --drop read:N         connection lost in the N-th read of data\n"
	"  --loss close|reset|stall  how connections are lost (default close)\n"
	"  --stuck OFFSET:BIT:VALUE  a stuck bit; may be given 64 times\n"
	"  --noise P             probability that a byte is read with a wrong bit\n"
	"  --noise-burst FROM:COUNT  only in these transactions, from 1\n"
	"  --ignore erase:R      that erase does nothing; also program:R.\n"
	"                        R: every R-th, or below 1 a probability\n"
	"  --weak erase:R        that erase leaves some bits; also program:R\n"
	"  --busy-after N        busy for ever after the N-th erase or program\n"
	"  --float high|low|random[:N[:COUNT]]  data line not connected, after N transactions,\n"
	"                        for COUNT of them\n"
	"  --slow MS             each KiB of an answer takes MS milliseconds of real time\n"
	"  --seed N              for whatever is random\n";

static void fail(const char *option, const char *value)
{
	fprintf(stderr, "flashplan-chip: bad value for --%s: %s\n", option, value);
	exit(2);
}

static bool parse_fault(struct chip_options *options, int option, const char *text)
{
	static const char *const halves[] = { "prefix", "random", NULL };
	static const char *const losses[] = { "close", "reset", "stall", NULL };
	struct chip_faults *faults = &options->faults;
	int choice = 0;
	bool ok;

	switch (option) {
	case CUT:
		return chip_parse_cut(text, faults);
	case HALF:
		ok = chip_parse_choice(text, halves, &choice);
		faults->cut_random = choice == 1;
		return ok;
	case DROP:
		if (strncmp(text, "read:", 5) == 0)
			return chip_parse_one(text + 5, 1, UINT64_MAX, &options->drop_read);
		return chip_parse_one(text, 1, UINT64_MAX, &options->drop_after);
	case LOSS:
		ok = chip_parse_choice(text, losses, &choice);
		options->loss = (enum serprog_loss)choice;
		return ok;
	case STUCK:
		return chip_parse_stuck(text, faults);
	case NOISE:
		return chip_parse_probability(text, &faults->noise);
	case NOISE_BURST:
		return chip_parse_burst(text, faults);
	case IGNORE:
		return chip_parse_rate(text, faults->ignore);
	case WEAK:
		return chip_parse_rate(text, faults->weak);
	case BUSY_AFTER:
		return chip_parse_one(text, 1, UINT64_MAX, &faults->busy_after);
	case FLOAT:
		return chip_parse_float(text, faults);
	case SLOW:
		return chip_parse_one(text, 1, 1000, &options->slow_ms);
	default:
		return chip_parse_one(text, 1, UINT64_MAX, &faults->random);
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
		ok = chip_parse_one(text, 0, UINT16_MAX, &value);
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
		return chip_parse_status(text, options->sr);
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
