/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libflashrom's log: the only place where it tells a chip's name, id and status. */
#ifndef FLASHROM_LOG_H
#define FLASHROM_LOG_H

#include <stdbool.h>

#include "programmer/driver.h"

#define LOG_FOUND_MAX 16

/* A chip that a probe has found. */
struct log_found {
	char vendor[32], name[64];
	char id[16]; /* empty: not known */
};

/* What was seen since log_reset(). */
struct log_seen {
	struct log_found found[LOG_FOUND_MAX];
	unsigned n_found; /* kept */
	unsigned n_errors; /* lines */
	bool is_unknown_programmer;
	bool has_status; /* status register 1 was read and printed */
	bool is_named_protected; /* of its bits one that is called "Block Protect" is set */
	uint8_t status;
};

/* Takes libflashrom's log; whole lines go to host->log, the host stays in use. */
void log_start(const struct fp_host *host);

/* Forgets what was seen. */
void log_reset(void);

/* Ends the line that libflashrom has left open. */
const struct log_seen *log_seen(void);

/* While it is true, the names after "Valid choices are:" go out, one a line, and nothing else. */
void log_set_listing(bool is_listing);

#endif
