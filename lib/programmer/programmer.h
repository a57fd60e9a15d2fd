/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programmers in use. Each is a program, flashplan-NAME, that serves one struct fp_driver over a
 * socket (serve.h in the child, wire.h for the frames). */
#ifndef FP_PROGRAMMER_PROGRAMMER_H
#define FP_PROGRAMMER_PROGRAMMER_H

#include "base/error.h"
#include "programmer/driver.h"

/* A programmer in use. In the parent, driver is a proxy for a child process; in tests it may be
 * any struct fp_driver. */
struct fp_programmer {
	const struct fp_driver *driver;
	void *ctx;
	struct fp_chip chip;
	struct fp_protection protection; /* as found, where the programmer can tell */
	/* After fp_programmer_close(): the chip's protection was lifted; it may be so still. */
	bool was_lifted, is_lifted;
	struct fp_connection *connection; /* to the child; NULL: there is none */
};

/* How to reach a child. */
struct fp_programmer_options {
	const char *dir; /* where the programs flashplan-NAME are; NULL: there are none */
	unsigned timeout_ms; /* longest time without progress; 0: the default, 15 s. Writing has
			      * four times what reading took, where that is more */
	struct fp_host host; /* gets the child's log lines, and is asked is_cancelled() */
};

/* Starts flashplan-NAME from options->dir for -p PROG: "name:params" or "name" if such a program is
 * there, else flashplan-flashrom with the whole of PROG. The caller closes with
 * fp_programmer_close(). After a failure nothing is left to close. prog and target (params is
 * filled in here) are used only during the call; options->host stays in use until the close. */
FP_MUST_CHECK int fp_programmer_open(struct fp_programmer *programmer, const char *prog,
				     const struct fp_target *target,
				     const struct fp_programmer_options *options,
				     struct fp_error *err);

/* Ends the child, however it is: lets it close the chip and waits, or kills it after the timeout.
 * After a failure of an operation, only what the child itself says of the close is reported. */
int fp_programmer_close(struct fp_programmer *programmer, struct fp_error *err);

/* Asks the program of that plug-in ("flashrom") for what -p can name; lines come through
 * options->host. */
FP_MUST_CHECK int fp_programmer_list(const char *name, const struct fp_programmer_options *options,
				     struct fp_error *err);

#endif
