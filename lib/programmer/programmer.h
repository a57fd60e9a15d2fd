/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programmers: ways to reach a chip. Each is a program, flashplan-NAME, that serves one struct
 * fp_driver over a socket (driver.c in the child, wire.h for the frames); the parent talks to it
 * through the same struct. */
#ifndef FP_PROGRAMMER_PROGRAMMER_H
#define FP_PROGRAMMER_PROGRAMMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/range.h"

#define FP_WINDOWS_MAX	32
#define FP_TRANSFER_MAX 65536 /* bytes in one read or write, unless one erase block is larger */

/* What a programmer found. */
struct fp_chip {
	char name[64]; /* the programmer's name for it */
	char id[16]; /* JEDEC id in lower-case hexadecimal, "c84018"; empty: not known */
	uint64_t size; /* bytes */
	struct fp_window {
		struct fp_range range;
		uint32_t erase_size; /* bytes; 0: not known */
		bool writable;
	} window[FP_WINDOWS_MAX]; /* in offset order; outside of them nothing can be reached */
	unsigned n_windows;
};

/* What to open. Nothing is owned; all must stay valid during open(). */
struct fp_target {
	const char *params; /* what stands behind "name:" in -p, or the whole of -p for flashrom */
	const char *chip_name; /* -c; NULL: choose */
	const char *const *chip_names; /* the plan's names for the chip, in order of preference */
	size_t n_chip_names;
};

enum fp_log_level { FP_LOG_ERROR, FP_LOG_WARNING, FP_LOG_INFO, FP_LOG_DEBUG };

/* What a driver may ask of the side that uses it. */
struct fp_host {
	void *ctx;
	/* One whole line, without its newline; may be NULL. */
	void (*log)(void *ctx, enum fp_log_level level, const char *line);
};

/* Ranges are inside the chip; buffers are the caller's, range.size bytes. All return 0 or -code
 * with err set: FP_CHIP for trouble, FP_REFUSED for what cannot be done. Optional ones may be NULL.
 */
struct fp_driver {
	const char *name;

	/* Says through host->log, at FP_LOG_INFO, one line for each thing that -p can name. */
	int (*list)(const struct fp_host *host, struct fp_error *err);

	/* Opens and probes. After a failure nothing is left to close. The host stays valid until
	 * close(). */
	int (*open)(const struct fp_target *target, const struct fp_host *host,
		    struct fp_chip *chip, void **ctx, struct fp_error *err);

	int (*read)(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err);

	/* Erases and programs whole erase blocks: old is what they hold, want what they shall hold
	 * (erase is want = erased). Success is only the driver's opinion: the caller reads back.
	 * -FP_REFUSED: nothing was issued. */
	int (*write)(void *ctx, struct fp_range range, const uint8_t *old, const uint8_t *want,
		     struct fp_error *err);

	/* Optional: the zlib CRC-32, computed at the chip's end where reading is slow. */
	int (*crc32)(void *ctx, struct fp_range range, uint32_t *crc, struct fp_error *err);

	/* Optional: probes again, so that a clip that has lost contact shows. *chip as from open().
	 */
	int (*identify)(void *ctx, struct fp_chip *chip, struct fp_error *err);

	/* Optional: what was write-protected when the chip was opened; size 0: nothing. Whether
	 * that may be touched is the caller's decision: write() clears what is in its way, once,
	 * and close() brings it back, whatever happened in between. */
	int (*get_protection)(void *ctx, struct fp_range *range, struct fp_error *err);

	/* Always frees ctx; may fail where closing writes something. */
	int (*close)(void *ctx, struct fp_error *err);
};

/* A programmer in use. In the parent, driver is a proxy for a child process; in tests it may be
 * any struct fp_driver. */
struct fp_programmer {
	const struct fp_driver *driver;
	void *ctx;
	struct fp_chip chip;
};

/* How to reach a child. */
struct fp_programmer_options {
	const char *dir; /* where the programs flashplan-NAME are; NULL: there are none */
	unsigned timeout_ms; /* longest time for one operation; 0: the default, 15 s */
	struct fp_host host; /* gets the child's log lines */
};

/* Starts flashplan-NAME from options->dir for -p PROG: "name:params" or "name" if such a program is
 * there, else flashplan-flashrom with the whole of PROG. The caller closes with
 * fp_programmer_close(). After a failure nothing is left to close. prog and target (params is
 * filled in here) are used only during the call; options->host stays in use until the close. */
int fp_programmer_open(struct fp_programmer *programmer, const char *prog,
		       const struct fp_target *target, const struct fp_programmer_options *options,
		       struct fp_error *err);

/* Ends the child, however it is: lets it close the chip and waits, or kills it after the timeout.
 * After a failure of an operation, only what the child itself says of the close is reported. */
int fp_programmer_close(struct fp_programmer *programmer, struct fp_error *err);

/* Asks the program of that plug-in ("flashrom") for what -p can name; lines come through
 * options->host. */
int fp_programmer_list(const char *name, const struct fp_programmer_options *options,
		       struct fp_error *err);

/* The main() of a programmer: serves driver over descriptor 3 until end of file or CLOSE.
 * Returns the exit status. */
int fp_driver_serve(const struct fp_driver *driver);

/* For a driver that finds that it must not go on (a library about to do harm, from inside its own
 * callback): tells the parent, closes the socket and ends the process. Never returns. */
_Noreturn void fp_driver_abort(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
