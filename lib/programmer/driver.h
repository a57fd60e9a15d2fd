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

#define FP_WINDOWS_MAX	  32
#define FP_CANDIDATES_MAX 400 /* bytes, with the end */
#define FP_TRANSFER_MAX	  65536 /* bytes in one read or write, unless one erase block is larger */

/* What a programmer found. */
struct fp_chip {
	char name[64]; /* the programmer's name for it */
	char id[16]; /* JEDEC id in lower-case hexadecimal, "c84018"; empty: not known */
	uint64_t size; /* bytes */
	struct fp_window {
		struct fp_range range;
		uint32_t erase_size; /* bytes; 0: not known */
		bool writable;
		char why[96]; /* it is not writable; empty: it is, or nothing is known */
	} window[FP_WINDOWS_MAX]; /* in offset order; outside of them nothing can be reached */
	unsigned n_windows;
	/* Where a question left several that it can be: their names, ", " in between; name is empty
	 * then. */
	char candidates[FP_CANDIDATES_MAX];
	/* identify(): what was read could come from a line without a chip as well; opening it anew
	 * tells. */
	bool is_doubtful;
};

/* The chip's own write protection. */
struct fp_protection {
	struct fp_range range; /* size 0: nothing is protected */
	char mode[16]; /* who may change it, in the words of `flashrom --wp-status` ("disabled",
			* "hardware"); empty: not known; if is_vague, the
			* status register, "0x1c" */
	bool is_vague; /* bits are set whose meaning is not known: range is the whole chip */
};

/* A partition of the plan, by the name that the device has for it. */
struct fp_place {
	const char *name;
	struct fp_range range;
};

/* What to open. Nothing is owned; all must stay valid during open(). */
struct fp_target {
	const char *params; /* what stands behind "name:" in -p, or the whole of -p for flashrom */
	const char *chip_name; /* -c; NULL: choose */
	const char *const *chip_names; /* the plan's names for the chip, in order of preference */
	size_t n_chip_names;
	bool is_question; /* nothing will be read: several chips that it can be are an answer */
	uint64_t size; /* of the plan's chip, bytes; 0: there is no plan */
	const struct fp_place *places; /* the plan's partitions */
	size_t n_places;
};

enum fp_log_level {
	FP_LOG_ERROR,
	FP_LOG_WARNING,
	FP_LOG_INFO,
	FP_LOG_DEBUG,
	FP_LOG_NOTE, /* for the user, now, whatever else is shown */
	FP_LOG_FACT, /* "name: value", of the way to the chip; for probe */
};

/* What a driver may ask of the side that uses it, and what that side is asked. All may be NULL. */
struct fp_host {
	void *ctx;
	/* One whole line, without its newline. */
	void (*log)(void *ctx, enum fp_log_level level, const char *line);
	/* For the driver: something was finished, so that the operation is not late. A line of a
	 * log is no such thing. */
	void (*progress)(void *ctx);
	/* For the driver: the chip's protection is about to be lifted (true), it was brought back.
	 */
	void (*lifted)(void *ctx, bool is_lifted);
	/* For the parent: the user wants it to end. What changes the chip is waited for. */
	bool (*is_cancelled)(void *ctx);
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

	/* Optional: *block is what an erase for a write() of the range would really take, the range
	 * and perhaps more. Nothing is erased or programmed. */
	int (*block)(void *ctx, struct fp_range range, struct fp_range *block,
		     struct fp_error *err);

	/* Optional: what was write-protected when the chip was opened. Whether that may be touched
	 * is the caller's decision: read() and write() lift what is in their way, once, and say so
	 * through host->lifted, and close() brings it back, whatever happened in between. */
	int (*get_protection)(void *ctx, struct fp_protection *protection, struct fp_error *err);

	/* Optional: what close() shall leave behind, instead of what was found. */
	int (*set_protection)(void *ctx, const struct fp_protection *protection,
			      struct fp_error *err);

	/* Always frees ctx; may fail where closing writes something. */
	int (*close)(void *ctx, struct fp_error *err);
};

#endif
