/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a programmer implements: a way to reach a chip, as a table of operations. The parent talks
 * to a programmer's process through the same table. */
#ifndef FP_PROGRAMMER_DRIVER_H
#define FP_PROGRAMMER_DRIVER_H

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

enum fp_log_level {
	FP_LOG_ERROR,
	FP_LOG_WARNING,
	FP_LOG_INFO,
	FP_LOG_DEBUG,
	FP_LOG_NOTE, /* for the user, now, whatever else is shown */
	FP_LOG_FACT, /* "name: value", of the way to the chip; for probe */
};

/* What a driver may ask of the side that uses it. */
struct fp_host {
	void *ctx;
	/* One whole line, without its newline; may be NULL. */
	void (*log)(void *ctx, enum fp_log_level level, const char *line);
	/* Something has come forward: the time for one operation begins anew. May be NULL. */
	void (*progress)(void *ctx);
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

#endif
