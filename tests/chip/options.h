/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of the emulated chip. */
#ifndef CHIP_OPTIONS_H
#define CHIP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "chip.h"
#include "serprog.h"

struct chip_options {
	const struct chip_type *type;
	struct chip_timing timing;
	struct chip_faults faults;
	enum serprog_loss loss;
	uint64_t drop_after, drop_read, slow_ms;
	uint8_t sr[3];
	bool is_wp_low;
	bool is_once;
	uint16_t port; /* 0: any */
	const char *port_file, *counters_file, *image; /* NULL: none; point into argv */
};

/* Reads the command line; prints what is wrong with it, or the help, and exits where that is the
 * end. */
void chip_options_parse(struct chip_options *options, int argc, char **argv);

#endif
